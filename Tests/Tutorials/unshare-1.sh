#!/bin/bash
# unshare(1), EXAMPLES
# Needs: util-linux, procps
# Left out: none. `sleep 1` of a manual example is a wait for the event here.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}

promise "the first process is 1" test "$(unshare --fork --pid --mount-proc readlink /proc/self)" = 1
promise "an ordinary user is root inside" test "$(unshare --map-root-user --user sh -c whoami)" = root
promise "and its map has one line" test "$(unshare --map-root-user --user sh -c 'cat /proc/self/uid_map' | wc -l)" = 1

# A UTS namespace that outlives its process
touch /root/uts-ns
unshare --uts=/root/uts-ns hostname FOO
nsenter --uts=/root/uts-ns hostname
promise "the namespace kept its name without a process" test "$(nsenter --uts=/root/uts-ns hostname)" = FOO
promise "the machine kept its own" test "$(hostname)" != FOO
umount /root/uts-ns
promise "the file is a file again" test ! -s /root/uts-ns

# A mount namespace that outlives its process: on a private mount, and some kernels refuse the bind at random
# (EINVAL), which some unshare(1) do not tell by their status.
mkdir /root/namespaces
mount --bind /root/namespaces /root/namespaces
mount --make-private /root/namespaces
touch /root/namespaces/mnt
for attempt in $(seq 50); do
    unshare --mount=/root/namespaces/mnt mount -t tmpfs kept /mnt 2>/dev/null || true
    nsenter --mount=/root/namespaces/mnt true 2>/dev/null && break
    umount /root/namespaces/mnt 2>/dev/null || true
done
promise "the mount is still in it" grep -q '^kept /mnt ' <(nsenter --mount=/root/namespaces/mnt cat /proc/mounts)
promise "and not here" refused grep -q '^kept /mnt ' /proc/mounts

# The child ends with its unshare
unshare -pf --kill-child -- bash -c "(sleep 999 &) && sleep 1000" &
pid=$!
eventually "the grandchild sleeps" pgrep -fx 'sleep 999'
kill -KILL $pid
eventually "the grandchild ended too" refused pgrep -fx 'sleep 999'

# A time namespace
promise "the clock since boot is shifted inside" test "$(unshare --fork --time --boottime 100000000 cat /proc/uptime | cut -d. -f1)" -ge 100000000
promise "outside it is not" test "$(cut -d. -f1 /proc/uptime)" -lt 100000000
