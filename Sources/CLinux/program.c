// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// Gives a lab copies of this very program. Never its file: who owns that could change it from
// inside by /proc/PID/exe. A copy is made when the first one is asked for, and sealed.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

static int open_again(int fd) {
    char path[32] = "/proc/self/fd/", digits[12];
    int length = 0, at = 14;
    do digits[length++] = (char)('0' + fd % 10);
    while (fd /= 10);
    while (length > 0) path[at++] = digits[--length];
    int again = open(path, O_RDONLY | O_CLOEXEC);
    return again < 0 ? -errno : again;
}

static int fill(int copy, int program) {
    struct stat status;
    if (fstat(program, &status) < 0) return -errno;
    for (off_t left = status.st_size; left > 0;) {
        ssize_t sent = sendfile(copy, program, NULL, (size_t)left);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return sent < 0 ? -errno : -EIO;
        left -= sent;
    }
    if (fchmod(copy, 0555) < 0) return -errno;
    int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    return fcntl(copy, F_ADD_SEALS, seals) < 0 ? -errno : 0;
}

// A descriptor of the copy that is open for reading only: what is open for writing cannot be
// executed.
static int copy_program(void) {
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int copy = memfd_create("sys", flags | MFD_EXEC);
    // Before Linux 6.3 the flag is unknown, and every such file can be executed.
    if (copy < 0 && errno == EINVAL) copy = memfd_create("sys", flags);
    if (copy < 0) return -errno;
    int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int result = program < 0 ? -errno : fill(copy, program);
    if (result == 0) result = open_again(copy);
    if (program >= 0) close(program);
    close(copy);
    return result;
}

// Answers whoever connects, one at a time: a descriptor on its way counts against whoever sent it, in
// this user's name, and who asks may never take it.
static void serve(int listener) {
    int program = -1, client = -1;
    for (;;) {
        struct pollfd asked = {.fd = client < 0 ? listener : client, .events = POLLIN};
        if (poll(&asked, 1, -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (client >= 0) {
            close(client);
            client = -1;
            continue;
        }
        client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0 && errno != EINTR && errno != ECONNABORTED && errno != EAGAIN) return;
        if (client < 0) continue;
        if (program < 0) program = copy_program();
        if (program < 0 || nl_send_descriptor(client, program) < 0) {
            close(client);
            client = -1;
        }
    }
}

// Whoever asks may send descriptors along, and to close the last one of a connection may take for ever
// (SO_LINGER). So it is a process of its own that answers, and nobody waits for it: one that is killed
// does not linger.
int nl_serve_program(int listener, int line) {
    pid_t server = -1;
    for (;;) {
        struct pollfd polls[] = {{.fd = line, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
        if (poll(polls, server < 0 ? 2 : 1, -1) < 0) {
            if (errno == EINTR) continue;
            break;
        }
        char byte;
        if (polls[0].revents && read(line, &byte, 1) == 0) break;
        if (server >= 0 || !polls[1].revents) continue;
        server = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (server < 0) return -errno;
        if (server == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(listener);
            _exit(0);
        }
        close(listener);
    }
    if (server > 0) kill(server, SIGKILL);
    return 0;
}
