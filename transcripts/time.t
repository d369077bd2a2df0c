# nsshell lesson: time (fca9b0a9fa9a7178)

Up for ten years: clocks of one's own

## look

Which time is it?

  host$ readlink /proc/$$/ns/time
  time:[*] (glob)

## shift

Ten years in a moment

  host$ cat /proc/uptime
  * * (glob)
  host$ unshare -Tf --boottime 315360000 bash
  time$ cat /proc/uptime
  * * (glob)

## second-terminal

What the others read

  time$ cat /proc/self/timens_offsets
  monotonic           0         0
  boottime    315360000         0
  host@2$ cat /proc/self/timens_offsets /proc/uptime
  monotonic           0         0
  boottime            0         0
  * * (glob)

## wall

The clock on the wall

  time$ date -u +%F > /tmp/inside
  host@2$ date -u +%F > /tmp/outside
  time$ cat /tmp/inside /tmp/outside
  * (glob)
  * (glob)
  time$ uptime -s
  * * (glob)

## copy

A copy, then frozen

  time$ unshare -Tf --monotonic 157680000 bash
  time$ cat /proc/self/timens_offsets
  monotonic   157680000         0
  boottime    315360000         0

## children

Between making and entering

  host@2$ sys 'unshare(CLONE_NEWTIME); fd = open("/proc/self/timens_offsets", O_WRONLY); write(fd, "boottime 86400 0"); pause()' > /tmp/calls &
  [1] * (glob)
  until process[sys].time.offsets: contains boottime 86400 0
  host@2$ readlink /proc/$(pgrep -x sys)/ns/time /proc/$(pgrep -x sys)/ns/time_for_children
  time:[*] (glob)
  time:[*] (glob)

## leave

Young again

  time$ exit
  exit
  time$ exit
  exit
  host$ cat /proc/uptime
  * * (glob)
