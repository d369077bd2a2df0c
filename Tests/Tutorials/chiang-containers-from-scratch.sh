#!/bin/bash
# "Containers from Scratch", Eric Chiang, 2015
# Needs: util-linux, procps, psmisc, busybox-static, libcap2-bin
# busybox stands for the downloaded Debian root. Left out: the memory cgroup (where none is delegated nothing may be written).
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
eventually() {  # WHAT COMMAND...: true within five seconds
    local what=$1 until=$((SECONDS + 5)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $until ] || { echo "${0##*/}: never so: $what" >&2; exit 1; }
    done
}

cd /root
mkdir -p rootfs/{bin,proc,etc,var}
cp "$(command -v busybox)" rootfs/bin/
for applet in sh ls cat ps mount umount kill pidof sleep echo; do ln -s busybox rootfs/bin/$applet; done
echo rootfs > rootfs/etc/name
ls rootfs

# chroot
sudo chroot rootfs /bin/sh -c 'ls /; which ls 2>/dev/null; cat /etc/name'
promise "its root is the directory" test "$(sudo chroot rootfs /bin/cat /etc/name)" = rootfs
sudo mount -t proc proc rootfs/proc
sleep 997 &
outside=$!
seen() { sudo chroot rootfs /bin/ps | grep 'sleep 997'; }
eventually "a chroot still sees every process" seen
sudo chroot rootfs /bin/kill $outside
wait $outside || true
promise "and may end it" refused kill -0 $outside
sudo umount rootfs/proc

# namespaces
sudo unshare -p -f --mount-proc=$PWD/rootfs/proc chroot rootfs /bin/sh -c 'ps; sleep 998; :' &
eventually "the contained process runs" pgrep -fx 'sleep 998'
inside=$(pgrep -fx 'sleep 998')
contained=$(ps -o ppid= -p "$inside" | tr -d ' ')
promise "inside it is process 1" test "$(awk '/^NSpid/ {print $3}' /proc/$contained/status)" = 1
ls -l /proc/$contained/ns
promise "its PID namespace is another" test "$(readlink /proc/$contained/ns/pid)" != "$(readlink /proc/$$/ns/pid)"

# nsenter
promise "a second process enters beside it" test "$(sudo nsenter --pid=/proc/$contained/ns/pid --mount=/proc/$contained/ns/mnt chroot $PWD/rootfs /bin/pidof sleep | wc -w)" = 1
promise "without the mount namespace it has no /proc" test -z "$(ls rootfs/proc)"
kill -9 $contained
eventually "everything inside ended with process 1" refused pgrep -fx 'sleep 998'

# mounts
sudo mkdir readonlyfiles
echo "hello" > readonlyfiles/hi.txt
sudo mkdir -p rootfs/var/readonlyfiles
sudo mount --bind -o ro $PWD/readonlyfiles $PWD/rootfs/var/readonlyfiles
promise "the file shows inside" test "$(sudo chroot rootfs /bin/cat /var/readonlyfiles/hi.txt)" = hello
promise "and cannot be written" refused sudo chroot rootfs /bin/sh -c 'echo bye > /var/readonlyfiles/hi.txt'
sudo umount $PWD/rootfs/var/readonlyfiles

# capabilities
sudo capsh --print
promise "root may change its root" chroot $PWD/rootfs /bin/ls
promise "without the capability chroot is refused" grep -q "Operation not permitted" \
    <(capsh --drop=cap_chown,cap_setpcap,cap_setfcap,cap_sys_chroot -- -c "/usr/sbin/chroot $PWD/rootfs /bin/ls" 2>&1)
