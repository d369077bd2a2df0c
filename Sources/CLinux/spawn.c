// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "calls.h"
#include "child.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

// clone3(2)'s argument, spelled out because glibc keeps it in a kernel header that clashes with
// <sched.h> on older systems.
struct clone3_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
    uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

// Clones a process that shares this one's memory and calls `run` on a stack of its own. In C nothing
// may stand between the two, since what the compiler keeps on the stack is not there any more.
static long clone_on_stack(
    struct clone3_args *args, void *stack, size_t size, void (*run)(void *), void *argument) {
    args->flags |= CLONE_VM;
    args->stack = (uint64_t)(uintptr_t)stack;
    args->stack_size = size & ~(size_t)15;
#if defined(__x86_64__)
    long result;
    register void (*r12)(void *) __asm__("r12") = run;
    register void *r13 __asm__("r13") = argument;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xor %%ebp, %%ebp\n\t"
                     "mov %%r13, %%rdi\n\t"
                     "call *%%r12\n\t"
                     "hlt\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone3), "D"(args), "S"(sizeof *args), "r"(r12), "r"(r13)
                     : "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = SYS_clone3;
    register long x0 __asm__("x0") = (long)args;
    register long x1 __asm__("x1") = sizeof *args;
    register void (*x19)(void *) __asm__("x19") = run;
    register void *x20 __asm__("x20") = argument;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, xzr\n\t"
                     "mov x0, x20\n\t"
                     "blr x19\n\t"
                     "brk #1\n"
                     "1:"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x19), "r"(x20)
                     : "x30", "memory", "cc");
    return x0;
#else
#error "spawn.c does not know how to change stacks on this architecture"
#endif
}

struct task {
    struct nl_context context;
    const struct nl_op *ops;
    size_t count;
    int pid;  // of one that a plan goes on in, as the parent of both numbers it
};

static void carry_out(void *argument) {
    struct task *task = argument;
    // One that nobody knows of nobody reaps.
    if (task->pid && nl_frame(&task->context, NL_CLONED, 0, task->pid) < 0) _exit(125);
    nl_carry_out(&task->context, task->ops, task->count);
    nl_call(SYS_exit_group, 0);
}

pid_t nl_spawn(const struct nl_spawn *what, int *pidfd) {
    struct clone3_args args = {
        .flags = what->namespaces | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
        .exit_signal = SIGCHLD,
    };
    if (what->cgroup >= 0) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)what->cgroup;
    }
    // A signal that arrived in the child before its handlers are reset would run the parent's
    // handler there.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    long pid;
    if (what->stack) {
        // At the lower end of the stack, which is the child's as long as it needs it.
        struct task *task = what->stack;
        *task = (struct task){{.report = what->report}, what->ops, what->count, 0};
        pid = clone_on_stack(&args, what->stack, what->stack_size, carry_out, task);
    } else {
        pid = nl_call(SYS_clone3, &args, sizeof args);
        if (pid == 0) {
            struct task task = {{.report = what->report}, what->ops, what->count, 0};
            carry_out(&task);
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return (pid_t)pid;
}

// So that *nl_spawn's caller* is told of the end. Were it this process's child, the end would wait for
// whoever adopts orphans out there. Nothing is copied for it: this process stands still until it has
// become its program, and then takes the memory of both with it, for which the program need not wait.
int nl_continue_in_child(
    const struct nl_context *context, const struct nl_op *ops, size_t count) {
    static _Alignas(16) char stack[NL_STACK_BYTES];
    static struct task task;
    task = (struct task){*context, ops, count, 0};
    task.context.first = context->index + 1;
    struct clone3_args args = {
        .flags = CLONE_PARENT | CLONE_VFORK | CLONE_PARENT_SETTID,
        .parent_tid = (uint64_t)(uintptr_t)&task.pid,
    };
    long pid = clone_on_stack(&args, stack, sizeof stack, carry_out, &task);
    if (pid < 0) return (int)pid;
    _exit(0);
}

int nl_is_dumpable(void) { return nl_call(SYS_prctl, PR_GET_DUMPABLE) == 1; }

void nl_make_dumpable(void) { nl_call(SYS_prctl, PR_SET_DUMPABLE, 1); }
