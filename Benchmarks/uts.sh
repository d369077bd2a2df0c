#!/bin/bash
# The lesson `uts` without nsshell: a lab made by unshare(1), and in it the commands that the lesson types. It checks
# nothing; it is the measure of what the typing alone costs.
exec unshare --user --map-root-user --mount --pid --fork --uts --ipc --net --cgroup --time --mount-proc bash -ec '
hostname lab
hostname
unshare -u /bin/bash -ec "
    hostname uts-namespace
    hostname
    cat /proc/sys/kernel/hostname
"
hostname
unshare --uts /bin/bash -ec "
    hostname test
    uname -n
    domainname nis-namespace
    domainname
"
uname -n
domainname
'
