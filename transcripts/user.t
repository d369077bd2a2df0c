# nsshell lesson: user (38c73e7e0d6a28c8)

Root, but only in here

## ordinary

An ordinary user

  host$ unshare --map-user=1000 --map-group=1000 bash
  user$ id
  uid=1000* gid=1000* groups=1000* (glob)

## refused

What such a user may do

  user$ hostname mine
  hostname: you must be root to change the host name
  [1]
  user$ hostname
  lab

## nobody

Nobody

  user$ unshare --user bash
  user$ id
  uid=65534* gid=65534* groups=65534* (glob)
  user$ cat /proc/self/uid_map

## by-hand

A table by hand

  user$ exit
  exit
  user$ unshare --user sleep 1000 &
  [1] * (glob)
  until process[sleep].ns.user: differs from here.ns.user
  user$ echo '0 1000 1' > /proc/$!/uid_map
  user$ echo '0 1000 1' > /proc/$!/gid_map

## root

Root

  user$ unshare --user -r bash
  user$ id
  uid=0(root) gid=0(root) groups=0(root)

## maps

The three files

  user$ cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups
           0 * * (glob)
           0 * * (glob)
  deny

## outside

The same command, as root

  user$ hostname mine
  hostname: you must be root to change the host name
  [1]
  user$ hostname
  lab

## inside

A thing of one's own

  user$ unshare -u bash
  user+uts$ hostname mine

## file

Whose file is this?

  user+uts$ touch /tmp/mine
  user+uts$ stat -c %u /tmp/mine
  0

## leave

Who you were all the time

  user+uts$ exit
  exit
  user$ exit
  exit
  user$ stat -c %u /tmp/mine
  1000
