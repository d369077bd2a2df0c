/// A plan: what a new process does, as data, between clone and exec.
///
/// Swift makes the array, `nl_spawn` clones, and the child carries the operations out in order with
/// async-signal-safe C only. Each operation that produces something, and the first that fails,
/// writes a frame to the report pipe: `struct nl_frame`, then `size` bytes.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/types.h>

enum nl_code {
    // Waiting and telling.
    NL_AWAIT,       // read one byte from fd; its end means that the parent is gone
    NL_AWAIT_END,   // read fd until its end
    NL_AWAIT_REST,  // read one byte from fd, then go on with the nl_rest data, if that was made meanwhile
    NL_KILL,        // SIGKILL to the process behind the pidfd fd
    NL_READY,       // write a frame: all operations up to here are done
    // Files.
    NL_WRITE,       // write data to path a; value = mode where flags has O_CREAT
    NL_MKDIR,       // a, value = mode; an existing directory is fine
    NL_RMDIR,       // control group a, and every group in it
    NL_UNLINK,      // a, which is no directory
    NL_SYMLINK,     // b -> a
    NL_COPY,        // file a to file b, value = mode
    NL_CHDIR,       // a
    NL_CHROOT,      // a
    NL_UMASK,       // value
    // Mounts.
    NL_MOUNT,       // source a, target b, type c, flags, data = options
    NL_MOUNT_ATTR,  // a: mount_setattr(flags set, value cleared), recursively
    NL_UMOUNT,      // a, flags
    NL_PIVOT_ROOT,  // new root a, old root at b
    // Namespaces and identity.
    NL_SETNS,       // fd, flags = kinds
    NL_UNSHARE,     // flags = kinds
    NL_SETHOSTNAME, // a
    NL_SETDOMAINNAME,
    NL_LINK_UP,     // a: interface name
    NL_SETGROUPS,   // no supplementary groups
    NL_SETGID,      // value, all three ids
    NL_SETUID,      // value, all three ids
    NL_SETFSIDS,    // user id value, group id flags: setfsuid(2), setfsgid(2)
    NL_PRCTL,       // flags = option, value = argument
    NL_KEYRING,     // a session keyring of its own
    NL_DENY_KEYS,   // no system call about keys from here on, also after execve
    NL_RLIMIT,      // flags = resource, value = soft and hard limit
    NL_SIGNALS,     // default handlers, nothing blocked
    NL_IGNORE,      // signal number value, also after execve
    // Descriptors. fd >= 0 is inherited; NL_SLOT(i) is one that this plan opened.
    NL_OPEN,        // a, flags; into slot value
    NL_CLOSE,       // fd
    NL_DUP2,        // fd onto number value
    NL_CLOSE_FROM,  // every descriptor from number value up; flags as close_range(2)
    NL_OPEN_PTY,    // a new pseudoterminal of the instance at a: master into slot value, slave into the
                    // next; flags = columns << 16 | rows; size: whether its characters are UTF-8
    NL_SOCKET,      // a socket of family flags >> 32, type (uint32_t)flags, protocol size; into slot value
    NL_OPEN_STARTER, // what starts a program in this one's stead, into slot value
    NL_SEND,        // fd, over the socket `value`
    NL_LISTEN,      // the Unix socket fd at the path a
    NL_SETSID,
    NL_CTTY,        // fd becomes the controlling terminal
    // Looking: what is opened to be read, and readings; each of these writes frames with what it read.
    NL_OPEN_BELOW,  // path a with the directory fd as its root, into slot value, with O_PATH | flags;
                    // EXDEV where size is not 0 and the file is neither on tmpfs nor on an overlay
    NL_OPEN_TYPE,   // a file system of type a, mounted nowhere; into slot value
    NL_UNAME,       // nodename, NUL, domainname, NUL
    NL_CLOCKS,      // CLOCK_MONOTONIC and CLOCK_BOOTTIME, each as two 64-bit numbers: s, ns
    NL_STATUS,      // of what fd is: mode, user id, group id, each 32 bits
    NL_LINK,        // what the symbolic link fd holds
    NL_CONTENTS,    // what the regular file fd holds; EFBIG past value bytes; fd may be of O_PATH
    NL_READ,        // file a; EFBIG past value bytes
    NL_NAMES,       // names in the directory fd, each with a NUL; EFBIG past value bytes
    // Ends: nothing after these is carried out by the same process.
    NL_CLONE,       // clone(CLONE_PARENT): the child goes on, this process reports its PID and exits
    NL_SERVE_PROGRAM, // copies of this program to who connects to fd, until the end of `value`
    NL_SERVE_CALLS, // calls that are asked for over the socket fd; value = terminal or -1, flags = 1
                    // where SIGINT only interrupts them
    NL_ARM,         // gives the process `value` a filter, and sends its listener over the socket fd
    NL_TRACE,       // serves the listener fd; data = the board, value = a pidfd of the parent
    NL_EXEC,        // data = nl_exec; the program behind fd where it is not -1
    NL_EXEC_THROUGH, // data = nl_exec with a free first argument; by the starter fd
    NL_EXIT,        // value
};

