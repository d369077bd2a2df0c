// Between clone and exec, and as PID 1 for good: async-signal-safe calls only.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

void nl_stay_as_init(int lifeline) {
    // An ignored SIGCHLD makes the kernel reap every child at once, orphans included: wait(2),
    // NOTES. So there is nothing left to do but to notice that the parent is gone.
    struct sigaction ignore = {.sa_handler = SIG_IGN, .sa_flags = SA_NOCLDWAIT};
    sigaction(SIGCHLD, &ignore, NULL);
    struct pollfd end = {.fd = lifeline, .events = 0};
    for (;;) {
        int ready = poll(&end, 1, -1);
        if (ready > 0 || (ready < 0 && errno != EINTR)) _exit(0);
    }
}

int nl_execute(const struct nl_exec *exec) {
    if (strchr(exec->file, '/')) {
        execve(exec->file, exec->arguments, exec->environment);
        return -errno;
    }
    // As a shell searches: the first that can be started; one that is there but may not be
    // started is what the caller hears of when there is no other.
    int error = ENOENT;
    size_t length = strlen(exec->file);
    for (const char *from = exec->path; from && *from;) {
        const char *colon = strchrnul(from, ':');
        size_t size = (size_t)(colon - from);
        char candidate[PATH_MAX];
        if (size + length + 2 <= sizeof candidate) {
            memcpy(candidate, from, size);
            candidate[size] = '/';
            memcpy(candidate + size + 1, exec->file, length + 1);
            execve(candidate, exec->arguments, exec->environment);
            if (errno != ENOENT && errno != ENOTDIR) error = errno;
        }
        from = *colon ? colon + 1 : colon;
    }
    return -error;
}
