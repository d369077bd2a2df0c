// Descriptors of files that map ids: which numbers a thread has them open under.
#pragma once
#include <stdint.h>

struct nl_files {
    int numbers[8]; // -1 for none
};

void nl_files_clear(struct nl_files *files);
int nl_files_any(const struct nl_files *files);
int nl_files_have(const struct nl_files *files, uint64_t number);
/// Takes note that a number is such a file from now on.
void nl_files_add(struct nl_files *files, int number);
/// Takes note of what a call has done to numbers, given its result: they go from hand to hand, and
/// dup2(2) makes standard output of them.
void nl_files_after(struct nl_files *files, uint64_t call, const uint64_t *arguments, int64_t result);
