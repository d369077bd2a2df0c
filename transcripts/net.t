# nsshell lesson: net (ae08517ac4e9cb2c)

A network stack of one's own

## look

What the host has

  host$ ip a s
  1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
      link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
      inet 127.0.0.1/8 scope host lo
         valid_lft forever preferred_lft forever
      inet6 ::1/128 scope host 
         valid_lft forever preferred_lft forever
  2: eth0@if100: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
      link/ether * brd ff:ff:ff:ff:ff:ff link-netnsid 0 (glob)
      inet 10.0.2.15/24 scope global eth0
         valid_lft forever preferred_lft forever
  host$ ip r s
  default via 10.0.2.2 dev eth0 
  10.0.2.0/24 dev eth0 proto kernel scope link src 10.0.2.15 

## traces

Leave some traces

  host$ ping -c 1 10.6.8.113
  PING 10.6.8.113 (10.6.8.113) 56(84) bytes of data.
  64 bytes from 10.6.8.113: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 10.6.8.113 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)
  host$ nft 'add table ip web; add chain ip web input { type filter hook input priority 0; }; add rule ip web input tcp dport 8080 accept'

## empty

An empty stack

  host$ unshare -nf /bin/sh
  net$ ip a
  1: lo: <LOOPBACK> mtu 65536 qdisc noop state DOWN group default qlen 1000
      link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00

## windows

Two windows, two views

  net$ cat /proc/net/dev
  Inter-|   Receive                                                |  Transmit
   face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
      lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  net$ ls /sys/class/net
  eth0  lo
  net$ unshare -m /bin/sh
  mnt+net$ mount -t sysfs sysfs /sys
  mnt+net$ ls /sys/class/net
  lo

## name

Give it a name

  mnt+net$ exit
  net$ exit
  host$ ip netns add ns1
  host$ ip netns list
  ns1

## unreachable

No way out

  host$ ip netns exec ns1 ping -c 1 10.6.8.113
  ping: connect: Network is unreachable
  [2]

## find

Who lives where

  host$ ip netns exec ns1 sleep 1000 &
  [1] * (glob)
  until process[sleep].ns.net: same as host.mounts[/run/netns/ns1].root
  host@2$ ip netns pids ns1
  * (glob)
  host@2$ ip netns identify $(ip netns pids ns1)
  ns1

## monitor

Watch names come and go

  host$ ip netns monitor &
  [2] * (glob)
  until host.processes[ip].state: S
  host$ ip netns add ns2
  add ns2
  until output: contains add ns2

## loopback

Not even yourself

  host$ ip netns exec ns1 ping -c 1 127.0.0.1
  ping: connect: Network is unreachable
  [2]
  host$ ip -n ns1 link set lo up
  host$ ip -n ns2 link set lo up

## serve

One port, twice

  host$ mkdir /tmp/one /tmp/two
  host$ echo one > /tmp/one/index.html
  host$ echo two > /tmp/two/index.html
  host$ ip netns exec ns1 busybox httpd -p 8080 -h /tmp/one
  host$ ip netns exec ns2 busybox httpd -p 8080 -h /tmp/two
  host$ ip netns exec ns1 busybox wget -qO- http://127.0.0.1:8080/
  one
  host$ ip netns exec ns2 busybox wget -qO- http://127.0.0.1:8080/
  two

## move

Move a device

  host$ ip link set eth0 netns ns1
  host$ ip netns exec ns1 ifconfig -a
  eth0: flags=4098<BROADCAST,MULTICAST>  mtu 1500
          ether * txqueuelen 1000  (Ethernet) (glob)
          RX packets * bytes * (glob)
          RX errors 0  dropped 0  overruns 0  frame 0
          TX packets * bytes * (glob)
          TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0
  
  lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
          inet 127.0.0.1  netmask 255.0.0.0
          inet6 ::1  prefixlen 128  scopeid 0x10<host>
          loop  txqueuelen 1000  (Local Loopback)
          RX packets * bytes * (glob)
          RX errors 0  dropped 0  overruns 0  frame 0
          TX packets * bytes * (glob)
          TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0
  

## back

Bring it back

  host$ ip netns exec ns1 ip link set eth0 netns 1
  host$ ip addr add 10.0.2.15/24 dev eth0
  host$ ip link set eth0 up
  host$ ip route add default via 10.0.2.2

## delete

A name is not the namespace

  host$ ip netns del ns2
  delete ns2
  until output: contains delete ns2
