// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "calls.h"
#include "child.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

// Writes all of it: a report that is cut short would be read as another one.
int nl_write_all(int fd, const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        long wrote = nl_call(SYS_write, fd, from, size);
        if (wrote == -EINTR) continue;
        if (wrote < 0) return (int)wrote;
        from += wrote;
        size -= (size_t)wrote;
    }
    return 0;
}

int nl_report(const struct nl_context *context, const void *bytes, size_t size) {
    struct nl_memory *memory = context->memory;
    if (!memory) return context->report < 0 ? 0 : nl_write_all(context->report, bytes, size);
    if (size > memory->size - memory->used) _exit(NL_MEMORY_FULL);
    if (size > 0) memcpy(memory->bytes + memory->used, bytes, size);
    memory->used += size;
    return 0;
}

int nl_frame(const struct nl_context *context, int kind, int error, int size) {
    struct nl_frame frame = {kind, context->index, error, size};
    return nl_report(context, &frame, sizeof frame);
}

static int await_byte(int fd) {
    char byte;
    long got;
    do got = nl_call(SYS_read, fd, &byte, 1);
    while (got == -EINTR);
    return got < 0 ? (int)got : got == 0 ? -EPIPE : 0;
}

static int await_end(int fd) {
    int error;
    do error = await_byte(fd);
    while (error == 0);
    return error == -EPIPE ? 0 : error;
}

