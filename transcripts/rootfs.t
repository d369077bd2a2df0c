# nsshell lesson: rootfs (2102512780db9a30)

Another root: chroot and pivot_root

## build

A small tree

  host$ echo the lab > /sign
  host$ mkdir -p /srv/root/usr /srv/root/proc /srv/root/tmp /srv/root/old
  host$ cp -P /bin /sbin /lib* /srv/root
  host$ mount --bind /usr /srv/root/usr
  host$ echo the small tree > /srv/root/sign
  host$ ls -l /srv/root
  total 4
  lrwxrwxrwx 1 root root   7 * * bin -> usr/bin (glob)
  lrwxrwxrwx 1 root root   7 * * lib -> usr/lib (glob)
  lrwxrwxrwx 1 root root   9 * * lib64 -> usr/lib64 (glob)
  drwxr-xr-x 2 root root  40 * * old (glob)
  drwxr-xr-x 2 root root  40 * * proc (glob)
  lrwxrwxrwx 1 root root   8 * * sbin -> usr/sbin (glob)
  -rw-r--r-- 1 root root  15 * * sign (glob)
  drwxr-xr-x 2 root root  40 * * tmp (glob)
  drwxr-xr-x 1 root root 180 * * usr (glob)

## chroot

Another root directory

  host$ chroot /srv/root /bin/sh
  host$ cat /sign
  the small tree

## leak

What chroot does not separate

  host$ mount -t tmpfs tmpfs /tmp
  host@2$ cat /proc/mounts
  lab / tmpfs rw,nosuid,nodev,relatime,size=262144k,nr_inodes=65536,mode=755,uid=*,gid=* 0 0 (glob)
  overlay /usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /etc overlay rw,nodev,relatime,lowerdir=/etc,upperdir=etc,workdir=etc.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /boot overlay rw,nodev,relatime,lowerdir=/boot,upperdir=boot,workdir=boot.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /dev tmpfs rw,nosuid,noexec,relatime,size=64k,mode=755,uid=*,gid=* 0 0 (glob)
  devtmpfs /dev/null devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/zero devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/full devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/random devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/urandom devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/tty devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devpts /dev/pts devpts rw,nosuid,noexec,relatime*,ptmxmode=666 0 0 (glob)
  mqueue /dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /tmp tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  tmpfs /dev/shm tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  overlay /srv/root/usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  tmpfs /srv/root/tmp tmpfs rw,relatime,uid=*,gid=* 0 0 (glob)

## escape

Out of the window

  host$ cd /
  host$ unshare -R /usr -w ../../.. chroot . /bin/sh
  host$ cat /sign
  the lab

## back

Back to the start

  host$ exit
  host$ exit
  host$ umount /srv/root/tmp
  host$ unshare -m /bin/bash

## point

The root must be a mount

  mnt$ mount --rbind /srv/root /srv/root

## pivot

Exchange the root

  mnt$ cd /srv/root
  mnt$ pivot_root . old
  mnt$ cat /sign
  the small tree

## proc

A /proc that fits

  mnt$ mount -t proc proc /proc
  mnt$ cat /proc/mounts
  lab /old tmpfs rw,nosuid,nodev,relatime,size=262144k,nr_inodes=65536,mode=755,uid=*,gid=* 0 0 (glob)
  overlay /old/usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /old/etc overlay rw,nodev,relatime,lowerdir=/etc,upperdir=etc,workdir=etc.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /old/boot overlay rw,nodev,relatime,lowerdir=/boot,upperdir=boot,workdir=boot.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  proc /old/proc proc rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /old/sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /old/sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /old/dev tmpfs rw,nosuid,noexec,relatime,size=64k,mode=755,uid=*,gid=* 0 0 (glob)
  devtmpfs /old/dev/null devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /old/dev/zero devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /old/dev/full devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /old/dev/random devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /old/dev/urandom devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /old/dev/tty devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devpts /old/dev/pts devpts rw,nosuid,noexec,relatime*,ptmxmode=666 0 0 (glob)
  mqueue /old/dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /old/dev/shm tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  tmpfs /old/tmp tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  overlay /old/srv/root/usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  lab / tmpfs rw,nosuid,nodev,relatime,size=262144k,nr_inodes=65536,mode=755,uid=*,gid=* 0 0 (glob)
  overlay /usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  proc /proc proc rw,relatime 0 0

## detach

Let go of the old tree

  mnt$ umount -l /old
  mnt$ ls /old
  mnt$ cat /proc/mounts
  lab / tmpfs rw,nosuid,nodev,relatime,size=262144k,nr_inodes=65536,mode=755,uid=*,gid=* 0 0 (glob)
  overlay /usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  proc /proc proc rw,relatime 0 0

## again

The same trick again

  mnt$ cd /
  mnt$ unshare -R /usr -w ../../.. cat sign
  the small tree

## outside

What the lab has noticed

  host@2$ cat /proc/mounts
  lab / tmpfs rw,nosuid,nodev,relatime,size=262144k,nr_inodes=65536,mode=755,uid=*,gid=* 0 0 (glob)
  overlay /usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /etc overlay rw,nodev,relatime,lowerdir=/etc,upperdir=etc,workdir=etc.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  overlay /boot overlay rw,nodev,relatime,lowerdir=/boot,upperdir=boot,workdir=boot.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /dev tmpfs rw,nosuid,noexec,relatime,size=64k,mode=755,uid=*,gid=* 0 0 (glob)
  devtmpfs /dev/null devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/zero devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/full devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/random devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/urandom devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devtmpfs /dev/tty devtmpfs rw,relatime,size=12334524k,nr_inodes=3083631,mode=755 0 0
  devpts /dev/pts devpts rw,nosuid,noexec,relatime*,ptmxmode=666 0 0 (glob)
  mqueue /dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime 0 0
  tmpfs /tmp tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  tmpfs /dev/shm tmpfs rw,nosuid,nodev,relatime,size=65536k,uid=*,gid=* 0 0 (glob)
  overlay /srv/root/usr overlay rw,nodev,relatime,lowerdir=/usr,upperdir=usr,workdir=usr.work,redirect_dir=nofollow,uuid=on,userxattr 0 0
  host@2$ cat /sign
  the lab
