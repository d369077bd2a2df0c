// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// What an observer's child does once it has joined: it opens what is to be looked at, and reports
// what it reads.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_fsopen
#define SYS_fsopen 430
#define SYS_fsconfig 431
#define SYS_fsmount 432
#endif

enum { FSOPEN_CLOSES = 1, FSCONFIG_CREATES = 6, FSMOUNT_CLOSES = 1 };

enum { RESOLVES_NO_MAGIC_LINKS = 0x02, RESOLVES_IN_ROOT = 0x10 };

static void report(const struct nl_context *context, const void *bytes, size_t size) {
    nl_frame(context, NL_DATA, 0, (int)size);
    nl_report(context, bytes, size);
}

// tmpfs, and an overlay, whose writable layer is one in a lab: what is there is in memory or on the
// machine's own disk, and keeps nobody waiting.
static int is_in_memory(int fd) {
    struct statfs status;
    if (fstatfs(fd, &status) < 0) return 0;
    return status.f_type == 0x01021994 /* TMPFS_MAGIC */ ||
           status.f_type == 0x794c7630 /* OVERLAYFS_SUPER_MAGIC */;
}

static int open_below(struct nl_context *context, const struct nl_op *op, int root) {
    struct {
        uint64_t flags, mode, resolve;
    } how = {O_PATH | O_CLOEXEC | op->flags, 0, RESOLVES_IN_ROOT | RESOLVES_NO_MAGIC_LINKS};
    // EAGAIN: something was renamed meanwhile, and the kernel cannot tell whether ".." led out.
    for (int tries = 0;; tries++) {
        int fd = (int)syscall(SYS_openat2, root, op->a, &how, sizeof how);
        if (fd < 0 && errno == EAGAIN && tries < 100) continue;
        if (fd < 0) return -errno;
        context->slots[op->value] = fd;
        return op->size && !is_in_memory(fd) ? -EXDEV : 0;
    }
}

static int open_file_system(struct nl_context *context, const struct nl_op *op) {
    int type = (int)syscall(SYS_fsopen, op->a, FSOPEN_CLOSES);
    if (type < 0) return -errno;
    int mount = -1;
    if (syscall(SYS_fsconfig, type, FSCONFIG_CREATES, NULL, NULL, 0) == 0)
        mount = (int)syscall(SYS_fsmount, type, FSMOUNT_CLOSES, 0);
    int error = mount < 0 ? -errno : 0;
    close(type);
    context->slots[op->value] = mount;
    return error;
}

static int report_names(const struct nl_context *context) {
    struct utsname names;
    if (uname(&names) < 0) return -errno;
    char both[sizeof names.nodename + sizeof names.domainname];
    size_t first = strlen(names.nodename) + 1, second = strlen(names.domainname) + 1;
    memcpy(both, names.nodename, first);
    memcpy(both + first, names.domainname, second);
    report(context, both, first + second);
    return 0;
}

// The raw call: what the C library's finds out without the kernel, it finds in a page that setns(2)
// has to replace.
static int report_clocks(const struct nl_context *context) {
    static const int clocks[] = {CLOCK_MONOTONIC, CLOCK_BOOTTIME};
    int64_t times[2][2];
    for (int i = 0; i < 2; i++)
        if (syscall(SYS_clock_gettime, clocks[i], times[i]) < 0) return -errno;
    report(context, times, sizeof times);
    return 0;
}

static int report_status(const struct nl_context *context, int fd) {
    struct stat status;
    if (fstat(fd, &status) < 0) return -errno;
    uint32_t numbers[] = {status.st_mode, status.st_uid, status.st_gid};
    report(context, numbers, sizeof numbers);
    return 0;
}

static int report_link(const struct nl_context *context, int fd) {
    char target[PATH_MAX];
    ssize_t size = readlinkat(fd, "", target, sizeof target);
    if (size < 0) return -errno;
    report(context, target, (size_t)size);
    return 0;
}

static int report_file(const struct nl_context *context, const char *path, size_t left) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return -errno;
    // In parts, each a frame of its own, since the size of a /proc file is known at its end only.
    char buffer[4096];
    int error = 0;
    while (left > 0) {
        ssize_t got = read(fd, buffer, left < sizeof buffer ? left : sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) error = -errno;
        if (got <= 0) break;
        report(context, buffer, (size_t)got);
        left -= (size_t)got;
    }
    // Part of a file is not what it holds: a text that is missing could be behind it.
    if (!error && left == 0) {
        ssize_t more;
        do more = read(fd, buffer, 1);
        while (more < 0 && errno == EINTR);
        if (more != 0) error = more < 0 ? -errno : -EFBIG;
    }
    close(fd);
    if (!error) report(context, NULL, 0);
    return error;
}

// Opens again, for reading, what is open with O_PATH already: so it is known to be a regular file
// before it is opened, and no path leads to another one meanwhile.
static int report_contents(const struct nl_context *context, int fd, size_t limit) {
    struct stat status;
    if (fstat(fd, &status) < 0) return -errno;
    if (S_ISDIR(status.st_mode)) return -EISDIR;
    if (!S_ISREG(status.st_mode)) return -EINVAL;
    char path[32] = "/proc/self/fd/", digits[12];
    int length = 0, at = (int)strlen(path);
    do digits[length++] = (char)('0' + fd % 10);
    while (fd /= 10);
    while (length > 0) path[at++] = digits[--length];
    return report_file(context, path, limit);
}

static int report_entries(const struct nl_context *context, int directory, size_t left) {
    // Again and for reading: what was opened with O_PATH, as every fsmount(2) is, gives no names.
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return -errno;
    char entries[8192] __attribute__((aligned(8))), names[sizeof entries];
    int error = 0;
    while (!error) {
        long got = syscall(SYS_getdents64, fd, entries, sizeof entries);
        if (got < 0) error = -errno;
        if (got <= 0) break;
        size_t size = 0;
        for (long at = 0; at < got; at += ((struct nl_entry *)(entries + at))->size) {
            const char *name = ((struct nl_entry *)(entries + at))->name;
            if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
            size_t length = strlen(name) + 1;
            memcpy(names + size, name, length);
            size += length;
        }
        if (size > left) {
            error = -EFBIG;
        } else {
            report(context, names, size);
            left -= size;
        }
    }
    close(fd);
    return error;
}

int nl_look(struct nl_context *context, const struct nl_op *op, int fd) {
    switch ((enum nl_code)op->code) {
    case NL_OPEN_BELOW: return open_below(context, op, fd);
    case NL_OPEN_TYPE: return open_file_system(context, op);
    case NL_UNAME: return report_names(context);
    case NL_CLOCKS: return report_clocks(context);
    case NL_STATUS: return report_status(context, fd);
    case NL_LINK: return report_link(context, fd);
    case NL_CONTENTS: return report_contents(context, fd, op->value);
    case NL_READ: return report_file(context, op->a, op->value);
    case NL_NAMES: return report_entries(context, fd, op->value);
    default: return -ENOSYS;
    }
}
