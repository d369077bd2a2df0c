#define _GNU_SOURCE
#include "doors.h"
#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

extern char **environ;

const unsigned long nl_NS_GET_USERNS = _IO(0xb7, 1);
const unsigned long nl_NS_GET_PARENT = _IO(0xb7, 2);
const unsigned long nl_NS_GET_NSTYPE = _IO(0xb7, 3);
const unsigned long nl_NS_GET_OWNER_UID = _IO(0xb7, 4);
const unsigned long nl_NS_GET_ID = _IOR(0xb7, 13, __u64);

static int result(long value) { return value < 0 ? -errno : (int)value; }

int nl_pidfd_open(pid_t pid) { return result(syscall(SYS_pidfd_open, pid, 0)); }

int nl_pidfd_send_signal(int pidfd, int signal) {
    return result(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0));
}

int nl_wait_pidfd(int pidfd, int nohang, int *code, int *status) {
    siginfo_t info = {0};
    int flags = WEXITED | (nohang ? WNOHANG : 0);
    int value;
    do value = waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, flags);
    while (value < 0 && errno == EINTR);
    if (value < 0) return -errno;
    if (info.si_pid == 0) return -EAGAIN;
    *code = info.si_code;
    *status = info.si_status;
    return 0;
}

int nl_open(const char *path, int flags, mode_t mode) {
    return result(open(path, flags | O_CLOEXEC, mode));
}

int nl_find_below(int root, const char *path) {
    // struct open_how; RESOLVE_IN_ROOT is 0x10. Spelled out because older headers lack them.
    struct {
        uint64_t flags, mode, resolve;
    } how = {O_PATH | O_CLOEXEC, 0, 0x10};
    return result(syscall(437 /* openat2 */, root, path, &how, sizeof how));
}

int nl_is_namespace(int fd) {
    struct statfs status;
    return fstatfs(fd, &status) == 0 && status.f_type == 0x6e736673 /* NSFS_MAGIC */;
}

int nl_duplicate(int fd) { return result(fcntl(fd, F_DUPFD_CLOEXEC, 3)); }

int nl_pipe(int ends[2]) { return result(pipe2(ends, O_CLOEXEC)); }
int nl_grow_pipe(int fd, int size) { return result(fcntl(fd, F_SETPIPE_SZ, size)); }

int nl_socket_pair(int ends[2]) {
    return result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
}

int nl_message_pair(int ends[2]) {
    return result(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
}

int nl_stream_socket(void) { return result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

int nl_ioctl(int fd, unsigned long request) { return result(ioctl(fd, request)); }
int nl_ioctl_u64(int fd, unsigned long request, uint64_t *value) {
    return result(ioctl(fd, request, value));
}
int nl_ioctl_u32(int fd, unsigned long request, uint32_t *value) {
    return result(ioctl(fd, request, value));
}

int nl_window_size(int fd, uint16_t *columns, uint16_t *rows) {
    struct winsize size = {0};
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -errno;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

int nl_set_window_size(int fd, uint16_t columns, uint16_t rows) {
    struct winsize size = {.ws_col = columns, .ws_row = rows};
    return result(ioctl(fd, TIOCSWINSZ, &size));
}

pid_t nl_foreground_group(int fd) {
    pid_t group = 0;
    if (ioctl(fd, TIOCGPGRP, &group) < 0) return -errno;
    return group;
}

int nl_has_untaken_input(int master) {
    int peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (peer < 0) return -errno;
    struct pollfd input = {.fd = peer, .events = POLLIN};
    int ready = poll(&input, 1, 0);
    int result = ready < 0 ? -errno : ready > 0 && (input.revents & POLLIN) != 0;
    close(peer);
    return result;
}

void nl_drop_input(int master) {
    int peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (peer < 0) return;
    tcflush(peer, TCIFLUSH);
    close(peer);
}

int nl_receive_descriptor(int socket) {
    char byte;
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control.space, .msg_controllen = sizeof control.space};
    ssize_t got;
    do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0) return -errno;
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);
    if (got == 0 || !first || first->cmsg_type != SCM_RIGHTS) return -ENODATA;
    int fd;
    memcpy(&fd, CMSG_DATA(first), sizeof fd);
    return fd;
}

const char *nl_errno_name(int error) { return strerrorname_np(error); }
const char *nl_errno_words(int error) { return strerrordesc_np(error); }
char **nl_environment(void) { return environ; }

const int32_t nl_limit_processes = RLIMIT_NPROC, nl_limit_file_size = RLIMIT_FSIZE,
              nl_limit_open_files = RLIMIT_NOFILE, nl_limit_core = RLIMIT_CORE;

uint64_t nl_hard_limit(int32_t resource) {
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit((__rlimit_resource_t)resource, &limit);
    return limit.rlim_max;
}

const int nl_O_PATH = O_PATH;
const long nl_read_number = SYS_read, nl_ppoll_number = SYS_ppoll, nl_pselect_number = SYS_pselect6;
const long nl_epoll_pwait_number = SYS_epoll_pwait, nl_epoll_pwait2_number = 441;
#ifdef SYS_poll
const long nl_poll_number = SYS_poll, nl_select_number = SYS_select, nl_epoll_number = SYS_epoll_wait;
#else
const long nl_poll_number = -1, nl_select_number = -1, nl_epoll_number = -1;
#endif

static int packet_socket(const char *path, struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
    strcpy(address->sun_path, path);
    return result(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

static int closed(int fd, int error) {
    close(fd);
    return -error;
}

int nl_packet_listen(const char *path) {
    struct sockaddr_un address;
    int fd = packet_socket(path, &address);
    if (fd < 0) return fd;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return closed(fd, errno);
    // Nobody connects to what does not listen yet, so nobody is in between.
    if (chmod(path, 0600) < 0 || listen(fd, 32) < 0) return closed(fd, errno);
    return fd;
}

int nl_packet_connect(const char *path) {
    struct sockaddr_un address;
    int fd = packet_socket(path, &address);
    if (fd < 0) return fd;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return closed(fd, errno);
    return fd;
}

int nl_packet_accept(int socket) {
    return result(accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

int nl_peer_user(int socket, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *user = peer.uid;
    return 0;
}
