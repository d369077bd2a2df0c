#!/bin/bash
# ip-netns(8) and veth(4): the manual pages' examples
# Needs: iproute2, iputils-ping
# Left out: ethtool.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}

# ip netns monitor sees names come and go
mkdir -p /run/netns
exec 3< <(exec stdbuf -oL ip netns monitor)
watcher=$!
watches() { readlink /proc/$watcher/fd/* | grep -q inotify; }
eventually "the monitor watches" watches
ip netns list
ip netns add vpn
ip netns exec vpn ip link set lo up
promise "lo of vpn is up" grep -q 'LOOPBACK,UP' <(ip -n vpn link show lo)
read -t 5 -r word <&3
promise "the monitor said: $word" test "$word" = "add vpn"

# A namespace's own configuration files lie over the machine's
mkdir -p /etc/netns/vpn
echo 'nameserver 10.8.0.1' > /etc/netns/vpn/resolv.conf
promise "inside it is read" grep -q 10.8.0.1 <(ip netns exec vpn cat /etc/resolv.conf)
promise "outside it is not" refused grep -q 10.8.0.1 /etc/resolv.conf

# The process's own namespace gets a name; a name leads back
ip netns attach self $$
promise "this shell's namespace has a name" test "$(ip netns identify $$)" = self
promise "the name is the namespace" test "$(stat -Lc %i /proc/$$/ns/net)" = "$(stat -c %i /run/netns/self)"
ip netns set vpn 5
promise "vpn is number 5 here" grep -q 'vpn (id: 5)' <(ip netns list)

# veth(4): a pair made in place, one end in each namespace
ip netns add p2-ns
ip link add p1 netns vpn type veth peer p2 netns p2-ns
ip -n vpn address add 192.0.2.1/24 dev p1
ip -n p2-ns address add 192.0.2.2/24 dev p2
ip -n vpn link set p1 up
promise "one end down leaves the other without a carrier" grep -q NO-CARRIER <(ip -n vpn link show p1)
ip -n p2-ns link set p2 up
ip netns exec vpn ping -c 1 192.0.2.2
ip -all netns exec ip link
promise "each end names the other's index" test "$(ip netns exec vpn cat /sys/class/net/p1/iflink)" = "$(ip netns exec p2-ns cat /sys/class/net/p2/ifindex)"
ip netns delete self
ip -all netns delete
promise "no name is left" test -z "$(ip netns list)"
kill $watcher
