// Between clone and exec: async-signal-safe calls only. No malloc, no stdio, no locks, no Swift.
//
// Gives a lab copies of this very program. Never its file: who owns that could change it from
// inside by /proc/PID/exe. A copy is made when the first one is asked for, and sealed. All labs of
// this process share it; a lab that cannot execute it, since another one has changed its mode or
// holds it open for writing, is given one of its own.
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
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

enum { SEALS = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

static int open_again(int fd, int flags) {
    char path[32] = "/proc/self/fd/", digits[12];
    int length = 0, at = 14;
    do digits[length++] = (char)('0' + fd % 10);
    while (fd /= 10);
    while (length > 0) path[at++] = digits[--length];
    int again = open(path, flags | O_CLOEXEC);
    return again < 0 ? -errno : again;
}

int nl_executable_memory(const char *name) {
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int file = memfd_create(name, flags | MFD_EXEC);
    // Before Linux 6.3 the flag is unknown, and every such file can be executed.
    if (file < 0 && errno == EINVAL) file = memfd_create(name, flags);
    return file < 0 ? -errno : file;
}

static int seal(int file) {
    return fchmod(file, 0555) < 0 || fcntl(file, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;
}

int nl_sealed(int file) {
    int failed = seal(file);
    // What is open for writing cannot be executed.
    return failed ? failed : open_again(file, O_RDONLY);
}

int nl_shared_program(void) {
    int file = nl_executable_memory("sys");
    if (file < 0) return file;
    int readable = open_again(file, O_RDONLY);
    close(file);
    return readable;
}

static int fill(int copy) {
    int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (program < 0) return -errno;
    struct stat status;
    int failed = fstat(program, &status) < 0 ? -errno : 0;
    for (off_t left = failed ? 0 : status.st_size; left > 0 && !failed;) {
        ssize_t sent = sendfile(copy, program, NULL, (size_t)left);
        if (sent > 0) left -= sent;
        else if (sent == 0) failed = -EIO;
        else if (errno != EINTR) failed = -errno;
    }
    close(program);
    return failed ? failed : seal(copy);
}

static int is_sealed(int copy) { return (fcntl(copy, F_GET_SEALS) & F_SEAL_WRITE) != 0; }

// Fills the file that all share, unless one of them has done so. Whoever did it may have been killed
// in the middle.
static int fill_shared(int shared) {
    if (is_sealed(shared)) return 0;
    int copy = open_again(shared, O_RDWR);
    // Somebody executes it by now.
    if (copy < 0) return is_sealed(shared) ? 0 : copy;
    int result = flock(copy, LOCK_EX) < 0 ? -errno : 0;
    if (result == 0 && !is_sealed(copy))
        result = ftruncate(copy, 0) < 0 ? -errno : fill(copy);
    close(copy);
    return result;
}

// A descriptor of a copy that is open for reading only, at a place of its own in the file.
static int copy_program(int shared) {
    int file = shared < 0 ? nl_executable_memory("sys") : shared;
    if (file < 0) return file;
    int result = shared < 0 ? fill(file) : fill_shared(file);
    if (result == 0) result = open_again(file, O_RDONLY);
    if (shared < 0) close(file);
    return result;
}

// Whether who was answered has sent a byte, and so could not execute what it got.
static int complains(int client) {
    char byte;
    return recv(client, &byte, 1, MSG_DONTWAIT) == 1;
}

// Answers whoever connects, one at a time: a descriptor on its way counts against whoever sent it, in
// this user's name, and who asks may never take it.
static void serve(int listener, int shared) {
    int program = -1, client = -1, is_own = shared < 0;
    for (;;) {
        struct pollfd asked = {.fd = client < 0 ? listener : client, .events = POLLIN};
        if (poll(&asked, 1, -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (client < 0) {
            client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
            if (client < 0 && errno != EINTR && errno != ECONNABORTED && errno != EAGAIN) return;
            if (client < 0) continue;
        } else if (!is_own && complains(client)) {
            is_own = 1;
            if (program >= 0) close(program);
            program = -1;
        } else {
            close(client);
            client = -1;
            continue;
        }
        if (program < 0 && !is_own) program = copy_program(shared);
        if (program < 0) {
            is_own = 1;
            program = copy_program(-1);
        }
        if (program < 0 || nl_send_descriptor(client, program) < 0) {
            close(client);
            client = -1;
        }
    }
}

// Whoever asks may send descriptors along, and to close the last one of a connection may take for ever
// (SO_LINGER). So it is a process of its own that answers, and nobody waits for it: one that is killed
// does not linger.
int nl_serve_program(int listener, int line, int shared) {
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
            serve(listener, shared);
            _exit(0);
        }
        close(listener);
    }
    if (server > 0) kill(server, SIGKILL);
    return 0;
}
