#!/bin/bash
# "How containers work: overlayfs", Julia Evans, 2019
# Needs: util-linux
# Left out: docker.
set -eu
promise() { local what=$1; shift; "$@" || { echo "${0##*/}: not so: $what" >&2; exit 1; }; }
refused() { ! "$@" >/dev/null 2>&1; }

mkdir -p /root/test
cd /root/test
mkdir upper lower merged work
echo "I'm from lower!" > lower/in_lower.txt
echo "I'm from upper!" > upper/in_upper.txt
# `in_both` is in both directories
echo "I'm from lower!" > lower/in_both.txt
echo "I'm from upper!" > upper/in_both.txt

sudo mount -t overlay overlay -o lowerdir=/root/test/lower,upperdir=/root/test/upper,workdir=/root/test/work /root/test/merged
find .
promise "merged has the three" test "$(ls merged | wc -l)" = 3
cat merged/in_lower.txt
promise "upper wins" test "$(cat merged/in_both.txt)" = "I'm from upper!"

echo 'new file' > merged/new_file
ls -l */new_file
promise "a new file is in upper" test -f upper/new_file -a ! -e lower/new_file
rm merged/in_both.txt
find .
ls -l upper lower merged
promise "it is still in lower" test -f lower/in_both.txt
promise "not in merged" test ! -e merged/in_both.txt
promise "in upper it is a character device 0, 0" test -c upper/in_both.txt -a "$(stat -c %t,%T upper/in_both.txt)" = 0,0
