// The child's side of a plan. Async-signal-safe calls only.
#pragma once
#include "plan.h"

/// Carries out `count` operations; returns when they are done, exits when one fails.
void nl_carry_out(const struct nl_op *ops, size_t count, int report);

/// execveat(2) of `fd`, or where it is -1 execve(2) with a search of `exec->path`; returns -errno.
int nl_execute(int fd, const struct nl_exec *exec);
