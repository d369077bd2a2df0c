// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int nl_execute(int fd, const struct nl_exec *exec) {
    if (fd >= 0) {
        execveat(fd, "", exec->arguments, exec->environment, AT_EMPTY_PATH);
        return -errno;
    }
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
