// The kernel hands a call over before it begins (seccomp), and nothing is heard of it afterwards. So
// the thread that makes one of interest is held by ptrace(2) for as long as the call is in flight: it
// is told to stop, let go on, and its next stop is behind the call, with the result.
//
// Between clone and exit: async-signal-safe calls only.
#define _GNU_SOURCE
#include "tracer-held.h"
#include "tracer-calls.h"
#include "tracer-files.h"

#if defined(__x86_64__)

#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HELD = 32, PATIENCE_MS = 100 };

// A thread that is held.
struct held {
    pid_t tid;
    enum { FREE, AWAITED, FOLLOWED } state; // AWAITED: it stops by itself, behind its call
    int is_recording, is_leaving, is_spare;
    int64_t deadline;          // of one that is followed
    const struct nl_watched *watched;
    int socket;                // a copy of the one that requests were sent on, or -1
    struct nl_files files;     // what it has open that maps ids
    uint64_t entry, arguments[6]; // the call that it is in, where it is followed
    union nl_record record __attribute__((aligned(8)));
};

static struct held all_held[HELD];
static struct nl_board *board;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static struct held *find(pid_t tid) {
    for (int i = 0; i < HELD; i++)
        if (all_held[i].state != FREE && all_held[i].tid == tid) return &all_held[i];
    return NULL;
}

// MARK: Records

static void begin_record(struct held *held) {
    held->is_recording = 1;
    held->record.head.number = board->number++;
    board->open++;
}

static void drop_record(struct held *held) {
    if (!held->is_recording) return;
    held->is_recording = 0;
    board->open--;
}

static void finish_record(struct held *held, int state, int64_t result) {
    if (!held->is_recording) return;
    struct nl_traced *head = &held->record.head;
    head->state = (uint32_t)state;
    head->result = result;
    if (state == NL_TRACE_RETURNED && result >= 0) {
        if (held->watched && held->watched->changes_namespaces)
            nl_read_namespaces(
                held->tid, nl_changed_kinds(held->watched, head->arguments), head->after);
        if (held->socket >= 0) nl_capture_answers(&held->record, held->socket);
    }
    nl_board_add(board, head);
    drop_record(held);
}

static void let_go(struct held *held, int signal) {
    drop_record(held);
    ptrace(PTRACE_DETACH, held->tid, 0, signal);
    if (held->socket >= 0) close(held->socket);
    held->state = FREE;
}

// MARK: Stops

static void go_on(struct held *held, int signal) { ptrace(PTRACE_SYSCALL, held->tid, 0, signal); }

// The call has come back. Where ids are mapped by a file, its thread is followed until that is closed.
static void returned(struct held *held, int64_t result) {
    int opens = held->is_recording && held->watched && held->watched->opens;
    if (!opens) {
        finish_record(held, NL_TRACE_RETURNED, result);
    } else {
        // The write is what is told of, or that it could not even be opened.
        if (result < 0) finish_record(held, NL_TRACE_RETURNED, result);
        drop_record(held);
        if (result >= 0 && nl_is_map_file(held->tid, (uint64_t)result))
            nl_files_add(&held->files, (int)result);
    }
    if (held->is_leaving || !nl_files_any(&held->files)) {
        let_go(held, 0);
        return;
    }
    if (held->state == AWAITED) held->deadline = now() + PATIENCE_MS;
    held->state = FOLLOWED;
    go_on(held, 0);
}

static void entered(struct held *held, const struct __ptrace_syscall_info *info) {
    held->entry = info->entry.nr;
    memcpy(held->arguments, info->entry.args, sizeof held->arguments);
    int writes = held->entry == SYS_write || held->entry == SYS_pwrite64;
    if (writes && !held->is_recording && nl_files_have(&held->files, held->arguments[0]) &&
        nl_is_map_file(held->tid, held->arguments[0])) {
        held->watched = NULL;
        nl_capture_write(&held->record, held->tid, (int)held->entry, held->arguments);
        begin_record(held);
    }
    go_on(held, 0);
}

static int is_restart(int64_t value) { return value <= -512 && value >= -516; }

static void at_call(struct held *held) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, held->tid, sizeof info, &info) <= 0) {
        let_go(held, 0);
    } else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        entered(held, &info);
    } else if (is_restart(info.exit.rval)) {
        go_on(held, 0);
    } else if (held->is_recording && held->entry == (uint64_t)held->record.head.call) {
        returned(held, info.exit.rval);
    } else {
        nl_files_after(&held->files, held->entry, held->arguments, info.exit.rval);
        if (held->is_leaving || (!nl_files_any(&held->files) && !held->is_recording)) let_go(held, 0);
        else go_on(held, 0);
    }
}

// A child has been made. It is held too, and where it is one of vfork(2) its parent's call returns only
// when it has become another program: so its namespaces are read now.
static void at_birth(struct held *held) {
    unsigned long child = 0;
    ptrace(PTRACE_GETEVENTMSG, held->tid, 0, &child);
    if (held->is_recording) {
        nl_read_namespaces((pid_t)child, 0, held->record.head.after);
        nl_read_status((pid_t)child, held->record.head.child, NULL, NULL);
    }
    int status;
    pid_t waited;
    do waited = waitpid((pid_t)child, &status, __WALL);
    while (waited < 0 && errno == EINTR);
    if (waited > 0 && WIFSTOPPED(status)) ptrace(PTRACE_DETACH, child, 0, 0);
    go_on(held, 0);
}

