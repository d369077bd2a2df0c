#!/bin/bash
# "Task-centered iproute2 user guide", Daniil Baturin: links, bridges, tunnels of the kernel, routes, rules, namespaces
# Needs: iproute2, iputils-ping
# Left out: VLAN, IPIP, GRE and dummy links, which not every kernel has, and what needs real hardware.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}

# Link management
ip link add name veth-host type veth peer name veth-guest
ip link set dev veth-host alias "LAN interface"
ip link set dev veth-host address 22:ce:e0:99:63:6f
ip link set dev veth-host mtu 1480
ip link set dev veth-guest name lan
ip link set dev veth-host up
ip link set dev lan up
promise "both ends are up" test "$(ip -br link show up | grep -cE '^(veth-host|lan)@')" = 2
promise "the link is what was asked" grep -q 'mtu 1480.*22:ce:e0:99:63:6f.*alias LAN interface' <(ip -o link show dev veth-host | tr '\\' ' ')
ip link set dev veth-host multicast off
promise "no multicast" refused grep -q MULTICAST <(ip link show dev veth-host)

# Addresses
ip address add 192.0.2.10/27 dev veth-host
ip address add 192.0.2.11/27 label veth-host:Test dev veth-host
promise "two addresses" test "$(ip -4 -o address show dev veth-host | wc -l)" = 2
ip address delete 192.0.2.11/27 dev veth-host
promise "one address" test "$(ip -4 -o address show dev veth-host | wc -l)" = 1
ip address flush dev veth-host
promise "none" test -z "$(ip -4 -o address show dev veth-host)"

# Routes
ip address add 192.0.2.1/27 dev veth-host
ip route add 198.51.100.0/25 via 192.0.2.2
promise "by the neighbour" grep -q 'via 192.0.2.2' <(ip route get 198.51.100.1)
ip route replace 198.51.100.0/25 dev veth-host
promise "now straight" refused grep -q via <(ip route get 198.51.100.1)
ip route add blackhole 203.0.113.1/32
ip route add unreachable 203.0.113.2/32
ip route add 203.0.113.128/25 metric 5 via 192.0.2.2
promise "a black hole says nothing, EINVAL" grep -qi 'invalid argument' <(ping -c 1 -W 1 203.0.113.1 2>&1)
promise "unreachable says so" grep -qi 'no route to host' <(ping -c 1 -W 1 203.0.113.2 2>&1)
promise "the way is asked of the kernel" grep -q 'via 192.0.2.2 dev veth-host' <(ip route get 203.0.113.200)

# Policy
ip rule add from 192.0.2.1/32 lookup 10
ip route add default via 192.0.2.2 table 10
promise "the rule chooses the table" grep -q 'via 192.0.2.2 .*table 10' <(ip route get 10.99.99.99 from 192.0.2.1)
ip rule delete from 192.0.2.1/32 lookup 10
promise "without the rule the table is not asked" refused grep -q "table 10" <(ip route get 10.99.99.99 from 192.0.2.1 2>&1)

# Bridge, VXLAN, tap, macvlan
ip link add name br0 type bridge
ip link set dev lan master br0
promise "the port is the bridge's" test -e /sys/class/net/br0/brif/lan
ip link set dev lan nomaster
promise "it is free again" test ! -e /sys/class/net/br0/brif/lan
ip link add name vxlan0 type vxlan id 42 dev veth-host group 239.0.0.1 dstport 4789
promise "the network has its number" grep -q 'vxlan id 42' <(ip -d link show vxlan0)
ip link add name peth0 link veth-host type macvlan
promise "a link of its own address" test "$(cat /sys/class/net/peth0/address)" != 22:ce:e0:99:63:6f
ip link delete dev vxlan0
ip link delete dev peth0
ip link delete dev br0
promise "the three are gone" test -z "$(ip -br link | grep -E '^(vxlan0|peth0|br0)')"

# Namespaces
ip netns add foo
ip netns list
ip link set dev lan netns foo
promise "the link moved" test "$(ip netns exec foo cat /sys/class/net/lan/operstate)$(ls /sys/class/net | grep -c '^lan$')" = down0
ip netns exec foo ip address add 192.0.2.2/27 dev lan
ip netns exec foo ip link set dev lan up
eventually "they are connected" ping -c 1 -W 1 192.0.2.2
ip netns exec foo sleep 996 &
pid=$!
found() { ip netns pids foo | grep -qx $pid; }
eventually "the process is found by the name" found
promise "and the name by the process" test "$(ip netns identify $pid)" = foo
kill $pid
ip netns delete foo
promise "gone" test -z "$(ip netns list)"
