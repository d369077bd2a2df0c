#!/bin/bash
# "Introducing Linux Network Namespaces", Scott Lowe, 2013
# Needs: iproute2, iputils-ping, net-tools
# Left out: the physical interface that is bridged at its end.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

ip netns add blue
ip netns list
promise "blue is listed" grep -q '^blue' <(ip netns list)

ip link add veth0 type veth peer name veth1
ip link list
promise "both ends are here" test -e /sys/class/net/veth0 -a -e /sys/class/net/veth1
ip link set veth1 netns blue
ip link list
promise "veth1 is gone from here" test ! -e /sys/class/net/veth1
ip netns exec blue ip link list
promise "veth1 is in blue" grep -q veth1 <(ip netns exec blue ip link list)

ip netns exec blue ifconfig veth1 10.1.1.1/24 up
promise "blue has the address" grep -q 'inet 10.1.1.1/24' <(ip netns exec blue ip addr list veth1)
promise "this namespace has not" refused grep -q 'inet 10.1.1.1/' <(ip addr list)
ip addr list
ip netns exec blue ip addr list
promise "blue has a table of routes of its own" grep -q '^10.1.1.0/24 dev veth1' <(ip netns exec blue ip route list)

ip addr add 10.1.1.2/24 dev veth0
ip link set veth0 up
ip netns exec blue ping -c 1 10.1.1.2
ping -c 1 10.1.1.1
