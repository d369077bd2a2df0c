# nsshell lesson: bridge (8935c533044f7640)

A switch for many namespaces

## cables

Two rooms and two cables

  host$ ip netns add ns0
  host$ ip netns add ns1
  host$ ip link add veth0 type veth peer name br-veth0
  host$ ip link add veth1 type veth peer name br-veth1

## bridge

Put up the switch

  host$ ip link add br0 type bridge
  host$ ip link set br0 up

## first

The first room

  host$ ip link set veth0 netns ns0
  host$ ip -n ns0 addr add 192.168.10.100/24 dev veth0
  host$ ip -n ns0 link set veth0 up
  host$ ip -n ns0 link set lo up

## second

The second room

  host$ ip link set veth1 netns ns1
  host$ ip -n ns1 addr add 192.168.10.101/24 dev veth1
  host$ ip -n ns1 link set veth1 up
  host$ ip -n ns1 link set lo up

## ports

Plug them in

  host$ ip link set br-veth0 master br0
  host$ ip link set br-veth0 up
  host$ ip link set br-veth1 master br0
  host$ ip link set br-veth1 up

## show

Look at the switch

  host@2$ brctl show
  bridge name	bridge id		STP enabled	interfaces
  br0		8000.*	no		br-veth0 (glob)
  							br-veth1

## ping

Across the switch

  host$ ip netns exec ns0 ping -c 1 192.168.10.101
  PING 192.168.10.101 (192.168.10.101) 56(84) bytes of data.
  64 bytes from 192.168.10.101: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 192.168.10.101 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## learned

What the switch remembers

  host$ bridge fdb show br br0
  * dev br-veth0 master br0  (glob)
  * dev br-veth0 master br0 permanent (glob)
  * dev br-veth0 self permanent (glob)
  * dev br-veth0 self permanent (glob)
  * dev br-veth0 self permanent (glob)
  * dev br-veth1 master br0  (glob)
  * dev br-veth1 master br0 permanent (glob)
  * dev br-veth1 self permanent (glob)
  * dev br-veth1 self permanent (glob)
  * dev br-veth1 self permanent (glob)
  * dev br0 self permanent (glob)
  * dev br0 self permanent (glob)
  * dev br0 self permanent (glob)
  * dev br0 self permanent (glob)
  * dev br0 self permanent (glob)

## host

The host takes part

  host$ ip addr add 192.168.10.1/24 dev br0
  host$ ping -c 1 192.168.10.100
  PING 192.168.10.100 (192.168.10.100) 56(84) bytes of data.
  64 bytes from 192.168.10.100: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 192.168.10.100 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## unplug

Unplug one

  host$ ip link set br-veth1 nomaster
