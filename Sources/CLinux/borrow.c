// Between clone and exit: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// A process that borrows its parent's memory, as vfork(2) and posix_spawn(3) make them. To copy that
// memory, or rather the tables of its pages, is most of what an observer would cost, and afterwards
// the parent pays again for each page that it writes to.
//
// The parent's thread stands still until the process has ended, so the two never use the C
// library's state of that thread, such as errno, at the same time.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct borrower {
    const struct nl_op *ops;
    size_t count;
    struct nl_memory *report;
};

static int look(void *argument) {
    const struct borrower *borrower = argument;
    struct nl_context context = {.report = -1, .memory = borrower->report};
    nl_carry_out(&context, borrower->ops, borrower->count);
    _exit(0);
}

int nl_borrow(const struct nl_op *ops, size_t count, struct nl_memory *report) {
    _Alignas(16) char stack[NL_STACK_BYTES];
    struct borrower borrower = {ops, count, report};
    report->used = 0;
    // No handler of the parent's may run in there.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    // Descriptors, working directory and root are its own. It ends without a signal to the parent,
    // so that nobody else takes it for a child of his.
    int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    int pid = clone(look, stack + sizeof stack, CLONE_VM | CLONE_VFORK, &borrower);
    int error = pid < 0 ? errno : 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) return -error;
    int status = 0, ended;
    do ended = waitpid(pid, &status, __WALL);
    while (ended < 0 && errno == EINTR);
    int wait_error = ended < 0 ? errno : 0;
    // It took other ids to open files by, and so made the memory, which is this process's, undumpable.
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != dumpable) prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
    if (wait_error) return -wait_error;
    if (!WIFEXITED(status)) return -ECHILD;
    return WEXITSTATUS(status) == NL_MEMORY_FULL ? -ENOBUFS : 0;
}
