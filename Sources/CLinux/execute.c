// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
#define _GNU_SOURCE
#include "calls.h"
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int nl_execute(int fd, const struct nl_exec *exec) {
    if (fd >= 0) {
        return (int)nl_call(SYS_execveat, fd, "", exec->arguments, exec->environment, AT_EMPTY_PATH);
    }
    if (strchr(exec->file, '/')) {
        return (int)nl_call(SYS_execve, exec->file, exec->arguments, exec->environment);
    }
    // As a shell searches: the first that can be started; one that is there but may not be
    // started is what the caller hears of when there is no other.
    int error = -ENOENT;
    size_t length = strlen(exec->file);
    for (const char *from = exec->path; from && *from;) {
        const char *colon = strchrnul(from, ':');
        size_t size = (size_t)(colon - from);
        char candidate[PATH_MAX];
        if (size + length + 2 <= sizeof candidate) {
            memcpy(candidate, from, size);
            candidate[size] = '/';
            memcpy(candidate + size + 1, exec->file, length + 1);
            int refused =
                (int)nl_call(SYS_execve, candidate, exec->arguments, exec->environment);
            if (refused != -ENOENT && refused != -ENOTDIR) error = refused;
        }
        from = *colon ? colon + 1 : colon;
    }
    return error;
}

static int may_start(const char *path) {
    struct stat status;
    if (stat(path, &status) < 0) return -errno;
    if (!S_ISREG(status.st_mode)) return -EACCES;
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0 ? -errno : 0;
}

int nl_find_program(const struct nl_exec *exec, char *path, size_t room) {
    size_t length = strlen(exec->file);
    if (length >= room) return -ENAMETOOLONG;
    if (strchr(exec->file, '/')) {
        memcpy(path, exec->file, length + 1);
        return may_start(path);
    }
    int error = -ENOENT;
    for (const char *from = exec->path; from && *from;) {
        const char *colon = strchrnul(from, ':');
        size_t size = (size_t)(colon - from);
        if (size + length + 2 <= room) {
            memcpy(path, from, size);
            path[size] = '/';
            memcpy(path + size + 1, exec->file, length + 1);
            int found = may_start(path);
            if (found == 0) return 0;
            if (found != -ENOENT && found != -ENOTDIR) error = found;
        }
        from = *colon ? colon + 1 : colon;
    }
    return error;
}
