# nsshell lesson: pid (08b9c1380a2b8308)

Number one: a list of processes of one's own

## look

One list for all

  host$ sleep 1000 &
  [1] * (glob)
  until host.processes[sleep]: present
  host$ pstree -p $$
  bash(*)─┬─pstree(*) (glob)
  *└─sleep(*) (glob)

## unshare

A shell that is number one

  host$ unshare -pf --mount-proc /bin/sh

## inside

What it sees

  mnt+pid$ echo $$
  1
  mnt+pid$ pstree -p
  sh(*)───pstree(*) (glob)

## two-numbers

Two numbers, one process

  mnt+pid$ tail -f /dev/null &
  until session[1].processes[tail]: present
  host@2$ grep NSpid /proc/$(pgrep tail)/status
  NSpid:	*	3 (glob)

## same-number

The same number twice

  mnt+pid$ readlink /proc/1/ns/pid
  pid:[*] (glob)
  host@2$ readlink /proc/1/ns/pid
  pid:[*] (glob)

## glass

One-way glass

  host@2$ strace -o /dev/null -p $(pgrep tail)
  strace: Process * attached (glob)
  until session[2].output: contains attached
  ^C
  strace: Process * detached (glob)
  
  [130]
  mnt+pid$ pkill sleep
  [1]
  mnt+pid$ echo $PPID
  0

## grandchild

A child of a child

  mnt+pid$ sh -c 'sleep 1000 & wait' &

## orphan

The orphan

  mnt+pid$ kill $!
  until session[1].processes[sleep].parent: 1
  mnt+pid$ ps -o ppid= -C sleep
        1

## subreaper

Somebody else inherits

  mnt+pid$ sys 'prctl(PR_SET_CHILD_SUBREAPER, 1); c = fork() { fork() { prctl(PR_SET_NAME, "orphan"); pause() } }; waitpid(c); prctl(PR_SET_NAME, "heir"); pause()' > /tmp/calls &
  until session[1].processes[heir].children: contains orphan
  mnt+pid$ pstree -p
  sh(*)─┬─pstree(*) (glob)
  *├─sleep(*) (glob)
  *├─sys-prompt(*)───heir(*)───orphan(*) (glob)
  *└─tail(*) (glob)

## kill-inside

The one that cannot be killed

  mnt+pid$ kill -9 1 $(pgrep tail)
  unshare: sigprocmask unblock failed: Invalid argument
  [1]

## kill-outside

The one that must not end

  host@2$ kill -9 $(pgrep -P $(pgrep -x unshare))

## bottom

Down to the bottom

  host$ cat > /tmp/deeper <<'END'
  > #!/bin/sh
  > unshare -pf "$0" || exec tail -f /dev/null
  > END
  host$ chmod +x /tmp/deeper
  host$ /tmp/deeper 2> /tmp/why &
  [2] * (glob)
  until host.processes[tail]: present
  host$ cat /tmp/why
  unshare: unshare failed: No space left on device
