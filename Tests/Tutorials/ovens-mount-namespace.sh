#!/bin/bash
# "Building a container by hand using namespaces: The mount namespace", Steve Ovens, Red Hat Enable Sysadmin, 2021
# Needs: util-linux, busybox-static
# busybox stands for the Alpine root file system that is downloaded there; the lab has one user, so nobody is given it.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

export CONTAINER_ROOT_FOLDER=/container_practice
mkdir -p ${CONTAINER_ROOT_FOLDER}/fakeroot
cd ${CONTAINER_ROOT_FOLDER}
mkdir -p fakeroot/{bin,sbin,etc,proc,tmp}
cp "$(command -v busybox)" fakeroot/bin/busybox
for applet in sh ls cat mount umount mkdir touch grep readlink; do ln -s busybox fakeroot/bin/$applet; done
echo 'Welcome to the container' > fakeroot/etc/issue
before=$(ls /)

unshare -Urm bash -eu <<'INSIDE'
promise() { local what=$1; shift; "$@" || { echo "not so: $what" >&2; exit 1; }; }
ls -l /proc/$$/ns/mnt
mount --bind ${CONTAINER_ROOT_FOLDER}/fakeroot ${CONTAINER_ROOT_FOLDER}/fakeroot
cd ${CONTAINER_ROOT_FOLDER}/fakeroot
mkdir old_root
pivot_root . old_root
PATH=/bin:/sbin:$PATH
promise "the root is the new one" test "$(cat /etc/issue)" = 'Welcome to the container'
promise "the old one is below it" test -d /old_root/usr/share
umount -l /old_root
promise "the old root is gone" test -z "$(ls /old_root)"
promise "its tools too" test ! -e /usr
mount -t tmpfs tmpfs /tmp
touch /tmp/inside
INSIDE

promise "nothing changed outside" test "$(ls /)" = "$before"
promise "the tmpfs was the container's alone" test ! -e fakeroot/tmp/inside
promise "the bind mount too" refused grep -q container_practice /proc/self/mountinfo
