// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

static int result(long value) { return value < 0 ? -errno : (int)value; }

static int descriptor(const struct nl_context *context, int fd) {
    return fd <= -2 ? context->slots[-2 - fd] : fd;
}

// Writes all of it: a report that is cut short would be read as another one.
int nl_write_all(int fd, const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        ssize_t wrote = write(fd, from, size);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return -errno;
        from += wrote;
        size -= (size_t)wrote;
    }
    return 0;
}

void nl_report(const struct nl_context *context, const void *bytes, size_t size) {
    struct nl_memory *memory = context->memory;
    if (!memory) {
        if (context->report >= 0) nl_write_all(context->report, bytes, size);
        return;
    }
    if (size > memory->size - memory->used) _exit(NL_MEMORY_FULL);
    if (size > 0) memcpy(memory->bytes + memory->used, bytes, size);
    memory->used += size;
}

void nl_frame(const struct nl_context *context, int kind, int error, int size) {
    struct nl_frame frame = {kind, context->index, error, size};
    nl_report(context, &frame, sizeof frame);
}

static int await_byte(int fd) {
    char byte;
    ssize_t got;
    do got = read(fd, &byte, 1);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got == 0 ? -EPIPE : 0;
}

static int await_end(int fd) {
    int error;
    do error = await_byte(fd);
    while (error == 0);
    return error == -EPIPE ? 0 : error;
}

static int write_file(const struct nl_op *op) {
    int fd = open(op->a, O_WRONLY | O_CLOEXEC | (int)op->flags, (mode_t)op->value);
    if (fd < 0) return -errno;
    // One write: an id map is taken whole or not at all.
    int error = op->size && write(fd, op->data, op->size) < 0 ? -errno : 0;
    close(fd);
    return error;
}

static int make_directory(const struct nl_op *op) {
    if (mkdir(op->a, (mode_t)op->value) == 0 || errno == EEXIST) return 0;
    return -errno;
}

static int copy_file(const struct nl_op *op) {
    int from = open(op->a, O_RDONLY | O_CLOEXEC);
    if (from < 0) return -errno;
    int to = open(op->b, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)op->value);
    int error = to < 0 ? -errno : 0;
    char buffer[8192];
    while (!error) {
        ssize_t got = read(from, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            error = got < 0 ? -errno : 0;
            break;
        }
        error = nl_write_all(to, buffer, (size_t)got);
    }
    if (to >= 0) close(to);
    close(from);
    return error;
}

static int set_mount_attributes(const struct nl_op *op) {
    struct {
        uint64_t set, clear, propagation, userns;
    } attributes = {op->flags, op->value, 0, 0};
    return result(syscall(SYS_mount_setattr, AT_FDCWD, op->a, 0x8000 /* AT_RECURSIVE */,
                          &attributes, sizeof attributes));
}

static int bring_link_up(const char *name) {
    int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_fd < 0) return -errno;
    struct ifreq request = {0};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP;
    int error = ioctl(socket_fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
    close(socket_fd);
    return error;
}

// Who may not is not told: both calls return the id from before, whatever they did.
static int set_file_system_ids(const struct nl_op *op) {
    syscall(SYS_setfsgid, op->flags);
    syscall(SYS_setfsuid, op->value);
    return 0;
}

// As dup2(2): onto itself it only stays open when a program is executed.
static int duplicate(int fd, int onto) {
    return result(fd == onto ? fcntl(fd, F_SETFD, 0) : dup3(fd, onto, 0));
}

static int reset_signals(void) {
    // The raw calls, all zero being the default: the C library keeps two signals to itself, and
    // its posix_spawn(3) leaves them ignored in whatever it starts.
    static const uint64_t defaults[8], none[2];
    for (int number = 1; number <= 64; number++) {
        if (number == SIGKILL || number == SIGSTOP) continue;
        if (syscall(SYS_rt_sigaction, number, defaults, NULL, 8) < 0) return -errno;
    }
    return result(syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, NULL, 8));
}

static int ignore_signal(int number) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    return result(sigaction(number, &action, NULL));
}

static int into_slot(struct nl_context *context, const struct nl_op *op, int fd) {
    if (fd < 0) return fd;
    context->slots[op->value] = fd;
    return 0;
}

static int open_socket(struct nl_context *context, const struct nl_op *op) {
    int type = (int)(uint32_t)op->flags | SOCK_CLOEXEC;
    return into_slot(context, op, result(socket((int)(op->flags >> 32), type, (int)op->size)));
}

static int open_terminal(struct nl_context *context, const struct nl_op *op) {
    int master = open(op->a, O_RDWR | O_NOCTTY | O_CLOEXEC), locked = 0;
    if (master < 0) return -errno;
    if (ioctl(master, TIOCSPTLCK, &locked) < 0) return -errno;
    // Before anybody is behind it: who would be told of a change by SIGWINCH.
    struct winsize size = {.ws_col = (uint16_t)(op->flags >> 16), .ws_row = (uint16_t)op->flags};
    if (ioctl(master, TIOCSWINSZ, &size) < 0) return -errno;
    // Not by name: what stands at /dev/pts/0 is the learner's to decide.
    int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) return -errno;
    struct termios settings;
    if (op->size && tcgetattr(slave, &settings) == 0) {
        settings.c_iflag |= IUTF8;
        if (tcsetattr(slave, TCSANOW, &settings) < 0) return -errno;
    }
    context->slots[op->value] = master;
    context->slots[op->value + 1] = slave;
    return 0;
}

