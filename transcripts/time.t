# nsshell lesson: time (7f70b23de5be6024)

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

  host@2$ perl -e '$unshare = qx(uname -m) =~ /x86/ ? 272 : 97; syscall $unshare, 0x80; open F, ">/proc/self/timens_offsets"; print F "boottime 86400 0\n"; close F; sleep' &
  [1] * (glob)
  until process[perl].time.offsets: contains boottime 86400 0
  host@2$ readlink /proc/$!/ns/time /proc/$!/ns/time_for_children
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
