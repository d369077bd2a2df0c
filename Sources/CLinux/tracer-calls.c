// What a call is told about: read from the process that makes it, which is a learner's. Nothing of it
// is trusted: sizes are bounded, and what cannot be read is left out.
#define _GNU_SOURCE
#include "tracer-calls.h"

#if defined(__x86_64__)

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

const struct nl_watched nl_watched[] = {
    {.call = SYS_clone, .name = "clone", .arguments = "", .is_told_apart = 1, .makes_child = 1},
    {.call = SYS_open, .name = "open", .arguments = "t", .is_told_apart = 1, .opens = 1},
    {.call = SYS_openat, .name = "openat", .arguments = "-t", .is_told_apart = 1, .opens = 2},
    {.call = SYS_socket, .name = "socket", .arguments = "", .is_told_apart = 1},
    {.call = SYS_sendto, .name = "sendto", .arguments = "", .is_told_apart = 1, .sends = 1},
    {.call = SYS_sendmsg, .name = "sendmsg", .arguments = "", .sends = 1},
    {.call = SYS_unshare, .name = "unshare", .arguments = "", .changes_namespaces = 1},
    {.call = SYS_setns, .name = "setns", .arguments = "f", .changes_namespaces = 2},
    {.call = SYS_mount, .name = "mount", .arguments = "ttt-t"},
    {.call = SYS_umount2, .name = "umount2", .arguments = "t"},
    {.call = SYS_pivot_root, .name = "pivot_root", .arguments = "tt"},
    {.call = SYS_chroot, .name = "chroot", .arguments = "t"},
    {.call = SYS_sethostname, .name = "sethostname", .arguments = "b"},
    {.call = SYS_setdomainname, .name = "setdomainname", .arguments = "b"},
    {.call = 434 /* pidfd_open */, .name = "pidfd_open", .arguments = ""},
    {.call = 428 /* open_tree */, .name = "open_tree", .arguments = "-t"},
    {.call = 429 /* move_mount */, .name = "move_mount", .arguments = "-t-t"},
    {.call = 430 /* fsopen */, .name = "fsopen", .arguments = "t"},
    {.call = 431 /* fsconfig */, .name = "fsconfig", .arguments = "--tt"},
    {.call = 432 /* fsmount */, .name = "fsmount", .arguments = ""},
    {.call = 442 /* mount_setattr */, .name = "mount_setattr", .arguments = "-t-a"},
    {.call = SYS_msgget, .name = "msgget", .arguments = ""},
    {.call = SYS_msgctl, .name = "msgctl", .arguments = ""},
    {.call = SYS_semget, .name = "semget", .arguments = ""},
    {.call = SYS_semctl, .name = "semctl", .arguments = ""},
    {.call = SYS_shmget, .name = "shmget", .arguments = ""},
    {.call = SYS_shmctl, .name = "shmctl", .arguments = ""},
    {.call = 435 /* clone3 */, .name = "clone3", .arguments = "c", .makes_child = 1},
    {.call = 437 /* openat2 */, .name = "openat2", .arguments = "-to", .opens = 2},
    {.call = SYS_creat, .name = "creat", .arguments = "t", .opens = 1},
};
const size_t nl_watched_count = sizeof nl_watched / sizeof *nl_watched;

const char *nl_traced_name(int call) {
    const struct nl_watched *watched = nl_watched_call(call);
    if (watched) return watched->name;
    return call == SYS_write ? "write" : call == SYS_pwrite64 ? "pwrite64" : NULL;
}

const struct nl_watched *nl_watched_call(int call) {
    for (size_t i = 0; i < nl_watched_count; i++)
        if (nl_watched[i].call == call) return &nl_watched[i];
    return NULL;
}

// MARK: Memory of the other process

size_t nl_peek(pid_t tid, uint64_t from, void *into, size_t size) {
    struct iovec here = {into, size}, there = {(void *)(uintptr_t)from, size};
    ssize_t got = process_vm_readv(tid, &here, 1, &there, 1, 0);
    return got < 0 ? 0 : (size_t)got;
}

// Page by page, since the string may end shortly before memory does. 0 where nothing can be read.
static int peek_text(pid_t tid, uint64_t from, char *into, size_t most, size_t *size) {
    *size = 0;
    while (*size < most) {
        size_t step = 4096 - (size_t)((from + *size) & 4095);
        if (step > most - *size) step = most - *size;
        size_t got = nl_peek(tid, from + *size, into + *size, step);
        if (got == 0) return *size > 0;
        const char *end = memchr(into + *size, 0, got);
        if (end) {
            *size = (size_t)(end - into);
            return 1;
        }
        *size += got;
    }
    return 1;
}

