#include "tracer-files.h"

#include <sys/syscall.h>

enum { COUNT = sizeof((struct nl_files *)0)->numbers / sizeof(int), DUPFD = 0, DUPFD_CLOEXEC = 1030 };

void nl_files_clear(struct nl_files *files) {
    for (int i = 0; i < COUNT; i++) files->numbers[i] = -1;
}

int nl_files_any(const struct nl_files *files) {
    for (int i = 0; i < COUNT; i++)
        if (files->numbers[i] >= 0) return 1;
    return 0;
}

int nl_files_have(const struct nl_files *files, uint64_t number) {
    for (int i = 0; i < COUNT; i++)
        if (files->numbers[i] >= 0 && (uint64_t)files->numbers[i] == number) return 1;
    return 0;
}

static void remove_number(struct nl_files *files, int number) {
    for (int i = 0; i < COUNT; i++)
        if (files->numbers[i] == number) files->numbers[i] = -1;
}

void nl_files_add(struct nl_files *files, int number) {
    remove_number(files, number);
    for (int i = 0; i < COUNT; i++) {
        if (files->numbers[i] >= 0) continue;
        files->numbers[i] = number;
        return;
    }
}

void nl_files_after(struct nl_files *files, uint64_t call, const uint64_t *a, int64_t result) {
    if (result < 0) return;
    int copies = call == SYS_dup || call == SYS_dup3 ||
                 (call == SYS_fcntl && (a[1] == DUPFD || a[1] == DUPFD_CLOEXEC));
#ifdef SYS_dup2
    copies |= call == SYS_dup2;
#endif
    if (call == SYS_close) {
        remove_number(files, (int)a[0]);
    } else if (copies) {
        if (nl_files_have(files, a[0])) nl_files_add(files, (int)result);
        else remove_number(files, (int)result);
    }
}
