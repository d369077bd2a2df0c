#!/bin/bash
# What the lesson `uts` types, without nsshell: a machine made by unshare(1), and the same commands typed into interactive
# shells, a third one standing for the second terminal. It checks nothing; it measures what the typing alone costs.
exec unshare --user --map-root-user --mount --pid --fork --uts --ipc --net --cgroup --time --mount-proc \
    bash --norc -c '
export shell="/bin/bash --norc --noediting -i"
hostname lab
$shell 2>/dev/null <<"HOST"
hostname
readlink /proc/$$/ns/uts
unshare -u $shell <<"UTS"
hostname uts-namespace
hostname
cat /proc/sys/kernel/hostname
uname -n
/bin/bash --norc --noediting -i -c hostname
domainname lessons
UTS
unshare --uts $shell <<"UTS"
hostname test
uname -n
UTS
uname -n
HOST
'
