#!/bin/bash
# "A deep dive into Linux namespaces", part 1, Ifeanyi Ubah, 2019
# Needs: util-linux
# The second terminal is a coprocess.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

ls -l /proc/$$/ns | awk '{print $1, $9, $10, $11}'
promise "this process is of eight kinds" test "$(readlink /proc/$$/ns/{cgroup,ipc,mnt,net,pid,time,user,uts} | wc -l)" = 8
promise "a child is where its parent is" test "$(sh -c 'readlink /proc/$$/ns/uts')" = "$(readlink /proc/$$/ns/uts)"
here=$(hostname)

coproc isolated { exec sudo unshare -u bash 2>&1; }
typed() { echo "$1" >&"${isolated[1]}"; read -t 5 -r answer <&"${isolated[0]}"; echo "$answer"; }
ls -l /proc/$isolated_PID/ns
promise "it has the name of before" test "$(typed hostname)" = "$here"
promise "and takes another" test "$(typed 'hostname coke; hostname')" = coke
promise "this one kept its own" test "$(hostname)" = "$here"
promise "they are two namespaces" test "$(typed 'readlink /proc/$$/ns/uts')" != "$(readlink /proc/$$/ns/uts)"

# nsenter: into the other's
promise "who enters sees the other's name" test "$(sudo nsenter -u -t $isolated_PID bash -c hostname)" = coke
sudo nsenter -u -t $isolated_PID hostname pepsi
promise "and changes it for both" test "$(typed hostname)" = pepsi