/// A descriptor that an earlier NL_OPEN of the same plan put into slot `i` (0 to 7).
#define NL_SLOTS 8
static inline int nl_slot(int i) { return -2 - i; }

enum { NL_MAY_FAIL = 1 };

struct nl_op {
    int32_t code;
    int32_t fd;
    uint64_t flags;
    uint64_t value;
    const char *a, *b, *c;
    const void *data;
    size_t size;
    int32_t traits;   // NL_MAY_FAIL: a failure is reported and the plan goes on
    int32_t skip;     // on success, how many of the following operations are passed over
    int32_t inject;   // a test's errno: the operation fails with it and is not tried
};

struct nl_exec {
    const char *file;         // searched for in `path` unless it holds a slash
    const char *path;         // directories separated by colons
    char **arguments;
    char *const *environment;
};

/// The operations behind an NL_AWAIT_REST: for a process that shares the memory of whoever makes them.
struct nl_rest {
    const struct nl_op *ops;
    size_t count;
};

enum nl_frame_kind { NL_FAILED = 1, NL_REFUSED, NL_IS_READY, NL_DATA, NL_CLONED };

struct nl_frame {
    int32_t kind;   // NL_FAILED ends the plan; NL_REFUSED was allowed to fail
    int32_t op;     // index into the plan
    int32_t error;  // errno, positive
    int32_t size;   // bytes that follow; for NL_CLONED the PID
};

struct nl_spawn {
    const struct nl_op *ops;
    size_t count;
    uint64_t namespaces;      // CLONE_NEW* for the child to be born into
    int report;               // write end of the report pipe
    int cgroup;               // directory of a cgroup2 to be born into, or -1
    void *stack;              // of a process that shares this one's memory, or NULL
    size_t stack_size;
};

/// Room enough for whatever a plan carries out: what looks has buffers of 16 KiB.
#define NL_STACK_BYTES 98304

/// Clones a process that carries out the plan. Returns its PID, or -errno; `*pidfd` is its
/// descriptor, close-on-exec. All signals are blocked in the child until NL_SIGNALS.
///
/// With a stack it shares this process's memory until it executes its program or ends, and nothing is
/// copied. Both go on at the same time, so its plan may have only what sets no errno: no looking, no
/// serving, no tracing, no starter. Its plan, its stack and its rest belong to it as long.
pid_t nl_spawn(const struct nl_spawn *what, int *pidfd);

/// Whether others may look into this process: PR_GET_DUMPABLE, PR_SET_DUMPABLE. A process that shares
/// its memory and changes its ids takes that away.
int nl_is_dumpable(void);
void nl_make_dumpable(void);

/// Where a process that borrows its parent's memory reports: the frames that it would write.
struct nl_memory {
    uint8_t *bytes;
    size_t size, used;
};

/// Carries out a plan in a process that borrows this one's memory, and waits for its end: this
/// thread stands still meanwhile. For a plan that only looks, at what keeps nobody waiting, in a
/// process that no lab can name: see `Plan.mayBorrowMemory`.
///
/// Returns 0, or -errno; -ENOBUFS where what it had to report is longer than `report`.
int nl_borrow(const struct nl_op *ops, size_t count, struct nl_memory *report);

/// A whole program: PID 1 of a lab. It reads its standard input until that ends, and ends too.
const uint8_t *nl_init_program(size_t *size);

/// An empty file for a copy of this very program that several NL_SERVE_PROGRAM share: a descriptor
/// that is open for reading only, or -errno.
int nl_shared_program(void);

/// A whole program: it becomes what is sent to it over the socket at NL_LAUNCHER_SOCKET.
#define NL_LAUNCHER_SOCKET "/run/nsshell"
const uint8_t *nl_launcher_program(size_t *size);

/// The resources of `setrlimit(2)` by number, which Swift cannot import from their C enumeration.
extern const int32_t nl_limit_processes, nl_limit_file_size, nl_limit_open_files, nl_limit_core;
/// The hard limit of this process.
uint64_t nl_hard_limit(int32_t resource);