// MARK: Parts

static size_t padded(size_t size) { return (size + 7) & ~(size_t)7; }

// The room for a part's bytes, NULL where the record is full.
void *nl_part_room(union nl_record *record, size_t most) {
    size_t end = record->head.size + sizeof(struct nl_trace_part) + padded(most);
    if (end > sizeof record->bytes) return NULL;
    return record->bytes + record->head.size + sizeof(struct nl_trace_part);
}

void nl_add_part(union nl_record *record, int kind, int argument, size_t size, int is_cut) {
    struct nl_trace_part part = {(uint32_t)kind, (uint32_t)argument, (uint32_t)size,
                                 (uint32_t)is_cut};
    memcpy(record->bytes + record->head.size, &part, sizeof part);
    record->head.size += (uint32_t)(sizeof part + padded(size));
    record->head.parts++;
}

static void add_text(union nl_record *record, pid_t tid, int argument, uint64_t from) {
    size_t size;
    char *room = nl_part_room(record, NL_TRACE_MOST_PART);
    if (!room || from == 0 || !peek_text(tid, from, room, NL_TRACE_MOST_PART, &size)) return;
    nl_add_part(record, NL_PART_TEXT, argument, size, size == NL_TRACE_MOST_PART);
}

static void add_bytes(union nl_record *record, pid_t tid, int argument, uint64_t from, uint64_t size) {
    size_t most = size > NL_TRACE_MOST_PART ? NL_TRACE_MOST_PART : (size_t)size;
    char *room = nl_part_room(record, most);
    if (!room || nl_peek(tid, from, room, most) != most) return;
    nl_add_part(record, NL_PART_BYTES, argument, most, most < size);
}

// `/proc/TID/`, a word and, where it is not negative, a number. No stdio, which may wait for a lock.
static void proc_path(char *into, pid_t tid, const char *word, int64_t fd) {
    int64_t numbers[] = {tid, fd};
    memcpy(into, "/proc/", 7);
    for (int i = 0; i < 2 && numbers[i] >= 0; i++) {
        char digits[24], *digit = digits + sizeof digits;
        *--digit = 0;
        do *--digit = (char)('0' + numbers[i] % 10);
        while ((numbers[i] /= 10) > 0);
        strcat(into, digit);
        if (i == 0) strcat(into, word);
    }
}

static size_t read_link(pid_t tid, uint64_t fd, char *into, size_t most) {
    char path[64];
    proc_path(path, tid, "/fd/", (uint32_t)fd);
    ssize_t size = readlink(path, into, most);
    return size < 0 ? 0 : (size_t)size;
}

static void add_file(union nl_record *record, pid_t tid, int argument, uint64_t fd) {
    char *room = nl_part_room(record, NL_TRACE_MOST_PART);
    size_t size = room ? read_link(tid, fd, room, NL_TRACE_MOST_PART) : 0;
    if (size > 0) nl_add_part(record, NL_PART_FILE, argument, size, size == NL_TRACE_MOST_PART);
}

// MARK: Who calls

void nl_read_namespaces(pid_t tid, uint64_t flags, uint64_t *inodes) {
    static const struct {
        const char *name;
        uint64_t flag;
    } kinds[NL_TRACE_KINDS] = {
        {"cgroup", 0x2000000}, {"ipc", 0x8000000}, {"mnt", 0x20000}, {"net", 0x40000000},
        {"pid", 0x20000000}, {"pid_for_children", 0x20000000}, {"time", 0x80},
        {"time_for_children", 0x80}, {"user", 0x10000000}, {"uts", 0x4000000}};
    char path[64], link[64];
    proc_path(path, tid, "/ns", -1);
    int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < NL_TRACE_KINDS; i++) {
        inodes[i] = 0;
        if (folder < 0 || (flags && !(flags & kinds[i].flag))) continue;
        // `uts:[4026531838]`. To look at the file itself would make an inode each time.
        ssize_t size = readlinkat(folder, kinds[i].name, link, sizeof link - 1);
        for (ssize_t at = 0; at < size; at++)
            if (link[at] >= '0' && link[at] <= '9') inodes[i] = inodes[i] * 10 + (link[at] - '0');
    }
    if (folder >= 0) close(folder);
}

static const char *field(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found ? found + strlen(name) : "";
}

