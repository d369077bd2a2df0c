# nsshell lesson: syscalls (aa81ff60291593d5)

System calls by hand: what is below the commands

## start

One process, one line, one call

  host$ sys
  host$ uname()
  = 0 {sysname="Linux", nodename="lab", release="*", version="#1 SMP (glob)
    PREEMPT_DYNAMIC @0", machine="*", domainname="(none)"} (glob)

## unshare

Leave what you share

  host$ unshare(CLONE_NEWUTS)
  = 0

## name

A name, and how long it is

  uts$ sethostname("ernie")
  = 0
  uts$ uname()
  = 0 {sysname="Linux", nodename="ernie", release="*", version="#1 (glob)
    SMP PREEMPT_DYNAMIC @0", machine="*", domainname="(none)"} (glob)

## domain

What the library adds

  uts$ setdomainname("street")
  = 0
  uts$ gethostname()
  = 0 "ernie"
  uts$ getdomainname()
  = 0 "street"

## clone

Born there

  uts$ child = clone(CLONE_NEWUTS | SIGCHLD) { prctl(PR_SET_NAME, "bert"); sethostname("bert"); uname(); pause() }
  = * (glob)
  [pid *] prctl(PR_SET_NAME, "bert") = 0 (glob)
  [pid *] sethostname("bert", 4) = 0 (glob)
  [pid *] uname({sysname="Linux", nodename="bert", release="*", (glob)
    version="*", machine="*", domainname="street"}) = (glob)
    0
  uts$ uname()
  = 0 {sysname="Linux", nodename="ernie", release="*", version="#1 (glob)
    SMP PREEMPT_DYNAMIC @0", machine="*", domainname="street"} (glob)

## wait

The end of a child

  uts$ kill(child, SIGTERM); waitpid(child)
  kill(5, SIGTERM) = 0
  waitpid(5, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM}], 0) = * (glob)

## mounts

The same for mounts

  uts$ unshare(CLONE_NEWNS)
  = 0
  mnt+uts$ mount("none", "/mnt", "tmpfs", 0, NULL)
  = 0

## leave

Leave it all

  mnt+uts$ exit
  host$ hostname
  lab
