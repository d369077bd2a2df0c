# nsshell lesson: kernel (9a32d406c545a568)

Two pointers: what the kernel holds for a process

## unshare

One call, one pointer

  host$ unshare -u /bin/bash

## fork

What a child inherits

  uts$ sleep 1000 &
  [1] * (glob)

## name

One string, all who point to it

  uts$ hostname kernel

## user

The other pointer

  uts$ unshare -U -r /bin/bash

## owner

Who owns what

  user+uts$ hostname mine
  hostname: you must be root to change the host name
  [1]

## children

A pointer for the children

  user+uts$ exit
  exit
  [1]
  uts$ unshare -p -f tail -f /dev/null &
  [2] * (glob)
  until process[tail].ns.pid: same as process[unshare].ns.pid_for_children

## clone

Made at birth

  uts$ sys 'c = clone(CLONE_NEWUTS | CLONE_NEWNS | SIGCHLD) { sethostname("twin"); prctl(PR_SET_NAME, "twin"); pause() }; waitpid(c)' > /tmp/twin &
  [3] * (glob)
  until process[twin].hostname: twin

## join

To point where another one points

  uts$ exit
  exit
  host$ nsenter -t $(pidof sleep) -u /bin/bash

## move

What belongs to a namespace

  uts$ ip netns add room
  uts$ ip link add left type veth peer name right
  uts$ ip link set right netns room
