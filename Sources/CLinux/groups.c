// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// The end of a lab's control groups, and of those that a learner has made in them.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEEPEST_GROUP = 40 };

static int remove_groups(int parent, const char *path, int depth, int *tries);

static void remove_groups_inside(int parent, const char *path, int depth, int *tries) {
    int fd = openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    _Alignas(struct nl_entry) char buffer[2048];
    for (;;) {
        long got = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
        if (got <= 0) break;
        for (long at = 0; at < got;) {
            const struct nl_entry *entry = (const struct nl_entry *)(buffer + at);
            at += entry->size;
            // A learner's group may have any other name, and begin with a dot too.
            int is_itself = strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0;
            if (entry->type == 4 /* DT_DIR */ && !is_itself)
                remove_groups(fd, entry->name, depth + 1, tries);
        }
    }
    close(fd);
}

// A control group whose last process has just ended can be busy for a moment longer, and cgroup1
// tells nobody when it is not. So it is asked again, for a second at the most, which all the groups
// in it share. A group's files go with it; the groups in it, which a learner may have made, have to
// go first.
static int remove_groups(int parent, const char *path, int depth, int *tries) {
    for (;;) {
        if (unlinkat(parent, path, AT_REMOVEDIR) == 0) return 0;
        if (errno != EBUSY || *tries == 0) return -errno;
        if (depth < DEEPEST_GROUP) remove_groups_inside(parent, path, depth, tries);
        if (unlinkat(parent, path, AT_REMOVEDIR) == 0) return 0;
        if (errno != EBUSY || *tries == 0) return -errno;
        *tries -= 1;
        poll(NULL, 0, 1);
    }
}

int nl_remove_control_group(const char *path) {
    int tries = 1000;
    return remove_groups(AT_FDCWD, path, 0, &tries);
}
