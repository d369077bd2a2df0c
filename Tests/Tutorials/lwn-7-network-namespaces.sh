#!/bin/bash
# "Namespaces in operation, part 7: Network namespaces", Jake Edge, LWN, 2014
# Needs: iproute2, iputils-ping, iptables, net-tools
# Left out: moving a physical interface and forwarding to it.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

ip netns add netns1
promise "the name is a file" test -e /var/run/netns/netns1
ip netns exec netns1 ip link list
promise "there is only lo, and it is down" test "$(ip netns exec netns1 ip -br link list | awk '{print $1, $2}')" = "lo DOWN"
promise "not even itself is reached" refused ip netns exec netns1 ping -c 1 127.0.0.1
ip netns exec netns1 ip link set dev lo up
ip netns exec netns1 ping -c 1 127.0.0.1

ip link add veth0 type veth peer name veth1
ip link set veth1 netns netns1
ip netns exec netns1 ifconfig veth1 10.1.1.1/24 up
ifconfig veth0 10.1.1.2/24 up
ping -c 1 10.1.1.1
ip netns exec netns1 ping -c 1 10.1.1.2

ip netns exec netns1 route
ip netns exec netns1 iptables -L
promise "there is a route to the veth's network only" test "$(ip netns exec netns1 ip route)" = "10.1.1.0/24 dev veth1 proto kernel scope link src 10.1.1.1 "
iptables -A INPUT -p tcp --dport 9 -j DROP
promise "a rule made here" grep -q 'dpt:9' <(iptables -L INPUT -n)
promise "is not in netns1" refused grep -q 'dpt:9' <(ip netns exec netns1 iptables -L INPUT -n)

ip netns delete netns1
promise "the name is gone" test ! -e /var/run/netns/netns1
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}
eventually "the veth pair ended with the namespace" test ! -e /sys/class/net/veth0