// The process that goes on is a child of the one that called nl_spawn, so that *it* is told of the
// end. Were it this process's child, the end would wait for whoever adopts orphans out there.
static int continue_in_child(const struct nl_context *context) {
    long pid = syscall(SYS_clone, (unsigned long)(CLONE_PARENT | SIGCHLD), NULL, NULL, NULL, 0UL);
    if (pid < 0) return -errno;
    if (pid == 0) return 0;
    nl_frame(context, NL_CLONED, 0, (int)pid);
    _exit(0);
}

static int carry_out_one(struct nl_context *context, const struct nl_op *op) {
    int fd = descriptor(context, op->fd);
    switch ((enum nl_code)op->code) {
    case NL_AWAIT: return await_byte(fd);
    case NL_AWAIT_END: return await_end(fd);
    case NL_KILL: return result(syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0));
    case NL_READY: nl_frame(context, NL_IS_READY, 0, 0); return 0;
    case NL_WRITE: return write_file(op);
    case NL_MKDIR: return make_directory(op);
    case NL_RMDIR: return nl_remove_control_group(op->a);
    case NL_UNLINK: return result(unlink(op->a));
    case NL_SYMLINK: return result(symlink(op->a, op->b));
    case NL_COPY: return copy_file(op);
    case NL_CHDIR: return result(chdir(op->a));
    case NL_CHROOT: return result(chroot(op->a));
    case NL_UMASK: umask((mode_t)op->value); return 0;
    case NL_MOUNT: return result(mount(op->a, op->b, op->c, op->flags, op->data));
    case NL_MOUNT_ATTR: return set_mount_attributes(op);
    case NL_UMOUNT: return result(umount2(op->a, (int)op->flags));
    case NL_PIVOT_ROOT: return result(syscall(SYS_pivot_root, op->a, op->b));
    case NL_SETNS: return result(setns(fd, (int)op->flags));
    case NL_UNSHARE: return result(unshare((int)op->flags));
    case NL_SETHOSTNAME: return result(sethostname(op->a, strlen(op->a)));
    case NL_SETDOMAINNAME: return result(setdomainname(op->a, strlen(op->a)));
    case NL_LINK_UP: return bring_link_up(op->a);
    // The raw calls: glibc's would try to change every thread of a process that has only this one.
    case NL_SETGROUPS: return result(syscall(SYS_setgroups, 0, NULL));
    case NL_SETGID: return result(syscall(SYS_setresgid, op->value, op->value, op->value));
    case NL_SETUID: return result(syscall(SYS_setresuid, op->value, op->value, op->value));
    case NL_SETFSIDS: return set_file_system_ids(op);
    case NL_PRCTL: return result(prctl((int)op->flags, op->value, 0, 0, 0));
    case NL_KEYRING: return result(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
    case NL_DENY_KEYS: return nl_deny_keys();
    case NL_RLIMIT: {
        struct rlimit limit = {op->value, op->value};
        return result(setrlimit((__rlimit_resource_t)op->flags, &limit));
    }
    case NL_SIGNALS: return reset_signals();
    case NL_IGNORE: return ignore_signal((int)op->value);
    case NL_OPEN: return into_slot(context, op, result(open(op->a, (int)op->flags | O_CLOEXEC)));
    case NL_CLOSE: return result(close(fd));
    case NL_DUP2: return duplicate(fd, (int)op->value);
    case NL_CLOSE_FROM: return result(syscall(SYS_close_range, (unsigned)op->value, ~0U, (unsigned)op->flags));
    case NL_OPEN_PTY: return open_terminal(context, op);
    case NL_SOCKET: return open_socket(context, op);
    case NL_OPEN_STARTER: return into_slot(context, op, nl_open_starter());
    case NL_SEND: return nl_send_descriptor((int)op->value, fd);
    case NL_LISTEN: return nl_listen_at(fd, op->a);
    case NL_SERVE_PROGRAM: return nl_serve_program(fd, (int)op->value, (int)op->flags);
    case NL_SERVE_CALLS: nl_serve_calls(fd, (int)op->value, (int)op->flags);
    case NL_ARM: return nl_arm((pid_t)op->value, fd);
    case NL_TRACE: return nl_trace((struct nl_board *)op->data, fd, (int)op->value);
    case NL_SETSID: return result(setsid());
    case NL_CTTY: return result(ioctl(fd, TIOCSCTTY, 0));
    case NL_OPEN_BELOW:
    case NL_OPEN_TYPE:
    case NL_UNAME:
    case NL_CLOCKS:
    case NL_STATUS:
    case NL_LINK:
    case NL_CONTENTS:
    case NL_READ:
    case NL_NAMES: return nl_look(context, op, fd);
    case NL_CLONE: return continue_in_child(context);
    case NL_EXEC: return nl_execute(fd, op->data);
    case NL_EXEC_THROUGH: return nl_execute_through(fd, op->data);
    case NL_EXIT: _exit((int)op->value);
    }
    return -ENOSYS;
}

void nl_carry_out(struct nl_context *context, const struct nl_op *ops, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct nl_op *op = &ops[i];
        context->index = (int)i;
        int value = op->inject ? -op->inject : carry_out_one(context, op);
        if (value >= 0) {
            i += (size_t)op->skip;
            continue;
        }
        int may_fail = op->traits & NL_MAY_FAIL;
        nl_frame(context, may_fail ? NL_REFUSED : NL_FAILED, -value, 0);
        if (!may_fail) _exit(125);
    }
}
