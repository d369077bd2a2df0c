// Memory that a tracer and its reader share. One writes, one reads; either may be killed at any
// moment, so what is written counts only once its end is.
#define _GNU_SOURCE
#include "tracer-board.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define LOAD(field) __atomic_load_n(&(field), __ATOMIC_ACQUIRE)
#define STORE(field, value) __atomic_store_n(&(field), value, __ATOMIC_RELEASE)

struct nl_board *nl_board_make(void) {
    void *memory = mmap(
        NULL, sizeof(struct nl_board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void nl_board_end(struct nl_board *board) { munmap(board, sizeof *board); }

void nl_board_switch(struct nl_board *board, int is_on) { STORE(board->is_on, (uint32_t)is_on); }

// A record is never parted by the ring's end: what is left there is passed over, and says so by a
// size of 0.
void nl_board_add(struct nl_board *board, const struct nl_traced *record) {
    uint64_t head = board->head, tail = LOAD(board->tail);
    uint64_t at = head % NL_LOG, rest = NL_LOG - at;
    uint64_t needed = record->size + (rest < record->size ? rest : 0);
    if (needed > NL_LOG - (head - tail)) {
        __atomic_fetch_add(&board->lost, 1, __ATOMIC_RELAXED);
        return;
    }
    if (rest < record->size) {
        memset(board->log + at, 0, sizeof(uint32_t));
        head += rest;
        at = 0;
    }
    memcpy(board->log + at, record, record->size);
    STORE(board->head, head + record->size);
}

size_t nl_board_take(struct nl_board *board, void *room) {
    while (1) {
        uint64_t head = LOAD(board->head), tail = board->tail;
        if (head == tail) return 0;
        uint64_t at = tail % NL_LOG;
        uint32_t size;
        memcpy(&size, board->log + at, sizeof size);
        if (size == 0) {
            STORE(board->tail, tail + NL_LOG - at);
            continue;
        }
        if (size > NL_TRACE_MOST || size > NL_LOG - at) {
            STORE(board->tail, head);
            return 0;
        }
        memcpy(room, board->log + at, size);
        STORE(board->tail, tail + size);
        return size;
    }
}

uint64_t nl_board_take_lost(struct nl_board *board) {
    return __atomic_exchange_n(&board->lost, 0, __ATOMIC_RELAXED);
}

int nl_answer(int listener, uint64_t id) {
    struct seccomp_notif_resp answer = {.id = id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) < 0 ? -errno : 0;
}

void nl_board_let_pass(struct nl_board *board, int listener) {
    const struct seccomp_notif *notice = (const void *)board->notice;
    if (notice->id) nl_answer(listener, notice->id);
    memset(board->notice, 0, sizeof board->notice);
    __atomic_fetch_add(&board->lost, board->open, __ATOMIC_RELAXED);
    board->open = 0;
}

int nl_let_pass(int listener) {
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    if (poll(&ready, 1, -1) < 0) return -errno;
    if (!(ready.revents & POLLIN)) return -EPIPE;
    union {
        struct seccomp_notif notice;
        uint64_t room[32];
    } call = {0};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call.notice) < 0) return -errno;
    return nl_answer(listener, call.notice.id);
}
