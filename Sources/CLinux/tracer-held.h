// Threads that a tracer holds by ptrace(2) while a call of theirs is in flight.
#pragma once
#include "tracer-board.h"

/// Holds a thread that waits at the listener in a call of interest, under that id: once the call is let
/// pass, the thread's next stop is behind it. Where it cannot be held, the call is told of without its
/// result. Only one tracer is in a process, so what it holds is not told apart.
void nl_hold(struct nl_board *board, int listener, uint64_t id, pid_t tid, int call,
             const uint64_t *arguments);
/// Looks at what has become of those that are held, after SIGCHLD.
void nl_look_at_held(void);
/// Tells those to stop that are followed for too long; milliseconds until the next of them, or -1.
int nl_held_patience(void);
