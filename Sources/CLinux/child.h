// The child's side of a plan. Async-signal-safe calls only.
#pragma once
#include "plan.h"

/// Carries out `count` operations; returns when they are done, exits when one fails.
void nl_carry_out(const struct nl_op *ops, size_t count, int report);

/// Stays as PID 1 of a PID namespace until `lifeline` ends. Never returns.
__attribute__((noreturn)) void nl_stay_as_init(int lifeline);

/// execve(2) with a search of `exec->path`; returns -errno.
int nl_execute(const struct nl_exec *exec);
