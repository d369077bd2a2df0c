# nsshell lesson: persist (22e44d39496cc1ab)

A namespace without a process

## live

Something worth keeping

  host$ unshare -u /bin/bash
  uts$ hostname keeper

## bind

Nail it to a file

  uts$ touch /tmp/keeper
  uts$ mount --bind /proc/$$/ns/uts /tmp/keeper

## look

It is only a mount

  host@2$ findmnt -t nsfs
  TARGET      SOURCE                 FSTYPE OPTIONS
  /tmp/keeper nsfs[uts:[*]] nsfs   rw (glob)

## empty

Everybody out

  uts$ exit
  exit

## back

Come back

  host@2$ nsenter --uts=/tmp/keeper /bin/bash

## short

In one line

  host$ touch /tmp/second
  host$ unshare --uts=/tmp/second hostname second
  host$ nsenter --uts=/tmp/second /bin/bash

## release

Two ways to hold on

  uts$ exit
  exit
  host$ umount /tmp/keeper

## descriptor

Held by a number

  host$ exec 3< /tmp/second
  host$ umount -l /tmp/second
  host$ nsenter --uts=/proc/self/fd/3 /bin/bash

## again

With another kind

  uts$ exit
  exit
  host$ touch /tmp/network
  host$ unshare --net=/tmp/network true
  host$ nsenter --net=/tmp/network /bin/bash
