// The child's side of a plan. Async-signal-safe calls only.
#pragma once
#include "plan.h"
#include "tracer.h"

/// What the operations of one plan share.
struct nl_context {
    int slots[NL_SLOTS];
    int report;                // the pipe, where there is no `memory`
    struct nl_memory *memory;
    int first;                 // the place in the plan of the first operation that is at hand
    int index;
};

/// Carries out `count` operations; returns when they are done, exits when one fails.
void nl_carry_out(struct nl_context *context, const struct nl_op *ops, size_t count);

/// Carries out what is left in a child of *this process's parent*, which reports its PID, and exits when
/// that has become its program or has ended. Returns only -errno.
int nl_continue_in_child(
    const struct nl_context *context, const struct nl_op *ops, size_t count);

/// Reports bytes, all of them or, where the parent's memory has no more room, none; 0 or -errno.
int nl_report(const struct nl_context *context, const void *bytes, size_t size);
/// Reports the head of a frame; `size` bytes must follow where it is NL_DATA.
int nl_frame(const struct nl_context *context, int kind, int error, int size);
/// write(2) until all is written; 0 or -errno.
int nl_write_all(int fd, const void *bytes, size_t size);

/// Carries out an operation that opens or reads something to be reported; 0 or -errno.
int nl_look(struct nl_context *context, const struct nl_op *op, int fd);

/// execveat(2) of `fd`, or where it is -1 execve(2) with a search of `exec->path`; returns -errno.
int nl_execute(int fd, const struct nl_exec *exec);

/// The first program that may be started, as `nl_execute` looks for it, into `path`; 0 or -errno.
int nl_find_program(const struct nl_exec *exec, char *path, size_t size);

/// A program that starts `exec` in this process's stead: its descriptor, or -errno.
int nl_open_starter(void);
/// Becomes that, for `exec`; the first of its arguments is a free place. Returns -errno.
int nl_execute_through(int starter, const struct nl_exec *exec);

/// A file in memory that may be executed when it is sealed; -errno.
int nl_executable_memory(const char *name);
/// Seals it; a descriptor that is open for reading only, or -errno. `file` is the caller's to close.
int nl_sealed(int file);

/// Refuses this process and what it becomes and starts every call about keys; 0 or -errno.
int nl_deny_keys(void);

/// The exit status of a process that had more to report than its parent's memory has room for.
enum { NL_MEMORY_FULL = 126 };

/// Sends a descriptor over a Unix socket; 0 or more, or -errno.
int nl_send_descriptor(int socket, int fd);

/// Binds a Unix socket to a path and has it listen; 0 or -errno.
int nl_listen_at(int socket, const char *path);

/// Sends a sealed copy of this program to whoever connects to `listener`, until the end of `line`.
int nl_serve_program(int listener, int line, int shared);

/// Makes the calls that are asked for over `socket`; `subject.h` has how. Does not return.
_Noreturn void nl_serve_calls(int socket, int terminal, int hears_interrupts);

/// Gives the process `pid`, which is blocked in a call, the filter that `tracer.h` is about, and sends
/// the listener over a Unix socket; 0 or -errno. -EAGAIN where it is not blocked in a call, -EBUSY where
/// it has such a filter already.
int nl_arm(pid_t pid, int socket);
/// Serves a listener until nobody has the filter any more, or the process behind the pidfd `parent` has
/// ended; returns only -errno.
int nl_trace(struct nl_board *board, int listener, int parent);

/// What getdents64(2) writes.
struct nl_entry {
    uint64_t inode;
    int64_t next;
    unsigned short size;
    unsigned char type;
    char name[];
};

/// Removes a control group and all that are in it, within a second; 0 or -errno.
int nl_remove_control_group(const char *path);
