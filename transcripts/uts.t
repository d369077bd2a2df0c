# nsshell lesson: uts (2f35667254bd18bf)

A host name of one's own

## look

What is this machine called?

  host$ hostname
  lab

## number

The number on the door

  host$ readlink /proc/$$/ns/uts
  uts:[*] (glob)

## unshare

A shell that stands alone

  host$ unshare -u /bin/bash

## rename

Rename it

  uts$ hostname uts-namespace

## ask

Three ways to ask

  uts$ hostname
  uts-namespace
  uts$ cat /proc/sys/kernel/hostname
  uts-namespace
  uts$ uname -n
  uts-namespace

## second-terminal

The second terminal

  host@2$ hostname
  lab

## domain

The other string

  uts$ domainname lessons

## leave

What is left

  uts$ exit
  exit

## again

Once more, from memory

  host$ unshare --uts
  uts$ hostname test

## inside

Seen from inside

  uts$ uname -n
  test

## outside

Seen from outside

  uts$ exit
  logout
  host$ uname -n
  lab
