#!/bin/bash
# What the lesson `uts` types, without nsshell: a machine made by unshare(1), and the same commands typed into interactive
# shells, a third one standing for the second terminal. It checks nothing; it measures what the typing alone costs.
exec unshare --user --map-root-user --mount --pid --fork --uts --ipc --net --cgroup --time --mount-proc \
    bash --norc -c '
hostname lab
bash --norc --noediting -i 2>/dev/null <<"TYPED"
hostname
readlink /proc/$$/ns/uts
unshare -u /bin/bash --norc --noediting -i
hostname uts-namespace
hostname
cat /proc/sys/kernel/hostname
uname -n
bash --norc --noediting -i -c hostname
domainname lessons
exit
unshare --uts /bin/bash --norc --noediting -i
hostname test
uname -n
exit
uname -n
TYPED
'
