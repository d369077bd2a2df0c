#!/bin/bash
# "Network namespaces", Diego Pino García, Igalia, 2016
# Needs: iproute2, iputils-ping, iptables
# 10.6.8.113 stands for 8.8.8.8.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
uplink() {  # the lab's eth0, and behind it the addresses that stand for the internet
    ip link show eth0 >/dev/null 2>&1 && return
    ip netns add internet
    ip link add eth0 type veth peer name far netns internet
    ip address add 10.0.2.15/24 dev eth0
    ip link set eth0 up
    ip -n internet address add 10.0.2.2/24 dev far
    ip -n internet address add 10.6.8.113/32 dev far
    ip -n internet link set far up
    ip route add default via 10.0.2.2
}
uplink

ip netns add ns1
ip netns exec ns1 ip link set dev lo up
ip netns exec ns1 ping -c 1 127.0.0.1
ip link add v-eth1 type veth peer name v-peer1
ip link set v-peer1 netns ns1
ip addr add 10.200.1.1/24 dev v-eth1
ip link set v-eth1 up
ip netns exec ns1 ip addr add 10.200.1.2/24 dev v-peer1
ip netns exec ns1 ip link set v-peer1 up
ip netns exec ns1 ip link set lo up
ip netns exec ns1 ip route add default via 10.200.1.1
promise "the way out is this machine" grep -q '^default via 10.200.1.1 dev v-peer1' <(ip netns exec ns1 ip route)
ip netns exec ns1 ping -c 1 10.200.1.1

# Share the internet: forward, flush, disguise
echo 1 > /proc/sys/net/ipv4/ip_forward
iptables -P FORWARD DROP
iptables -F FORWARD
iptables -t nat -F
promise "not yet" refused ip netns exec ns1 ping -c 1 -W 1 10.6.8.113
iptables -t nat -A POSTROUTING -s 10.200.1.0/255.255.255.0 -o eth0 -j MASQUERADE
iptables -A FORWARD -i eth0 -o v-eth1 -j ACCEPT
iptables -A FORWARD -o eth0 -i v-eth1 -j ACCEPT
ip netns exec ns1 ping -c 1 10.6.8.113
promise "it went through the disguise" test "$(iptables -t nat -L POSTROUTING -nvx | awk '/MASQUERADE/ {print $1}')" -ge 1
promise "and through the forwarding chain both ways" test "$(iptables -L FORWARD -nvx | awk '/ACCEPT/ && $1 > 0' | wc -l)" = 2
ip netns del ns1