// Stopped because it was told to, or with all of its process.
static void at_rest(struct held *held, int signal) {
    struct user_regs_struct registers;
    if (held->state == FOLLOWED || ptrace(PTRACE_GETREGS, held->tid, 0, &registers) < 0) {
        // Out of patience, or stopped by job control: then its call is made again, and seen again.
        if (held->state == FOLLOWED && !held->is_leaving && signal == SIGTRAP) go_on(held, 0);
        else let_go(held, 0);
        return;
    }
    if (!is_restart((int64_t)registers.rax)) {
        returned(held, (int64_t)registers.rax);
        return;
    }
    if (signal != SIGTRAP) return let_go(held, 0);
    held->state = FOLLOWED;
    held->deadline = now() + PATIENCE_MS;
    go_on(held, 0);
}

static void stopped(struct held *held, int status) {
    if (!WIFSTOPPED(status)) {
        finish_record(held, NL_TRACE_ENDED, 0);
        if (held->socket >= 0) close(held->socket);
        held->state = FREE;
        return;
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_STOP) at_rest(held, signal);
    else if (event) at_birth(held);
    else if (signal == (SIGTRAP | 0x80)) at_call(held);
    else if (held->is_leaving) let_go(held, signal);
    else go_on(held, signal);
}

void nl_look_at_held(void) {
    int status;
    for (int i = 0; i < HELD; i++) {
        struct held *held = &all_held[i];
        while (held->state != FREE) {
            pid_t pid = waitpid(held->tid, &status, __WALL | WNOHANG);
            if (pid == 0 || (pid < 0 && errno == EINTR)) break;
            // Gone without a word: another thread of its process has become another program.
            stopped(held, pid < 0 ? 0 : status);
        }
    }
    // Whoever is held and nobody knows of goes on: the thread that took over such a one's number.
    for (;;) {
        siginfo_t info = {0};
        int error = waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL);
        if (error < 0 || info.si_pid == 0 || find(info.si_pid)) return;
        if (waitpid(info.si_pid, &status, __WALL | WNOHANG) > 0 && WIFSTOPPED(status))
            ptrace(PTRACE_DETACH, info.si_pid, 0, status >> 16 ? 0 : WSTOPSIG(status) & 0x7f);
    }
}

int nl_held_patience(void) {
    int64_t time = now(), least = -1;
    for (int i = 0; i < HELD; i++) {
        struct held *held = &all_held[i];
        if (held->state != FOLLOWED || held->is_leaving) continue;
        if (held->deadline <= time) {
            held->is_leaving = 1;
            ptrace(PTRACE_INTERRUPT, held->tid, 0, 0);
        } else if (least < 0 || held->deadline - time < least) {
            least = held->deadline - time;
        }
    }
    return (int)least;
}

// MARK: Calls

// What nobody holds.
static void tell_unheld(struct held *held, int state) {
    if (!held->watched->opens) {
        begin_record(held);
        finish_record(held, state, 0);
    }
    if (held->socket >= 0) close(held->socket);
}

static struct held *room(void) {
    static struct held spare; // for what there is no place to hold
    for (int i = 0; i < HELD; i++)
        if (all_held[i].state == FREE) return &all_held[i];
    spare.is_spare = 1;
    return &spare;
}

// A held thread makes a call: the same once more, or one while it is followed for another's sake.
static void note_call(struct held *held, int call, const uint64_t *arguments) {
    const struct nl_watched *watched = nl_watched_call(call);
    if (held->is_recording || held->state != FOLLOWED || !watched) return;
    if (held->socket >= 0) close(held->socket);
    if (!nl_capture(&held->record, held->tid, watched, arguments, &held->socket)) return;
    held->watched = watched;
    begin_record(held);
}

void nl_hold(struct nl_board *shared, int listener, uint64_t id, pid_t tid, int call,
             const uint64_t *arguments) {
    board = shared;
    struct held *held = find(tid);
    if (held) return note_call(held, call, arguments);
    held = room();
    held->watched = nl_watched_call(call);
    if (!held->watched) return;
    if (!nl_capture(&held->record, tid, held->watched, arguments, &held->socket)) return;
    held->tid = tid;
    held->is_leaving = 0;
    held->entry = ~0ULL;
    nl_files_clear(&held->files);
    // What was read is of this call only if its thread still waits.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0) {
        if (held->socket >= 0) close(held->socket);
        return;
    }
    if (held->is_spare) {
        tell_unheld(held, NL_TRACE_UNSEEN);
        return;
    }
    long options = PTRACE_O_TRACESYSGOOD;
    if (held->watched->makes_child)
        options |= PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK;
    if (ptrace(PTRACE_SEIZE, tid, 0, options) < 0) {
        tell_unheld(held, NL_TRACE_OTHER_TRACER);
        return;
    }
    held->state = AWAITED;
    begin_record(held);
    ptrace(PTRACE_INTERRUPT, tid, 0, 0);
}

#endif
