#!/bin/bash
# mount_namespaces(7), the examples of shared, slave and unbindable mounts, Michael Kerrisk
# Needs: util-linux
# A tmpfs stands for each partition; the second shell is a coprocess.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
mounts() { cat /proc/self/mountinfo | sed 's/ - .*//'; }
second() { coproc sh2 { exec unshare -m --propagation unchanged sh 2>&1; }; }
in_sh2() { echo "$1; echo end of it" >&"${sh2[1]}"; while read -t 5 -r line <&"${sh2[0]}" && [ "$line" != "end of it" ]; do echo "$line"; done; }

# MS_SHARED and MS_PRIVATE
mkdir /mntS /mntP
mount -t tmpfs sda1 /mntS
mount -t tmpfs sda2 /mntP
mount --make-shared /mntS
mount --make-private /mntP
mounts | grep /mnt
promise "/mntS has a peer group, /mntP none" test "$(mounts | grep -c '/mntS.*shared:')$(mounts | grep -c '/mntP.*shared:')" = 10
second
in_sh2 'mkdir /mntS/a; mount -t tmpfs sdb6 /mntS/a; mkdir /mntP/b; mount -t tmpfs sdb7 /mntP/b' 
promise "the mount under the shared one came back" grep -q ' /mntS/a ' /proc/self/mountinfo
promise "the one under the private one did not" refused grep -q ' /mntP/b ' /proc/self/mountinfo

# MS_SLAVE
mkdir /mntX /mntY
mount -t tmpfs sda3 /mntX
mount -t tmpfs sda5 /mntY
mount --make-shared /mntX
mount --make-shared /mntY
exec {sh2[1]}>&-
wait "$sh2_PID"
second
in_sh2 'mount --make-slave /mntY'
promise "/mntY is a slave of the first shell's" grep -q 'master:' <<< "$(in_sh2 'grep " /mntY " /proc/self/mountinfo')"
in_sh2 'mkdir /mntX/a; mount -t tmpfs sda3 /mntX/a; mkdir /mntY/b; mount -t tmpfs sda5 /mntY/b'
promise "what the slave mounts stays with it" test "$(mounts | grep -c ' /mntX/a ')$(mounts | grep -c ' /mntY/b ')" = 10
mkdir /mntY/c
mount -t tmpfs sda1 /mntY/c
promise "what the master mounts reaches the slave" grep -q ' /mntY/c ' <<< "$(in_sh2 'cat /proc/self/mountinfo')"

# MS_UNBINDABLE
mkdir -p /tmp/root /tmp/home/cecilia /tmp/home/henry /tmp/home/otto
mount -t tmpfs root /tmp/root
mkdir -p /tmp/root/home/cecilia /tmp/root/home/henry
mount --rbind --make-unbindable /tmp/root /tmp/root/home/cecilia
mount --rbind --make-unbindable /tmp/root /tmp/root/home/henry
promise "no copy holds a copy" test "$(mounts | grep -c '/tmp/root')" = 3
promise "an unbindable mount cannot be bound" refused mount --bind /tmp/root/home/henry /tmp/home/otto
