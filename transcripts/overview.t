# nsshell lesson: overview (8bd0c510697b2f88)

Eight kinds of namespaces

## look

Eight links

  host$ ls -l /proc/$$/ns
  total 0
  lrwxrwxrwx 1 root root 0 * * cgroup -> 'cgroup:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * ipc -> 'ipc:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * mnt -> 'mnt:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * net -> 'net:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid_for_children -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time_for_children -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * user -> 'user:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * uts -> 'uts:[*]' (glob)

## second

The other terminal

  host@2$ readlink /proc/$$/ns/uts
  uts:[*] (glob)

## config

What this kernel can do

  host$ zcat /proc/config.gz | grep -E 'CONFIG_(NAMESPACES|[A-Z]*_NS|CGROUPS|SYSVIPC|POSIX_MQUEUE)='
  CONFIG_SYSVIPC=y
  CONFIG_POSIX_MQUEUE=y
  CONFIG_CGROUPS=y
  CONFIG_NAMESPACES=y
  CONFIG_UTS_NS=y
  CONFIG_TIME_NS=y
  CONFIG_IPC_NS=y
  CONFIG_USER_NS=y
  CONFIG_PID_NS=y
  CONFIG_NET_NS=y
  host$ grep -E 'CONFIG_(NAMESPACES|[A-Z]*_NS|CGROUPS|SYSVIPC|POSIX_MQUEUE)=' /boot/config-$(uname -r)
  grep: /boot/config-*: No such file or directory (glob)
  [2]
  host$ readlink /proc/$$/ns/*
  cgroup:[*] (glob)
  ipc:[*] (glob)
  mnt:[*] (glob)
  net:[*] (glob)
  pid:[*] (glob)
  pid:[*] (glob)
  time:[*] (glob)
  time:[*] (glob)
  user:[*] (glob)
  uts:[*] (glob)

## first

One of your own

  host$ unshare -u /bin/bash

## child

Whose child are you?

  uts$ sleep 1000 &
  [1] * (glob)
  uts$ ls -l /proc/$!/ns
  total 0
  lrwxrwxrwx 1 root root 0 * * cgroup -> 'cgroup:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * ipc -> 'ipc:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * mnt -> 'mnt:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * net -> 'net:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid_for_children -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time_for_children -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * user -> 'user:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * uts -> 'uts:[*]' (glob)

## leave

Who keeps it alive?

  uts$ exit
  exit

## refuse

Refused

  host$ setpriv --bounding-set -sys_admin --inh-caps -sys_admin /bin/bash
  host$ unshare -u /bin/bash
  unshare: unshare failed: Operation not permitted
  [1]
  host$ for kind in m i n p C T; do unshare -$kind true; done
  unshare: unshare failed: Operation not permitted
  unshare: unshare failed: Operation not permitted
  unshare: unshare failed: Operation not permitted
  unshare: unshare failed: Operation not permitted
  unshare: unshare failed: Operation not permitted
  unshare: unshare failed: Operation not permitted
  [1]

## user

The one that asks nobody

  host$ unshare -U /bin/bash

## eight

All at once

  user$ exit
  exit
  host$ unshare -rmuinpCTf --mount-proc /bin/bash

## back

Back to the lab

  cgroup+ipc+mnt+net+pid+time+user+uts$ exit
  exit
  host$ exit
  exit
  host$ ls -l /proc/$$/ns
  total 0
  lrwxrwxrwx 1 root root 0 * * cgroup -> 'cgroup:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * ipc -> 'ipc:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * mnt -> 'mnt:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * net -> 'net:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * pid_for_children -> 'pid:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * time_for_children -> 'time:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * user -> 'user:[*]' (glob)
  lrwxrwxrwx 1 root root 0 * * uts -> 'uts:[*]' (glob)
