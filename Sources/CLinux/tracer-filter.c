// Which calls the kernel asks the tracer about. What is not listed costs a few instructions of BPF;
// what is costs two switches of context, so those that mostly touch no namespace are told apart by
// what a filter can see: the values of arguments, and nothing behind a pointer.
#define _GNU_SOURCE
#include "tracer-calls.h"

#if defined(__x86_64__)

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// `clone(2)` has the signal's number in its lowest byte, so it can make no time namespace.
#define NEW_NAMESPACES 0x7e020000U

#define FIELD(name) (uint32_t) offsetof(struct seccomp_data, name)
#define LOAD(offset) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define RETURN(value) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, value)
#define SKIP(test, value, then, otherwise) \
    (struct sock_filter) BPF_JUMP(BPF_JMP | test | BPF_K, value, then, otherwise)

size_t nl_trace_filter(struct sock_filter *out) {
    size_t n = 0;
    // Other architectures and x32 number their calls otherwise.
    out[n++] = LOAD(FIELD(arch));
    out[n++] = SKIP(BPF_JEQ, AUDIT_ARCH_X86_64, 1, 0);
    out[n++] = RETURN(SECCOMP_RET_ALLOW);
    out[n++] = LOAD(FIELD(nr));
    out[n++] = SKIP(BPF_JGE, 0x40000000, 0, 1);
    out[n++] = RETURN(SECCOMP_RET_ALLOW);
    // Each of these loads an argument, and so decides for good.
    static const struct {
        uint32_t call, argument, test, value;
    } some[] = {
        {SYS_clone, 0, BPF_JSET, NEW_NAMESPACES},
        {SYS_open, 1, BPF_JSET, 3}, // O_WRONLY, O_RDWR: an id map is written through a file
        {SYS_openat, 2, BPF_JSET, 3},
        {SYS_socket, 0, BPF_JEQ, AF_NETLINK},
    };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        out[n++] = SKIP(BPF_JEQ, some[i].call, 0, 4);
        out[n++] = LOAD(FIELD(args) + 8 * some[i].argument);
        out[n++] = SKIP(some[i].test, some[i].value, 0, 1);
        out[n++] = RETURN(SECCOMP_RET_USER_NOTIF);
        out[n++] = RETURN(SECCOMP_RET_ALLOW);
    }
    // An address of netlink has 12 bytes; none is needed on a socket that is connected.
    out[n++] = SKIP(BPF_JEQ, SYS_sendto, 0, 5);
    out[n++] = LOAD(FIELD(args) + 8 * 5);
    out[n++] = SKIP(BPF_JEQ, 12, 1, 0);
    out[n++] = SKIP(BPF_JEQ, 0, 0, 1);
    out[n++] = RETURN(SECCOMP_RET_USER_NOTIF);
    out[n++] = RETURN(SECCOMP_RET_ALLOW);
    for (size_t i = 0; i < nl_watched_count; i++) {
        if (nl_watched[i].is_told_apart) continue;
        out[n++] = SKIP(BPF_JEQ, (uint32_t)nl_watched[i].call, 0, 1);
        out[n++] = RETURN(SECCOMP_RET_USER_NOTIF);
    }
    out[n++] = RETURN(SECCOMP_RET_ALLOW);
    return n;
}

#endif
