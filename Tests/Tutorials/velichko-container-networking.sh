#!/bin/bash
# "Container Networking Is Simple!", Ivan Velichko, iximiuz.com, 2020
# Needs: iproute2, iputils-ping, iptables, util-linux, python3-minimal, curl
# 10.6.8.113 stands for 8.8.8.8, and 10.0.2.15 is this machine. Left out: modprobe br_netfilter, docker.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}
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

# One container: a namespace and a veth pair
sudo ip netns add netns0
ip netns
promise "it has no device but lo" test "$(sudo nsenter --net=/run/netns/netns0 ip -br link | awk '{print $1}')" = lo
promise "no route" test -z "$(sudo nsenter --net=/run/netns/netns0 ip route)"
promise "no rule" refused grep -q -- -j <(sudo nsenter --net=/run/netns/netns0 iptables -S)
sudo ip link add veth0 type veth peer name ceth0
sudo ip link set ceth0 netns netns0
sudo ip link set veth0 up
sudo ip addr add 172.18.0.11/16 dev veth0
sudo nsenter --net=/run/netns/netns0 bash -e <<'INSIDE'
ip link set lo up
ip link set ceth0 up
ip addr add 172.18.0.10/16 dev ceth0
ip link
ping -c 2 -i 0.2 172.18.0.11
INSIDE
ping -c 2 -i 0.2 172.18.0.10
promise "the container has no way to the outside" refused sudo nsenter --net=/run/netns/netns0 ping -c 1 -W 1 10.6.8.113

# A second one in the same network: the routes of the host are in each other's way
sudo ip netns add netns1
sudo ip link add veth1 type veth peer name ceth1
sudo ip link set ceth1 netns netns1
sudo ip link set veth1 up
sudo ip addr add 172.18.0.21/16 dev veth1
sudo nsenter --net=/run/netns/netns1 bash -e <<'INSIDE'
ip link set lo up
ip link set ceth1 up
ip addr add 172.18.0.20/16 dev ceth1
INSIDE
promise "the second container does not reach its host" refused sudo nsenter --net=/run/netns/netns1 ping -c 1 -W 1 172.18.0.21
promise "for two routes lead to one network" test "$(ip route | grep -c '^172.18.0.0/16')" = 2
sudo ip netns delete netns0
sudo ip netns delete netns1
eventually "the pairs are gone" test ! -e /sys/class/net/veth0 -a ! -e /sys/class/net/veth1

# A bridge between them
sudo ip netns add netns0
sudo ip link add veth0 type veth peer name ceth0
sudo ip link set veth0 up
sudo ip link set ceth0 netns netns0
sudo nsenter --net=/run/netns/netns0 bash -e <<'INSIDE'
ip link set lo up
ip link set ceth0 up
ip addr add 172.18.0.10/16 dev ceth0
INSIDE
sudo ip netns add netns1
sudo ip link add veth1 type veth peer name ceth1
sudo ip link set veth1 up
sudo ip link set ceth1 netns netns1
sudo nsenter --net=/run/netns/netns1 bash -e <<'INSIDE'
ip link set lo up
ip link set ceth1 up
ip addr add 172.18.0.20/16 dev ceth1
INSIDE
sudo ip link add br0 type bridge
sudo ip link set br0 up
sudo ip link set veth0 master br0
sudo ip link set veth1 master br0
promise "the bridge has two ports" test "$(ls /sys/class/net/br0/brif | wc -l)" = 2
sudo nsenter --net=/run/netns/netns0 ping -c 2 -i 0.2 172.18.0.20
sudo nsenter --net=/run/netns/netns1 ping -c 2 -i 0.2 172.18.0.10
promise "each knows the other's hardware address" grep -q 172.18.0.20 <(sudo nsenter --net=/run/netns/netns0 ip neigh)

# The host joins
sudo ip addr add 172.18.0.1/16 dev br0
sudo nsenter --net=/run/netns/netns0 ip route add default via 172.18.0.1
sudo nsenter --net=/run/netns/netns1 ip route add default via 172.18.0.1
ping -c 1 172.18.0.10
sudo nsenter --net=/run/netns/netns0 ping -c 1 172.18.0.1
sudo nsenter --net=/run/netns/netns0 ping -c 1 10.0.2.15

# To the outside, disguised as the host
sudo bash -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
promise "without a disguise no answer finds back" refused sudo nsenter --net=/run/netns/netns0 ping -c 1 -W 1 10.6.8.113
sudo iptables -t nat -A POSTROUTING -s 172.18.0.0/16 ! -o br0 -j MASQUERADE
sudo nsenter --net=/run/netns/netns0 ping -c 2 -i 0.2 10.6.8.113

# A published port
echo 172.18.0.10 netns0 >> /etc/hosts  # the server asks for its own name, and no name server is in reach
mkdir /tmp/site
echo served by netns0 > /tmp/site/index.html
sudo nsenter --net=/run/netns/netns0 python3 -m http.server --directory /tmp/site --bind 172.18.0.10 5000 >/dev/null 2>&1 &
eventually "it serves" curl -s 172.18.0.10:5000
sudo iptables -t nat -A PREROUTING -d 10.0.2.15 -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.10:5000
sudo iptables -t nat -A OUTPUT -d 10.0.2.15 -p tcp -m tcp --dport 5000 -j DNAT --to-destination 172.18.0.10:5000
promise "the host's port is the container's" test "$(curl -s --max-time 5 10.0.2.15:5000)" = "served by netns0"
kill %%