// A number of the kernel's own text.
static int32_t number(const char **text) {
    int32_t value = 0;
    while (**text == '\t' || **text == ' ') (*text)++;
    while (**text >= '0' && **text <= '9') value = value * 10 + (*(*text)++ - '0');
    return value;
}

int nl_read_status(pid_t tid, int32_t *pids, int32_t *tgid, char *name) {
    char path[64], text[4096];
    proc_path(path, tid, "/status", -1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (size <= 0) return 0;
    text[size] = 0;
    // A name holds no line end: the kernel escapes it.
    const char *at = field(text, "\nTgid:");
    if (tgid) *tgid = number(&at);
    at = field(text, "\nNSpid:");
    for (int i = 0; i < NL_TRACE_PIDS && *at == '\t'; i++) pids[i] = number(&at);
    if (!name) return 1;
    at = field(text, "Name:\t");
    for (int i = 0; i < 15 && at[i] && at[i] != '\n'; i++) name[i] = at[i];
    return 1;
}

// MARK: Files that map ids

static int ends(const char *path, size_t size, const char *name) {
    size_t length = strlen(name);
    return size >= length && memcmp(path + size - length, name, length) == 0;
}

// By its name alone, in the path that is opened or in the link of what is open.
static int names_map(const char *path, size_t size) {
    return ends(path, size, "uid_map") || ends(path, size, "gid_map") || ends(path, size, "setgroups");
}

int nl_is_map_file(pid_t tid, uint64_t fd) {
    char path[NL_TRACE_MOST_PART];
    size_t size = read_link(tid, fd, path, sizeof path);
    return size > 6 && memcmp(path, "/proc/", 6) == 0 && names_map(path, size);
}

// MARK: All together

static int is_interesting_open(pid_t tid, const struct nl_watched *watched, const uint64_t *a) {
    char path[NL_TRACE_MOST_PART];
    size_t size;
    if (!peek_text(tid, a[watched->opens - 1], path, sizeof path, &size)) return 0;
    return names_map(path, size);
}

static int makes_namespaces(pid_t tid, const struct nl_watched *watched, const uint64_t *a) {
    uint64_t flags = a[0];
    uint64_t wanted = 0x7e020000U;
    if (watched->arguments[0] == 'c') {
        // They are behind the pointer, and the lowest byte is no signal there.
        if (nl_peek(tid, a[0], &flags, sizeof flags) != sizeof flags) return 0;
        wanted |= 0x80U;
    }
    return (flags & wanted) != 0;
}

uint64_t nl_changed_kinds(const struct nl_watched *watched, const uint64_t *arguments) {
    return watched->changes_namespaces ? (uint32_t)arguments[watched->changes_namespaces - 1] : 0;
}

int nl_capture(union nl_record *record, pid_t tid, const struct nl_watched *watched,
               const uint64_t *arguments, int *socket) {
    *socket = -1;
    if (watched->makes_child && !makes_namespaces(tid, watched, arguments)) return 0;
    if (watched->opens && !is_interesting_open(tid, watched, arguments)) return 0;
    memset(&record->head, 0, sizeof record->head);
    record->head.size = sizeof record->head;
    record->head.call = watched->call;
    memcpy(record->head.arguments, arguments, sizeof record->head.arguments);
    if (!nl_read_status(tid, record->head.pids, &record->head.tgid, record->head.name)) return 0;
    if (watched->sends) return nl_capture_requests(record, tid, arguments, socket);
    for (int i = 0; watched->arguments[i]; i++) {
        switch (watched->arguments[i]) {
        case 't': add_text(record, tid, i, arguments[i]); break;
        case 'f': add_file(record, tid, i, arguments[i]); break;
        case 'b':
        case 'c':
        case 'o':
        case 'a': add_bytes(record, tid, i, arguments[i], arguments[i + 1]); break;
        default: break;
        }
    }
    if (watched->changes_namespaces || watched->makes_child)
        nl_read_namespaces(tid, nl_changed_kinds(watched, arguments), record->head.before);
    return 1;
}

void nl_capture_write(union nl_record *record, pid_t tid, int call, const uint64_t *arguments) {
    memset(&record->head, 0, sizeof record->head);
    record->head.size = sizeof record->head;
    record->head.call = call;
    memcpy(record->head.arguments, arguments, sizeof record->head.arguments);
    nl_read_status(tid, record->head.pids, &record->head.tgid, record->head.name);
    add_file(record, tid, 0, arguments[0]);
    add_bytes(record, tid, 1, arguments[1], arguments[2]);
}

#else

#include <stddef.h>

const char *nl_traced_name(int call) {
    (void)call;
    return NULL;
}

#endif
