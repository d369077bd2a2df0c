# nsshell lesson: container (05c4481a7c2160d8)

A container by hand

## switch

A switch to plug into

  host$ ip link add br0 type bridge
  host$ ip addr add 10.9.0.1/24 dev br0
  host$ ip link set br0 up

## image

The smallest image

  host$ mkdir -p /srv/box/bin /srv/box/proc /srv/box/old
  host$ cp $(command -v busybox) /srv/box/bin/
  host$ for p in sh ls ps cat id hostname ip ping; do ln -s busybox /srv/box/bin/$p; done

## unshare

All eight at once

  host$ unshare -UrCimnpuT --fork bash
  cgroup+ipc+mnt+net+pid+time+user+uts$ sleep 1000 &
  [1] * (glob)

## name

A name

  cgroup+ipc+mnt+net+pid+time+user+uts$ hostname box

## cable

A cable

  host@2$ ip link add veth0 type veth peer name eth0 netns $(pidof sleep)
  host@2$ ip link set veth0 master br0 up

## address

An address

  cgroup+ipc+mnt+net+pid+time+user+uts$ ip addr add 10.9.0.2/24 dev eth0
  cgroup+ipc+mnt+net+pid+time+user+uts$ ip link set lo up
  cgroup+ipc+mnt+net+pid+time+user+uts$ ip link set eth0 up
  cgroup+ipc+mnt+net+pid+time+user+uts$ ip route add default via 10.9.0.1
  cgroup+ipc+mnt+net+pid+time+user+uts$ ping -c 1 10.9.0.1
  PING 10.9.0.1 (10.9.0.1) 56(84) bytes of data.
  64 bytes from 10.9.0.1: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 10.9.0.1 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## limits

Limits

  cgroup+ipc+mnt+net+pid+time+user+uts$ ulimit -n 64 -u 100

## root

Another root

  cgroup+ipc+mnt+net+pid+time+user+uts$ mount --bind /srv/box /srv/box
  cgroup+ipc+mnt+net+pid+time+user+uts$ cd /srv/box
  cgroup+ipc+mnt+net+pid+time+user+uts$ mount -t proc proc proc
  cgroup+ipc+mnt+net+pid+time+user+uts$ pivot_root . old
  cgroup+ipc+mnt+net+pid+time+user+uts$ cd /
  cgroup+ipc+mnt+net+pid+time+user+uts$ /bin/busybox umount -l /old
  cgroup+ipc+mnt+net+pid+time+user+uts$ exec /bin/sh
  
  
  BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)
  Enter 'help' for a list of built-in commands.
  
  \x1b[6n (no-eol) (esc)

## outside

Look in, look out

  cgroup+ipc+mnt+net+pid+time+user+uts$ ps
  ps
  PID   USER     COMMAND
      1 0        /bin/sh
      2 0        sleep 1000
     13 0        {ps} /bin/sh
  \x1b[6n (no-eol) (esc)
  host@2$ pidof sleep
  * (glob)

## end

Switch it off

  cgroup+ipc+mnt+net+pid+time+user+uts$ exit
  exit
  host$ true
