// The learner's terminal: raw while a program inside has it, and as it was afterwards, whatever
// happens to this process.
#define _GNU_SOURCE
#include "doors.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static struct termios kept;
static volatile sig_atomic_t raw_terminal = -1;

void nl_restore_terminal(void) {
    int fd = raw_terminal;
    if (fd < 0) return;
    raw_terminal = -1;
    tcsetattr(fd, TCSADRAIN, &kept);
}

// Async-signal-safe: tcsetattr(3) is. SA_RESETHAND has put the default action back.
static void restore_and_die(int number) {
    nl_restore_terminal();
    raise(number);
}

int nl_keep_terminal(int fd) {
    if (raw_terminal >= 0) return -EBUSY;
    if (tcgetattr(fd, &kept) < 0) return -errno;
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    static const int ending[] = {SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM};
    struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_RESETHAND | SA_NODEFER};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
    // Those that somebody ignores or hears by other means are left to them.
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        struct sigaction now;
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            sigaction(ending[i], &action, NULL);
    }
    raw_terminal = fd;
    return 0;
}

int nl_make_raw(int fd) {
    int result = nl_keep_terminal(fd);
    if (result < 0) return result;
    struct termios raw = kept;
    cfmakeraw(&raw);
    if (tcsetattr(fd, TCSADRAIN, &raw) < 0) {
        int error = errno;
        raw_terminal = -1;
        return -error;
    }
    return 0;
}

int nl_signal_descriptor(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int nl_next_signal(int fd) {
    struct signalfd_siginfo info;
    ssize_t got = read(fd, &info, sizeof info);
    return got < 0 ? -errno : got == (ssize_t)sizeof info ? (int)info.ssi_signo : -EAGAIN;
}

int nl_is_ignored(int signal) {
    struct sigaction action;
    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void nl_wait_for_children(void) { signal(SIGCHLD, SIG_DFL); }
