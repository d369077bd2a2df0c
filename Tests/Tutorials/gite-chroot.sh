#!/bin/bash
# "Linux / Unix: chroot Command Examples", Vivek Gite, nixCraft
# Needs: coreutils, bash
# Left out: the mail and web server jails.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

J=$HOME/jail
mkdir -p $J
mkdir -p $J/{bin,lib64,lib}
cd $J
cp -v /bin/{bash,ls} $J/bin
list="$(ldd /bin/bash | egrep -o '/lib.*\.[0-9]')"
for i in $list; do mkdir -p "$J$(dirname "$i")"; cp -v "$i" "${J}${i}"; done
list="$(ldd /bin/ls | egrep -o '/lib.*\.[0-9]')"
for i in $list; do mkdir -p "$J$(dirname "$i")"; cp -v "$i" "${J}${i}"; done
sudo chroot $J /bin/bash -c 'ls /'
promise "the jail has its three directories and no more" test "$(sudo chroot $J /bin/ls / | tr '\n' ' ')" = "bin lib lib64 "
promise "/etc is out of its sight" refused sudo chroot $J /bin/ls /etc
promise "what the jail has not cannot be run" refused sudo chroot $J /bin/cat /bin/ls

# How do I find out that I am in a jail?
promise "here / is the root of the mount namespace, there it is not" \
    test "$(stat -c %d:%i /)" != "$(stat -c %d:%i $J)"
exec 3< <(exec chroot $J /bin/bash -c 'echo ready; read forever' < <(exec tail -f /dev/null))
jailed=$!
read -t 5 -r word <&3
promise "its root is the jail, by /proc" test "$word $(readlink /proc/$jailed/root)" = "ready $J"
promise "this shell's is not" test "$(readlink /proc/$$/root)" = /
kill $jailed
