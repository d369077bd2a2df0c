/// The subject of `sys`: a process that makes one system call after another because it is asked to.
///
/// Whoever asks sends one message a request over a SOCK_SEQPACKET socket: `struct nl_request`, then
/// its calls, then their bytes. The subject, and each child that a call makes, sends one
/// `struct nl_report` a message. The subject ends when the other end of its socket is closed.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum nl_call_code {
    NL_CALL_CHDIR = 1, NL_CALL_CHROOT, NL_CALL_CLONE, NL_CALL_CLONE3, NL_CALL_CLOSE, NL_CALL_EXIT,
    NL_CALL_FORK, NL_CALL_GETGID, NL_CALL_GETPID, NL_CALL_GETPPID, NL_CALL_GETUID, NL_CALL_IOCTL,
    NL_CALL_KILL, NL_CALL_MKDIR, NL_CALL_MOUNT, NL_CALL_OPEN, NL_CALL_PAUSE, NL_CALL_PIDFD_OPEN,
    NL_CALL_PIVOT_ROOT, NL_CALL_PRCTL, NL_CALL_READ, NL_CALL_READLINK, NL_CALL_RMDIR,
    NL_CALL_SETDOMAINNAME, NL_CALL_SETHOSTNAME, NL_CALL_SETNS, NL_CALL_UMOUNT2, NL_CALL_UNAME,
    NL_CALL_UNSHARE, NL_CALL_WAIT4, NL_CALL_WRITE,
};

enum nl_argument_kind {
    NL_VALUE,   // the value itself
    NL_NAMED,   // the result that was kept under the number `value`
    NL_BYTES,   // the address of the request's bytes from `value` on
    NL_ROOM,    // the address of `value` zeroed bytes, which are reported after the call
};

struct nl_argument {
    int64_t kind, value;
};

enum { NL_CALL_ARGUMENTS = 6, NL_KEPT = 64, NL_MOST_ROOM = 4096, NL_MOST_REQUEST = 1 << 16 };

struct nl_call {
    int32_t code;
    int32_t keep;                // the number that the result is kept under, or -1
    uint32_t id;                 // told in the report
    uint32_t block, block_count; // the calls of this request that a child makes, if there is one
    uint32_t unused;
    struct nl_argument arguments[NL_CALL_ARGUMENTS];
};

enum nl_request_kind {
    NL_REQUEST_CALLS,            // makes the first `count` calls; the others are in blocks
    NL_REQUEST_INPUT,            // reports when the terminal has input
};

struct nl_request {
    uint32_t kind, count, total, size; // `total` calls, then `size` bytes
};

enum nl_report_kind {
    NL_REPORT_RESULT = 1, // a call's; `result` is -errno where it failed
    NL_REPORT_BLOCK_DONE, // the child that call `id` made has come to the end of its block
    NL_REPORT_DONE,       // all calls of the request are made
    NL_REPORT_INPUT,      // the terminal has input, or has hung up
    NL_REPORT_BEGUN,      // the call never returns
};

struct nl_report {
    uint32_t kind, id;
    int64_t result;
    int64_t arguments[NL_CALL_ARGUMENTS];
    uint32_t size, unused;       // bytes that follow: the call's NL_ROOM
};
