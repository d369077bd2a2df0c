// The learner's terminal: raw while a program inside has it, and as it was afterwards, whatever
// happens to this process.
#define _GNU_SOURCE
#include "doors.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

// One kept inside another: the learner's own settings first, then those of the conversation.
enum { MOST_KEPT = 4 };
static struct termios kept[MOST_KEPT];
static volatile sig_atomic_t depth = 0, kept_terminal = -1;

void nl_restore_terminal(void) {
    if (depth == 0) return;
    depth--;
    tcsetattr(kept_terminal, TCSADRAIN, &kept[depth]);
    if (depth == 0) kept_terminal = -1;
}

// Async-signal-safe: tcsetattr(3) is. SA_RESETHAND has put the default action back.
static void restore_and_die(int number) {
    if (depth > 0) tcsetattr(kept_terminal, TCSADRAIN, &kept[0]);
    raise(number);
}

int nl_keep_terminal(int fd) {
    if (depth == MOST_KEPT || (depth > 0 && kept_terminal != fd)) return -EBUSY;
    if (tcgetattr(fd, &kept[depth]) < 0) return -errno;
    kept_terminal = fd;
    if (depth++ > 0) return 0;
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    static const int ending[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM};
    struct sigaction action = {.sa_handler = restore_and_die, .sa_flags = SA_RESETHAND | SA_NODEFER};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
    // Those that somebody ignores or hears by other means are left to them.
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        struct sigaction now;
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            sigaction(ending[i], &action, NULL);
    }
    return 0;
}

static int set_kept(int fd, const struct termios *settings) {
    if (tcsetattr(fd, TCSADRAIN, settings) == 0) return 0;
    int error = errno;
    nl_restore_terminal();
    return -error;
}

int nl_make_raw(int fd) {
    int result = nl_keep_terminal(fd);
    if (result < 0) return result;
    struct termios raw = kept[depth - 1];
    cfmakeraw(&raw);
    return set_kept(fd, &raw);
}

int nl_make_quiet(int fd) {
    int result = nl_keep_terminal(fd);
    if (result < 0) return result;
    struct termios quiet = kept[depth - 1];
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    quiet.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    return set_kept(fd, &quiet);
}

int nl_signal_descriptor(const int *signals, size_t count, sigset_t *before) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, before) < 0) return -errno;
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

void nl_set_signal_mask(const sigset_t *mask) { sigprocmask(SIG_SETMASK, mask, NULL); }
