# nsshell lesson: mnt (578540f01f1cbf25)

Mounts of one's own

## unshare

A table for you

  host$ mkdir /tmp/mount_ns
  host$ unshare -m /bin/bash
  mnt$ readlink /proc/$$/ns/mnt
  mnt:[*] (glob)

## mount

Mount something

  mnt$ mount -n -t tmpfs tmpfs /tmp/mount_ns

## report

Three who report it

  mnt$ df -h | grep mount_ns
  tmpfs            12G     0   12G   0% /tmp/mount_ns
  mnt$ findmnt /tmp/mount_ns
  TARGET        SOURCE FSTYPE OPTIONS
  /tmp/mount_ns tmpfs  tmpfs  rw,relatime,uid=*,gid=* (glob)
  mnt$ cat /proc/mounts | grep mount_ns
  tmpfs /tmp/mount_ns tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)

## file

A file that only you have

  mnt$ echo private > /tmp/mount_ns/note
  mnt$ cat /tmp/mount_ns/note
  private

## second

The other side

  host@2$ cat /proc/mounts | grep mount_ns
  [1]
  host@2$ df -h | grep mount_ns
  [1]
  host@2$ ls /tmp/mount_ns
  host@2$ readlink /proc/$$/ns/mnt
  mnt:[*] (glob)

## leave

Everybody out

  mnt$ exit
  exit
  host$ ls -l /tmp
  total 0
  drwxr-xr-x 2 root root 40 * * mount_ns (glob)

## before

What was there before

  host$ mkdir test
  host$ mount -t tmpfs none test
  host$ echo old > test/old

## inherit

Four kinds at once

  host$ unshare -pmrf /bin/sh
  mnt+pid+user$ cat /proc/mounts | grep test
  none /root/test tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)
  mnt+pid+user$ cat test/old
  old

## inside

One more inside

  mnt+pid+user$ mkdir test2
  mnt+pid+user$ mount -t tmpfs none test2
  mnt+pid+user$ cat /proc/mounts | grep test
  none /root/test tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)
  none /root/test2 tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)

## outside

Seen from both ends

  mnt+pid+user$ cat /proc/mounts | grep test
  none /root/test tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)
  none /root/test2 tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)
  host@2$ cat /proc/mounts | grep test
  none /root/test tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)

## cover

Cover it up

  mnt+pid+user$ umount test
  umount: /root/test: not mounted.
  [32]
  mnt+pid+user$ mount -t tmpfs none test
  mnt+pid+user$ ls test
