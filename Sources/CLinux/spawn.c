// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "plan.h"
#include "child.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

// clone3(2)'s argument, spelled out because glibc keeps it in a kernel header that clashes with
// <sched.h> on older systems.
struct clone3_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
    uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

pid_t nl_spawn(const struct nl_spawn *what, int *pidfd) {
    struct clone3_args args = {
        .flags = what->namespaces | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
    };
    if (what->cgroup >= 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)what->cgroup;
    }
    // A signal that arrived in the child before its handlers are reset would run the parent's
    // handler there.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    long pid = syscall(SYS_clone3, &args, sizeof args);
    if (pid == 0) {
        struct nl_context context = {.report = what->report};
        nl_carry_out(&context, what->ops, what->count);
        _exit(0);
    }
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid < 0 ? -error : (pid_t)pid;
}
