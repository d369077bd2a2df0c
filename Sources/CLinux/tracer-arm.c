// Gives a running shell the filter by which the tracer is asked. The shell makes the calls itself, in
// the middle of the one that it is blocked in; then that one goes on as if nothing had been.
#define _GNU_SOURCE
#include "child.h"
#include "tracer-calls.h"

#include <errno.h>

#if defined(__x86_64__)

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
// Without the second a signal would end the call that waits: the learner would see it.
#define FLAGS (SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
enum { PIDFD_GETFD = 438, RED_ZONE = 128 };

struct shell {
    pid_t pid;
    struct user_regs_struct before;
    int was_stopped; // by SIGSTOP, which nothing can block
};

static int result(long value) { return value < 0 ? -errno : 0; }

static int is_restart(long long value) { return value <= -512 && value >= -516; }

// Waits for a stop of the kind that is asked for; 0, or -ESRCH where the shell has ended.
static int await_stop(struct shell *shell, int wanted) {
    for (;;) {
        int status;
        pid_t pid;
        do pid = waitpid(shell->pid, &status, __WALL);
        while (pid < 0 && errno == EINTR);
        if (pid < 0 || !WIFSTOPPED(status)) return -ESRCH;
        if (status >> 8 == wanted) return 0;
        // Stopped as a whole, and not by us: it is not at a prompt.
        if (status >> 16 == PTRACE_EVENT_STOP) return -EAGAIN;
        if (WSTOPSIG(status) == SIGSTOP) shell->was_stopped = 1;
        if (ptrace(PTRACE_SYSCALL, shell->pid, 0, 0) < 0) return -errno;
    }
}

enum { SYSCALL_STOP = SIGTRAP | 0x80, INTERRUPTED = SIGTRAP | PTRACE_EVENT_STOP << 8 };

// Has the shell make a call; its value.
static long make(struct shell *shell, long call, uint64_t a, uint64_t b, uint64_t c) {
    struct user_regs_struct registers = shell->before;
    registers.rip -= 2;
    registers.rax = (unsigned long long)call;
    registers.orig_rax = ~0ULL; // what it was blocked in is not restarted now
    registers.rdi = a;
    registers.rsi = b;
    registers.rdx = c;
    if (ptrace(PTRACE_SETREGS, shell->pid, 0, &registers) < 0) return -errno;
    for (int stop = 0; stop < 2; stop++) {
        if (ptrace(PTRACE_SYSCALL, shell->pid, 0, 0) < 0) return -errno;
        int error = await_stop(shell, SYSCALL_STOP);
        if (error) return error;
    }
    if (ptrace(PTRACE_GETREGS, shell->pid, 0, &registers) < 0) return -errno;
    return (long)registers.rax;
}

static int copy(pid_t pid, void *mine, uint64_t theirs, size_t size, int into) {
    struct iovec here = {mine, size}, there = {(void *)(uintptr_t)theirs, size};
    ssize_t done = into ? process_vm_writev(pid, &here, 1, &there, 1, 0)
                        : process_vm_readv(pid, &here, 1, &there, 1, 0);
    return done == (ssize_t)size ? 0 : -EFAULT;
}

// The listener is sent before the shell closes it: it must not be without one for a moment.
static int take_listener(struct shell *shell, long listener, int socket) {
    int pidfd = (int)syscall(SYS_pidfd_open, shell->pid, 0);
    if (pidfd < 0) return -errno;
    int copy = (int)syscall(PIDFD_GETFD, pidfd, (int)listener, 0);
    int error = copy < 0 ? -errno : 0;
    close(pidfd);
    if (error) return error;
    error = nl_send_descriptor(socket, copy);
    close(copy);
    return error < 0 ? error : 0;
}

static int install(struct shell *shell, int socket) {
    struct {
        struct sock_filter filter[NL_MOST_FILTER];
        struct {
            uint64_t length, filter;
        } program;
    } ours, theirs;
    uint64_t at = (shell->before.rsp - RED_ZONE - sizeof ours) & ~15ULL;
    ours.program.length = nl_trace_filter(ours.filter);
    ours.program.filter = at;
    int error = copy(shell->pid, &theirs, at, sizeof theirs, 0);
    if (!error) error = copy(shell->pid, &ours, at, sizeof ours, 1);
    if (error) return error;
    long listener = make(
        shell, SYS_seccomp, SECCOMP_SET_MODE_FILTER,
        FLAGS,
        at + offsetof(__typeof__(ours), program));
    error = listener < 0 ? (int)listener : take_listener(shell, listener, socket);
    if (listener >= 0) make(shell, SYS_close, (uint64_t)listener, 0, 0);
    int restored = copy(shell->pid, &theirs, at, sizeof theirs, 1);
    return error ? error : restored;
}

static int arm(struct shell *shell, int socket) {
    if (ptrace(PTRACE_INTERRUPT, shell->pid, 0, 0) < 0) return -errno;
    int error = await_stop(shell, INTERRUPTED);
    if (error) return error;
    uint64_t all = ~0ULL, mask;
    uint8_t code[2];
    if (ptrace(PTRACE_GETREGS, shell->pid, 0, &shell->before) < 0) return -errno;
    // It has to be in a call, whose instruction is used again.
    if ((long long)shell->before.orig_rax < 0 ||
        copy(shell->pid, code, shell->before.rip - 2, 2, 0) || code[0] != 0x0f || code[1] != 0x05)
        return -EAGAIN;
    if (ptrace(PTRACE_GETSIGMASK, shell->pid, sizeof mask, &mask) < 0) return -errno;
    if (ptrace(PTRACE_SETSIGMASK, shell->pid, sizeof all, &all) < 0) return -errno;
    error = install(shell, socket);
    // Back in the call that it was blocked in: the kernel alone knows how to go on with it, and does so
    // where it has looked for a signal.
    ptrace(PTRACE_SETREGS, shell->pid, 0, &shell->before);
    ptrace(PTRACE_SETSIGMASK, shell->pid, sizeof mask, &mask);
    if (is_restart((long long)shell->before.rax)) {
        ptrace(PTRACE_INTERRUPT, shell->pid, 0, 0);
        if (ptrace(PTRACE_CONT, shell->pid, 0, 0) == 0) await_stop(shell, INTERRUPTED);
    }
    if (shell->was_stopped) kill(shell->pid, SIGSTOP);
    return error;
}

int nl_can_trace(void) {
    // Its flags are looked at before its filter, and there is none.
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, FLAGS, NULL);
    return errno == EFAULT ? 0 : -errno;
}

int nl_arm(pid_t pid, int socket) {
    struct shell shell = {.pid = pid};
    int error = result(ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD));
    if (error) return error;
    error = arm(&shell, socket);
    ptrace(PTRACE_DETACH, pid, 0, 0);
    return error;
}

#else

int nl_can_trace(void) { return -ENOSYS; }

int nl_arm(pid_t pid, int socket) {
    (void)pid, (void)socket;
    return -ENOSYS;
}

#endif
