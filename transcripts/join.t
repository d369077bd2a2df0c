# nsshell lesson: join (dc1786c8be1eae6a)

Join a namespace that is already there

## live

Somebody lives there

  host$ unshare -u /bin/bash
  uts$ hostname guest
  uts$ sleep 1000 &
  [1] * (glob)

## door

Find the door

  host@2$ pidof sleep
  * (glob)
  host@2$ readlink /proc/self/ns/uts /proc/$(pidof sleep)/ns/uts
  uts:[*] (glob)
  uts:[*] (glob)

## join

Go in

  host@2$ nsenter -t $(pidof sleep) -u /bin/bash

## one

One namespace, not two

  uts@2$ hostname both

## founder

The founder leaves

  uts$ kill %1
  uts$ exit
  exit

## island

An island

  host$ unshare -u -i -n sh -c 'hostname island; exec tail -f /dev/null' &
  [1] * (glob)

## right

Not for everybody

  uts@2$ exit
  exit
  host@2$ setpriv --bounding-set -sys_admin --inh-caps -sys_admin /bin/bash
  host@2$ nsenter -t $(pidof tail) -u /bin/bash
  nsenter: reassociate to namespace 'ns/uts' failed: Operation not permitted
  [1]

## several

Several at once

  host$ nsenter -t $(pidof tail) -u -i -n /bin/bash

## leave

Leave again

  ipc+net+uts$ exit
  exit

## pidfd

One call for two kinds

  host$ sys "fd = open(\"/proc/$(pidof tail)/ns/uts\", O_RDONLY); setns(fd, CLONE_NEWUTS | CLONE_NEWNET)"
  open("/proc/*/ns/uts", O_RDONLY) = 3 (glob)
  setns(3, CLONE_NEWUTS|CLONE_NEWNET) = -1 EINVAL (Invalid argument)
  [1]
  host$ sys "pfd = pidfd_open($(pidof tail), 0); setns(pfd, CLONE_NEWUTS | CLONE_NEWNET); pause()" > /tmp/calls &
  [2] * (glob)
  until process[sys].ns.net: same as process[tail].ns.net
  host$ cat /tmp/calls
  pidfd_open(*, 0) = 3 (glob)
  setns(3, CLONE_NEWUTS|CLONE_NEWNET) = 0
