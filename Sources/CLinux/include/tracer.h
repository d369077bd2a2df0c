/// The tracer of a session: a process outside the lab that is asked by the kernel about the calls of
/// one shell, and of all that descends from it, which touch namespaces: `seccomp_unotify(2)`.
///
/// It tells nobody anything: it writes records to a board, memory that it shares with whoever reads
/// them. What it was at stands there too, so that another can answer in its place when it is killed.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    NL_TRACE_KINDS = 10,        // the links of /proc/PID/ns in alphabetical order
    NL_TRACE_PIDS = 8,          // PID namespaces that a process is in, at most
    NL_TRACE_MOST_PART = 1024,  // bytes of one argument
    NL_TRACE_MOST = 12 << 10,   // bytes of a record
};

/// What is known of a call's result.
enum nl_trace_state {
    NL_TRACE_RETURNED = 1,
    NL_TRACE_OTHER_TRACER, // somebody else traces the process, and only one can
    NL_TRACE_UNSEEN,       // it was not waited for: too many at once, or too long
    NL_TRACE_ENDED,        // the process ended in it
};

/// A call, and behind it its parts: each a `struct nl_trace_part` and its bytes, padded to 8.
struct nl_traced {
    uint32_t size;             // of the whole record, a multiple of 8
    uint32_t state;
    uint64_t number;           // in the order in which the calls were made
    int32_t call;              // as the architecture numbers it
    int32_t tgid;              // of the process, as the tracer numbers it
    int32_t pids[NL_TRACE_PIDS]; // of the thread, from the tracer's PID namespace inwards; 0 ends
    int32_t child[NL_TRACE_PIDS]; // of the child that it made
    char name[16];
    int64_t result;            // -errno where it failed
    uint64_t arguments[6];
    uint64_t before[NL_TRACE_KINDS], after[NL_TRACE_KINDS]; // inodes, 0 where not looked at
    int32_t has_answers;       // how many answers of rtnetlink follow in the part NL_PART_ANSWERS
    uint32_t parts;
};

enum nl_trace_part_kind {
    NL_PART_TEXT = 1, // a string, without its NUL
    NL_PART_BYTES,
    NL_PART_FILE,     // what the descriptor is, as its link in /proc has it
    NL_PART_REQUESTS, // netlink messages
    NL_PART_ANSWERS,  // pairs of 32-bit numbers: a sequence number and an errno, negative or 0
};

struct nl_trace_part {
    uint32_t kind, argument, size;
    uint32_t is_cut;           // whether there was more
};

/// Whether this kernel has what a tracer takes: 0, or -errno. -EINVAL before Linux 5.19, -ENOSYS on
/// another processor than x86-64.
int nl_can_trace(void);

/// The name of a call that is traced, NULL for any other.
const char *nl_traced_name(int call);

struct nl_board;

/// A new board, at the same address in whoever is cloned from this process; NULL where there is no
/// memory.
struct nl_board *nl_board_make(void);
void nl_board_end(struct nl_board *board);
/// Whether calls are recorded; else they are let pass at once.
void nl_board_switch(struct nl_board *board, int is_on);
/// Takes the next record: its size, or 0 where there is none. `room` has NL_TRACE_MOST bytes.
size_t nl_board_take(struct nl_board *board, void *room);
/// How many calls were not recorded since it was last asked, for want of room or of a tracer.
uint64_t nl_board_take_lost(struct nl_board *board);

/// Lets the calls pass that a tracer was at when it was killed.
void nl_board_let_pass(struct nl_board *board, int listener);
/// Waits for a call at the listener and lets it pass; 0, or -errno. -EPIPE where nobody has the filter
/// any more.
int nl_let_pass(int listener);
