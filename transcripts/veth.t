# nsshell lesson: veth (45d96023000bed0e)

A cable between two namespaces

## cable

Make the cable

  host$ ip link add veth0 type veth peer name veth1

## plug

Through the wall

  host$ ip netns add ns1
  host$ ip link set veth1 netns ns1

## inside

An address in the room

  host$ ip -n ns1 addr add 192.168.10.100/24 dev veth1
  host$ ip -n ns1 link set veth1 up
  host$ ip -n ns1 -br link
  lo               DOWN           00:00:00:00:00:00 <LOOPBACK> 
  veth1@if4        LOWERLAYERDOWN * <NO-CARRIER,BROADCAST,MULTICAST,UP>  (glob)

## outside

And one on this side

  host$ ip addr add 192.168.10.101/24 dev veth0
  host$ ip link set veth0 up
  host$ ip -br addr
  lo               UNKNOWN        127.0.0.1/8 ::1/128 
  eth0@if100       UP             10.0.2.15/24 
  veth0@if3        UP             192.168.10.101/24 fe80::*/64  (glob)

## ping

Does it carry?

  host$ ip netns exec ns1 ping -c 1 192.168.10.101
  PING 192.168.10.101 (192.168.10.101) 56(84) bytes of data.
  64 bytes from 192.168.10.101: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 192.168.10.101 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## far

The far end has a number

  host@2$ ip link show veth0
  4: veth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
      link/ether * brd ff:ff:ff:ff:ff:ff link-netns ns1 (glob)

## route

Further than the cable

  host$ ip -n ns1 route add default via 192.168.10.101
  host$ ip netns exec ns1 ping -c 1 10.0.2.15
  PING 10.0.2.15 (10.0.2.15) 56(84) bytes of data.
  64 bytes from 10.0.2.15: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 10.0.2.15 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## pair

A cable that you cannot see

  host$ ip netns add ns2
  host$ ip link add left netns ns1 type veth peer name right netns ns2

## talk

Two rooms talk

  host$ ip -n ns1 addr add 192.168.20.1/24 dev left
  host$ ip -n ns1 link set left up
  host$ ip -n ns2 addr add 192.168.20.2/24 dev right
  host$ ip -n ns2 link set right up
  until netns[ns1].links[left].state: up
  host$ ip netns exec ns1 ping -c 1 192.168.20.2
  PING 192.168.20.2 (192.168.20.2) 56(84) bytes of data.
  64 bytes from 192.168.20.2: icmp_seq=1 ttl=64 time=* ms (glob)
  
  --- 192.168.20.2 ping statistics ---
  1 packets transmitted, 1 received, 0% packet loss, time *ms (glob)
  rtt min/avg/max/mdev = * ms (glob)

## end

Cut at one end

  host$ ip netns del ns2
  until netns[ns1].links[left]: absent
  host$ ip -n ns1 -br link
  lo               DOWN           00:00:00:00:00:00 <LOOPBACK> 
  veth1@if4        UP * <BROADCAST,MULTICAST,UP,LOWER_UP>  (glob)
