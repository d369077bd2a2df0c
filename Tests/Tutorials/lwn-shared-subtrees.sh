#!/bin/bash
# "Mount namespaces and shared subtrees", Michael Kerrisk, LWN, 2016
# Needs: util-linux
# A tmpfs stands for each of the partitions; `sh2` is the second terminal.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }
tags() { awk -v at="$1" '$5 == at { for (i = 7; $i != "-"; i++) print $i }' "${2:-/proc/self/mountinfo}"; }

mount --make-private /
mkdir /X /Y
mount -t tmpfs sda3 /X
mount -t tmpfs sda5 /Y
mount --make-shared /X
mount --make-shared /Y
promise "/X is shared" grep -q '^shared:' <(tags /X)
promise "/ is private" test -z "$(tags /)"

coproc sh2 { exec unshare -m --propagation unchanged sh 2>&1; }
in_sh2() { echo "$1; echo end of it" >&"${sh2[1]}"; while read -t 5 -r line <&"${sh2[0]}" && [ "$line" != "end of it" ]; do echo "$line"; done; }
promise "the second namespace is another" test "$(in_sh2 'readlink /proc/self/ns/mnt')" != "$(readlink /proc/self/ns/mnt)"

mkdir /Z
mount --bind /X /Z
cat /proc/self/mountinfo | sed 's/ - .*//'
promise "/X and /Z are of one peer group" test "$(tags /X)" = "$(tags /Z)"
promise "/Y is of another" test "$(tags /X)" != "$(tags /Y)"
promise "in the second namespace /X is of that group too" grep -qw "$(tags /X)" <<< "$(in_sh2 "grep ' /X ' /proc/self/mountinfo")"
promise "/Z, made later under a private mount, is not there" refused grep -q ' /Z ' <<< "$(in_sh2 'cat /proc/self/mountinfo')"

mkdir /X/new
mount -t tmpfs none /X/new
promise "what is mounted under /X is under its peer /Z" grep -q ' /Z/new ' /proc/self/mountinfo
promise "and in the other namespace" grep -q ' /X/new ' <<< "$(in_sh2 'cat /proc/self/mountinfo')"
in_sh2 'mkdir /Y/back; mount -t tmpfs none /Y/back'
promise "and it goes both ways" grep -q ' /Y/back ' /proc/self/mountinfo
umount /X/new
promise "unmounting goes the same way" refused grep -q ' /X/new ' <<< "$(in_sh2 'cat /proc/self/mountinfo')"
