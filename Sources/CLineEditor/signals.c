// Signals while a line is typed. They may be delivered to another thread, so they wake the editor by
// a descriptor, and another part of this process may have blocked them, so they are let in.
#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { HELD = 3, MOST_POLLS = 64 };
static const int held[HELD] = {SIGINT, SIGWINCH, SIGCONT};
static volatile sig_atomic_t arrived[HELD];
static struct sigaction before[HELD];
static sigset_t mask_before;
static int wake = -1;

static void note(int number) {
    int error = errno;
    for (int i = 0; i < HELD; i++) {
        if (held[i] == number) arrived[i] = 1;
    }
    ssize_t ignored = write(wake, &(uint64_t){1}, sizeof(uint64_t));
    (void)ignored;
    errno = error;
}

int nl_editor_hold_signals(void) {
    if (wake < 0 && (wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) return -errno;
    struct sigaction action = {.sa_handler = note};
    sigset_t let_in;
    sigemptyset(&let_in);
    for (int i = 0; i < HELD; i++) {
        arrived[i] = 0;
        sigaction(held[i], &action, &before[i]);
        sigaddset(&let_in, held[i]);
    }
    pthread_sigmask(SIG_UNBLOCK, &let_in, &mask_before);
    return 0;
}

void nl_editor_release_signals(void) {
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    for (int i = 0; i < HELD; i++) sigaction(held[i], &before[i], NULL);
}

int nl_editor_wait(const int32_t *descriptors, int32_t *readable, size_t count) {
    struct pollfd all[MOST_POLLS];
    if (count >= MOST_POLLS) return -EINVAL;
    for (size_t i = 0; i < count; i++)
        all[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    all[count] = (struct pollfd){.fd = wake, .events = POLLIN};
    int ready = poll(all, count + 1, -1);
    if (ready < 0) return -errno;
    for (size_t i = 0; i < count; i++) readable[i] = all[i].revents != 0;
    if (all[count].revents == 0) return ready;
    uint64_t ignored;
    ssize_t got = read(wake, &ignored, sizeof ignored);
    (void)got;
    return -EINTR;
}

int nl_editor_next_signal(void) {
    for (int i = 0; i < HELD; i++) {
        if (!arrived[i]) continue;
        arrived[i] = 0;
        return held[i];
    }
    return 0;
}
