// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// Raw system calls throughout: the C library would cache ids, set up clones of its own, or make
// other calls than the one that is asked for.
#define _GNU_SOURCE
#include "child.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif

static struct {
    struct nl_request head;
    char rest[NL_MOST_REQUEST];
} request __attribute__((aligned(16)));
static char room[NL_MOST_ROOM] __attribute__((aligned(16)));
static int64_t kept[NL_KEPT];
static int reports;

static void report(uint32_t kind, uint32_t id, int64_t result, const int64_t *arguments,
                   size_t size) {
    struct {
        struct nl_report head;
        char room[NL_MOST_ROOM];
    } message;
    message.head = (struct nl_report){
        .kind = kind, .id = id, .result = result, .size = (uint32_t)size};
    if (arguments) memcpy(message.head.arguments, arguments, sizeof message.head.arguments);
    memcpy(message.room, room, size);
    ssize_t sent;
    // Whom it tells may be gone: the call was made all the same.
    do sent = send(reports, &message, sizeof message.head + size, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
}

static long make(const struct nl_call *call, const int64_t *a) {
    switch ((enum nl_call_code)call->code) {
    case NL_CALL_CHDIR: return syscall(SYS_chdir, a[0]);
    case NL_CALL_CHROOT: return syscall(SYS_chroot, a[0]);
    case NL_CALL_CLONE: return syscall(SYS_clone, a[0], 0L, 0L, 0L, 0L);
    case NL_CALL_CLONE3: return syscall(SYS_clone3, a[0], a[1]);
    case NL_CALL_CLOSE: return syscall(SYS_close, (int)a[0]);
    case NL_CALL_EXIT: return syscall(SYS_exit_group, (int)a[0]);
    // Where there is a call of that name; elsewhere what the library makes of it.
#ifdef SYS_fork
    case NL_CALL_FORK: return syscall(SYS_fork);
#else
    case NL_CALL_FORK: return syscall(SYS_clone, (long)SIGCHLD, 0L, 0L, 0L, 0L);
#endif
    case NL_CALL_GETGID: return syscall(SYS_getgid);
    case NL_CALL_GETPID: return syscall(SYS_getpid);
    case NL_CALL_GETPPID: return syscall(SYS_getppid);
    case NL_CALL_GETUID: return syscall(SYS_getuid);
    case NL_CALL_IOCTL: return syscall(SYS_ioctl, (int)a[0], a[1], a[2]);
    case NL_CALL_KILL: return syscall(SYS_kill, (int)a[0], (int)a[1]);
    case NL_CALL_MOUNT: return syscall(SYS_mount, a[0], a[1], a[2], a[3], a[4]);
    case NL_CALL_PIDFD_OPEN: return syscall(SYS_pidfd_open, (int)a[0], (unsigned)a[1]);
    case NL_CALL_PIVOT_ROOT: return syscall(SYS_pivot_root, a[0], a[1]);
    case NL_CALL_PRCTL: return syscall(SYS_prctl, (int)a[0], a[1], a[2], a[3], a[4]);
    case NL_CALL_READ: return syscall(SYS_read, (int)a[0], a[1], a[2]);
#ifdef SYS_open
    case NL_CALL_MKDIR: return syscall(SYS_mkdir, a[0], a[1]);
    case NL_CALL_OPEN: return syscall(SYS_open, a[0], (int)a[1], a[2]);
    case NL_CALL_PAUSE: return syscall(SYS_pause);
    case NL_CALL_READLINK: return syscall(SYS_readlink, a[0], a[1], a[2]);
    case NL_CALL_RMDIR: return syscall(SYS_rmdir, a[0]);
#else
    case NL_CALL_MKDIR: return syscall(SYS_mkdirat, AT_FDCWD, a[0], a[1]);
    case NL_CALL_OPEN: return syscall(SYS_openat, AT_FDCWD, a[0], (int)a[1], a[2]);
    case NL_CALL_PAUSE: return syscall(SYS_ppoll, 0L, 0L, 0L, 0L, 0L);
    case NL_CALL_READLINK: return syscall(SYS_readlinkat, AT_FDCWD, a[0], a[1], a[2]);
    case NL_CALL_RMDIR: return syscall(SYS_unlinkat, AT_FDCWD, a[0], AT_REMOVEDIR);
#endif
    case NL_CALL_SETDOMAINNAME: return syscall(SYS_setdomainname, a[0], a[1]);
    case NL_CALL_SETHOSTNAME: return syscall(SYS_sethostname, a[0], a[1]);
    case NL_CALL_SETNS: return syscall(SYS_setns, (int)a[0], (int)a[1]);
    case NL_CALL_UMOUNT2: return syscall(SYS_umount2, a[0], (int)a[1]);
    case NL_CALL_UNAME: return syscall(SYS_uname, a[0]);
    case NL_CALL_UNSHARE: return syscall(SYS_unshare, a[0]);
    case NL_CALL_WAIT4: return syscall(SYS_wait4, (int)a[0], a[1], (int)a[2], 0L);
    case NL_CALL_WRITE: return syscall(SYS_write, (int)a[0], a[1], a[2]);
    }
    errno = ENOSYS;
    return -1;
}

static int makes_child(const struct nl_call *call) {
    return call->code == NL_CALL_CLONE || call->code == NL_CALL_CLONE3 || call->code == NL_CALL_FORK;
}

static void carry_out(const struct nl_call *calls, uint32_t from, uint32_t count,
                      const char *bytes) {
    for (const struct nl_call *call = calls + from; call < calls + from + count; call++) {
        int64_t arguments[NL_CALL_ARGUMENTS];
        size_t size = 0;
        for (int i = 0; i < NL_CALL_ARGUMENTS; i++) {
            const struct nl_argument *argument = &call->arguments[i];
            arguments[i] = argument->value;
            if (argument->kind == NL_NAMED) arguments[i] = kept[argument->value];
            if (argument->kind == NL_BYTES) arguments[i] = (intptr_t)(bytes + argument->value);
            if (argument->kind == NL_ROOM) {
                size = (size_t)argument->value;
                memset(room, 0, size);
                arguments[i] = (intptr_t)room;
            }
        }
        if (call->code == NL_CALL_EXIT) report(NL_REPORT_BEGUN, call->id, 0, arguments, 0);
        long value = make(call, arguments);
        if (makes_child(call) && value == 0) {
            // The child: the names that it keeps are its own from here on.
            carry_out(calls, call->block, call->block_count, bytes);
            report(NL_REPORT_BLOCK_DONE, call->id, 0, NULL, 0);
            _exit(0);
        }
        int64_t outcome = value < 0 ? -errno : value;
        if (call->keep >= 0) kept[call->keep] = value;
        report(NL_REPORT_RESULT, call->id, outcome, arguments, size);
    }
}

static void interrupt(int number) { (void)number; }

void nl_serve_calls(int socket, int terminal, int hears_interrupts) {
    reports = socket;
    // Nothing of whom this is a copy of: descriptors that calls open are numbered from 3.
    int lower = terminal >= 0 && terminal < socket ? terminal : socket;
    int higher = terminal > socket ? terminal : socket;
    syscall(SYS_close_range, 3U, (unsigned)lower - 1, 0U);
    if (higher > lower + 1) syscall(SYS_close_range, (unsigned)lower + 1, (unsigned)higher - 1, 0U);
    syscall(SYS_close_range, (unsigned)higher + 1, ~0U, 0U);
    // Not SA_RESTART: Ctrl-C ends the call that waits, and not the process.
    struct sigaction action = {.sa_handler = interrupt};
    if (hears_interrupts) sigaction(SIGINT, &action, NULL);
    int awaits = 0;
    for (;;) {
        struct pollfd polls[] = {{.fd = socket, .events = POLLIN},
                                 {.fd = awaits ? terminal : -1, .events = POLLIN}};
        if (poll(polls, 2, -1) < 0) continue;
        if (polls[1].revents) {
            awaits = 0;
            report(NL_REPORT_INPUT, 0, 0, NULL, 0);
        }
        if (!polls[0].revents) continue;
        ssize_t got = recv(socket, &request, sizeof request, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < (ssize_t)sizeof request.head) _exit(0);
        if (request.head.kind == NL_REQUEST_INPUT) {
            awaits = 1;
            continue;
        }
        const struct nl_call *calls = (const struct nl_call *)request.rest;
        carry_out(calls, 0, request.head.count, (const char *)(calls + request.head.total));
        report(NL_REPORT_DONE, 0, 0, NULL, 0);
    }
}
