// The board of a tracer, as those who write to it know it.
#pragma once
#include "tracer.h"

enum { NL_LOG = 4 << 20 };

struct nl_board {
    uint32_t is_on;
    uint32_t open; // calls that have been begun and whose record is not written yet
    uint64_t number;
    // Bytes written and taken since the beginning; the log is a ring.
    uint64_t head, tail;
    uint64_t lost;
    // What the kernel writes when it hands a call over, one at a time: here, so that there is no moment
    // in which a killed tracer alone knew which call waits for an answer.
    uint64_t notice[32];
    uint8_t log[NL_LOG];
};

/// Adds a record; counts it as lost where there is no room.
void nl_board_add(struct nl_board *board, const struct nl_traced *record);
/// Lets a call pass; 0, or -errno.
int nl_answer(int listener, uint64_t id);
