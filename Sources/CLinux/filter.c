// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// Keys are of no namespace: keyrings(7). Who has a user's id has that user's keyrings, can link them
// to its own session's and then read and change what is in them; and a key that is missing is asked
// of a program that the kernel starts *outside*, as root: request-key(8).
#define _GNU_SOURCE
#include "calls.h"
#include "child.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// The three have numbers in a row with every kind of call. The other kind is the 32-bit programs'.
#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#define FIRST SYS_add_key
#define OTHER AUDIT_ARCH_I386
#define OTHER_FIRST 286
#define KIND 0x40000000U // x32 calls, which have the same numbers
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#define FIRST SYS_add_key
#define OTHER AUDIT_ARCH_ARM
#define OTHER_FIRST 309
#define KIND 0U
#else
#error "filter.c does not know the numbers of the calls of this architecture"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define AT_LEAST(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, yes, no)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)

int nl_deny_keys(void) {
    struct sock_filter filter[] = {
        /*  0 */ LOAD(arch),
        /*  1 */ EQUAL(NATIVE, 3, 0),
        /*  2 */ EQUAL(OTHER, 0, 8),
        /*  3 */ LOAD(nr),
        /*  4 */ BPF_STMT(BPF_JMP | BPF_JA, 4),
        /*  5 */ LOAD(nr),
        /*  6 */ BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~KIND),
        /*  7 */ AT_LEAST(FIRST, 0, 3),
        /*  8 */ AT_LEAST(FIRST + 3, 2, 3),
        /*  9 */ AT_LEAST(OTHER_FIRST, 0, 1),
        /* 10 */ AT_LEAST(OTHER_FIRST + 3, 0, 1),
        /* 11 */ ANSWER(SECCOMP_RET_ALLOW),
        // As a kernel without keys says it.
        /* 12 */ ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return (int)nl_call(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
