# nsshell lesson: cgroup (c137e15a9db76596)

A root of one's own in the tree of control groups

## mount

The tree

  host$ mkdir /cg
  host$ mount -t cgroup2 none /cg

## groups

Two groups for user 9000

  host$ mkdir -p /cg/1/2
  host$ chown -R 9000:9000 /cg/1

## enter

Move in

  host$ echo $$ > /cg/1/2/cgroup.procs
  host$ sleep 1000 &
  [1] * (glob)
  host$ cat /proc/self/cgroup
  9:* (glob)
  8:* (glob)
  7:* (glob)
  6:* (glob)
  5:* (glob)
  4:* (glob)
  3:* (glob)
  2:* (glob)
  1:* (glob)
  0::/1/2

## without

Without a namespace

  host$ setpriv --reuid 9000 --regid 9000 --clear-groups bash
  host$ echo 5 > /cg/1/cgroup.max.descendants

## beside

A group beside yours

  host$ mkdir /cg/1/theirs

## alone

The namespace alone

  host$ exit
  exit
  host$ unshare -C bash
  cgroup$ cat /proc/self/cgroup
  9:* (glob)
  8:* (glob)
  7:* (glob)
  6:* (glob)
  5:* (glob)
  4:* (glob)
  3:* (glob)
  2:* (glob)
  1:* (glob)
  0::/
  cgroup$ echo 7 > /cg/1/cgroup.max.descendants

## hidden

The namespace, and a new mount

  cgroup$ exit
  exit
  host$ unshare -Cm bash
  cgroup+mnt$ umount /cg /sys/fs/cgroup
  cgroup+mnt$ mount -t cgroup2 none /cg

## confined

What user 9000 can reach now

  cgroup+mnt$ setpriv --reuid 9000 --regid 9000 --clear-groups bash
  cgroup+mnt$ mkdir /cg/inner
  cgroup+mnt$ echo 9 > /cg/cgroup.max.descendants
  cgroup+mnt$ ls /cg/..
  bin   cg   etc	 lib	media  opt   root  sbin  sys  usr
  boot  dev  home  lib64	mnt    proc  run   srv	 tmp  var

## outside

The second terminal

  host@2$ cat /proc/$(pidof sleep)/cgroup
  9:* (glob)
  8:* (glob)
  7:* (glob)
  6:* (glob)
  5:* (glob)
  4:* (glob)
  3:* (glob)
  2:* (glob)
  1:* (glob)
  0::/1/2
