# nsshell lesson: join (8851451d766a821f)

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