static int open_file(const char *path, int flags, mode_t mode) {
    return (int)nl_call(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}

static int write_file(const struct nl_op *op) {
    int fd = open_file(op->a, O_WRONLY | (int)op->flags, (mode_t)op->value);
    if (fd < 0) return fd;
    // One write: an id map is taken whole or not at all.
    long wrote = op->size ? nl_call(SYS_write, fd, op->data, op->size) : 0;
    nl_call(SYS_close, fd);
    return wrote < 0 ? (int)wrote : 0;
}

static int make_directory(const struct nl_op *op) {
    int error = (int)nl_call(SYS_mkdirat, AT_FDCWD, op->a, op->value);
    return error == -EEXIST ? 0 : error;
}

static int copy_file(const struct nl_op *op) {
    int from = open_file(op->a, O_RDONLY, 0);
    if (from < 0) return from;
    int to = open_file(op->b, O_WRONLY | O_CREAT | O_TRUNC, (mode_t)op->value);
    int error = to < 0 ? to : 0;
    char buffer[8192];
    while (!error) {
        long got = nl_call(SYS_read, from, buffer, sizeof buffer);
        if (got == -EINTR) continue;
        if (got <= 0) {
            error = (int)got;
            break;
        }
        error = nl_write_all(to, buffer, (size_t)got);
    }
    if (to >= 0) nl_call(SYS_close, to);
    nl_call(SYS_close, from);
    return error;
}

static int set_mount_attributes(const struct nl_op *op) {
    struct {
        uint64_t set, clear, propagation, userns;
    } attributes = {op->flags, op->value, 0, 0};
    return (int)nl_call(SYS_mount_setattr, AT_FDCWD, op->a, 0x8000 /* AT_RECURSIVE */, &attributes,
                        sizeof attributes);
}

static int bring_link_up(const char *name) {
    int socket_fd = (int)nl_call(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0) return socket_fd;
    struct ifreq request = {0};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP;
    int error = (int)nl_call(SYS_ioctl, socket_fd, SIOCSIFFLAGS, &request);
    nl_call(SYS_close, socket_fd);
    return error;
}

// Who may not is not told: both calls return the id from before, whatever they did.
static int set_file_system_ids(const struct nl_op *op) {
    nl_call(SYS_setfsgid, op->flags);
    nl_call(SYS_setfsuid, op->value);
    return 0;
}

// As dup2(2): onto itself it only stays open when a program is executed.
static int duplicate(int fd, int onto) {
    return (int)(fd == onto ? nl_call(SYS_fcntl, fd, F_SETFD, 0) : nl_call(SYS_dup3, fd, onto, 0));
}

static int reset_signals(void) {
    // All zero is the default. The C library keeps two signals to itself, and its posix_spawn(3)
    // leaves them ignored in whatever it starts.
    static const uint64_t defaults[8], none[2];
    for (int number = 1; number <= 64; number++) {
        if (number == SIGKILL || number == SIGSTOP) continue;
        int error = (int)nl_call(SYS_rt_sigaction, number, defaults, NULL, 8);
        if (error < 0) return error;
    }
    return (int)nl_call(SYS_rt_sigprocmask, SIG_SETMASK, none, NULL, 8);
}

static int ignore_signal(int number) {
    const uint64_t action[4] = {(uint64_t)(uintptr_t)SIG_IGN};
    return (int)nl_call(SYS_rt_sigaction, number, action, NULL, 8);
}

static int into_slot(struct nl_context *context, const struct nl_op *op, int fd) {
    if (fd < 0) return fd;
    context->slots[op->value] = fd;
    return 0;
}

static int open_socket(struct nl_context *context, const struct nl_op *op) {
    int type = (int)(uint32_t)op->flags | SOCK_CLOEXEC;
    return into_slot(context, op, (int)nl_call(SYS_socket, op->flags >> 32, type, op->size));
}

static int open_terminal(struct nl_context *context, const struct nl_op *op) {
    int master = open_file(op->a, O_RDWR | O_NOCTTY, 0), locked = 0;
    if (master < 0) return master;
    long error = nl_call(SYS_ioctl, master, TIOCSPTLCK, &locked);
    if (error < 0) return (int)error;
    // Before anybody is behind it: who would be told of a change by SIGWINCH.
    struct winsize size = {.ws_col = (uint16_t)(op->flags >> 16), .ws_row = (uint16_t)op->flags};
    error = nl_call(SYS_ioctl, master, TIOCSWINSZ, &size);
    if (error < 0) return (int)error;
    // Not by name: what stands at /dev/pts/0 is the learner's to decide.
    int slave = (int)nl_call(SYS_ioctl, master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) return slave;
    struct termios settings;
    if (op->size && nl_call(SYS_ioctl, slave, TCGETS, &settings) == 0) {
        settings.c_iflag |= IUTF8;
        error = nl_call(SYS_ioctl, slave, TCSETS, &settings);
        if (error < 0) return (int)error;
    }
    context->slots[op->value] = master;
    context->slots[op->value + 1] = slave;
    return 0;
}

// `after` is how many operations come after this one.
static int carry_out_one(struct nl_context *context, const struct nl_op *op, size_t after) {
    int fd = op->fd <= -2 ? context->slots[-2 - op->fd] : op->fd;
    switch ((enum nl_code)op->code) {
    case NL_AWAIT:
    case NL_AWAIT_REST: return await_byte(fd);
    case NL_AWAIT_END: return await_end(fd);
    case NL_KILL: return (int)nl_call(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
    // Somebody may wait for that before he says the word that this process waits for next.
    case NL_READY: return nl_frame(context, NL_IS_READY, 0, 0);
    case NL_WRITE: return write_file(op);
    case NL_MKDIR: return make_directory(op);
    case NL_RMDIR: return nl_remove_control_group(op->a);
    case NL_UNLINK: return (int)nl_call(SYS_unlinkat, AT_FDCWD, op->a, 0);
    case NL_SYMLINK: return (int)nl_call(SYS_symlinkat, op->a, AT_FDCWD, op->b);
    case NL_COPY: return copy_file(op);
    case NL_CHDIR: return (int)nl_call(SYS_chdir, op->a);
    case NL_CHROOT: return (int)nl_call(SYS_chroot, op->a);
    case NL_UMASK: nl_call(SYS_umask, op->value); return 0;
    case NL_MOUNT: return (int)nl_call(SYS_mount, op->a, op->b, op->c, op->flags, op->data);
    case NL_MOUNT_ATTR: return set_mount_attributes(op);
    case NL_UMOUNT: return (int)nl_call(SYS_umount2, op->a, op->flags);
    case NL_PIVOT_ROOT: return (int)nl_call(SYS_pivot_root, op->a, op->b);
    case NL_SETNS: return (int)nl_call(SYS_setns, fd, op->flags);
    case NL_UNSHARE: return (int)nl_call(SYS_unshare, op->flags);
    case NL_SETHOSTNAME: return (int)nl_call(SYS_sethostname, op->a, strlen(op->a));
    case NL_SETDOMAINNAME: return (int)nl_call(SYS_setdomainname, op->a, strlen(op->a));
    case NL_LINK_UP: return bring_link_up(op->a);
    case NL_SETGROUPS: return (int)nl_call(SYS_setgroups, 0, NULL);
    case NL_SETGID: return (int)nl_call(SYS_setresgid, op->value, op->value, op->value);
    case NL_SETUID: return (int)nl_call(SYS_setresuid, op->value, op->value, op->value);
    case NL_SETFSIDS: return set_file_system_ids(op);
    case NL_PRCTL: return (int)nl_call(SYS_prctl, op->flags, op->value);
    case NL_KEYRING: return (int)nl_call(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
    case NL_DENY_KEYS: return nl_deny_keys();
    case NL_RLIMIT: {
        const uint64_t limit[2] = {op->value, op->value};
        return (int)nl_call(SYS_prlimit64, 0, op->flags, limit, NULL);
    }
    case NL_SIGNALS: return reset_signals();
    case NL_IGNORE: return ignore_signal((int)op->value);
    case NL_OPEN: return into_slot(context, op, open_file(op->a, (int)op->flags, 0));
    case NL_CLOSE: return (int)nl_call(SYS_close, fd);
    case NL_DUP2: return duplicate(fd, (int)op->value);
    case NL_CLOSE_FROM: return (int)nl_call(SYS_close_range, op->value, ~0U, op->flags);
    case NL_OPEN_PTY: return open_terminal(context, op);
    case NL_SOCKET: return open_socket(context, op);
    case NL_OPEN_STARTER: return into_slot(context, op, nl_open_starter());
    case NL_SEND: return nl_send_descriptor((int)op->value, fd);
    case NL_LISTEN: return nl_listen_at(fd, op->a);
    case NL_SERVE_PROGRAM: return nl_serve_program(fd, (int)op->value, (int)op->flags);
    case NL_SERVE_CALLS: nl_serve_calls(fd, (int)op->value, (int)op->flags);
    case NL_ARM: return nl_arm((pid_t)op->value, fd);
    case NL_TRACE: return nl_trace((struct nl_board *)op->data, fd, (int)op->value);
    case NL_SETSID: return (int)nl_call(SYS_setsid);
    case NL_CTTY: return (int)nl_call(SYS_ioctl, fd, TIOCSCTTY, 0);
    case NL_OPEN_BELOW:
    case NL_OPEN_TYPE:
    case NL_UNAME:
    case NL_CLOCKS:
    case NL_STATUS:
    case NL_LINK:
    case NL_CONTENTS:
    case NL_READ:
    case NL_NAMES: return nl_look(context, op, fd);
    case NL_CLONE: return nl_continue_in_child(context, op + 1, after);
    case NL_EXEC: return nl_execute(fd, op->data);
    case NL_EXEC_THROUGH: return nl_execute_through(fd, op->data);
    case NL_EXIT: _exit((int)op->value);
    }
    return -ENOSYS;
}

void nl_carry_out(struct nl_context *context, const struct nl_op *ops, size_t count) {
    for (size_t i = 0; i < count;) {
        const struct nl_op *op = &ops[i++];
        context->index = context->first + (int)(i - 1);
        int value = op->inject ? -op->inject : carry_out_one(context, op, count - i);
        if (value < 0) {
            int may_fail = op->traits & NL_MAY_FAIL;
            nl_frame(context, may_fail ? NL_REFUSED : NL_FAILED, -value, 0);
            if (!may_fail) _exit(125);
            continue;
        }
        i += (size_t)op->skip;
        const struct nl_rest *rest = op->code == NL_AWAIT_REST ? op->data : NULL;
        if (rest && rest->ops) {
            context->first += (int)i;
            ops = rest->ops, count = rest->count, i = 0;
        }
    }
}
