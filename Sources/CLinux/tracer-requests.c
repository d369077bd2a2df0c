// What is sent to rtnetlink(7), read from the process that sends it, and what the kernel answers.
#define _GNU_SOURCE
#include "tracer-calls.h"

#if defined(__x86_64__)

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_route_socket(int fd) {
    int family = 0, protocol = 0;
    socklen_t size = sizeof family;
    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) < 0) return 0;
    size = sizeof protocol;
    if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) < 0) return 0;
    return family == AF_NETLINK && protocol == NETLINK_ROUTE;
}

static int take_socket(pid_t tgid, uint64_t fd) {
    int pidfd = (int)syscall(SYS_pidfd_open, tgid, 0);
    if (pidfd < 0) return -1;
    int copy = (int)syscall(438 /* pidfd_getfd */, pidfd, (int)fd, 0);
    close(pidfd);
    if (copy >= 0 && is_route_socket(copy)) return copy;
    if (copy >= 0) close(copy);
    return -1;
}

// What is sent, gathered; how many bytes.
static size_t gather(pid_t tid, int call, const uint64_t *a, char *into, size_t most, int *is_cut) {
    struct iovec parts[8];
    size_t count = 1, size = 0;
    if (call == SYS_sendto) {
        parts[0] = (struct iovec){(void *)(uintptr_t)a[1], (size_t)a[2]};
    } else {
        struct msghdr message;
        if (nl_peek(tid, a[1], &message, sizeof message) != sizeof message) return 0;
        count = message.msg_iovlen > 8 ? 8 : message.msg_iovlen;
        *is_cut = message.msg_iovlen > 8;
        if (nl_peek(tid, (uintptr_t)message.msg_iov, parts, count * sizeof *parts) !=
            count * sizeof *parts)
            return 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t part = parts[i].iov_len > most - size ? most - size : parts[i].iov_len;
        size_t got = part == 0 ? 0 : nl_peek(tid, (uintptr_t)parts[i].iov_base, into + size, part);
        size += got;
        if (got < parts[i].iov_len) {
            *is_cut = 1;
            break;
        }
    }
    return size;
}

int nl_capture_requests(union nl_record *record, pid_t tid, const uint64_t *a, int *socket) {
    enum { MOST = 4096 };
    int is_cut = 0;
    char *room = nl_part_room(record, MOST);
    size_t size = room ? gather(tid, record->head.call, a, room, MOST, &is_cut) : 0;
    struct nlmsghdr first;
    if (size < sizeof first) return 0;
    memcpy(&first, room, sizeof first);
    // Most of what is sent on other sockets does not look like this, and costs no more than that.
    if (first.nlmsg_len < sizeof first || first.nlmsg_type < RTM_BASE || first.nlmsg_type > RTM_MAX)
        return 0;
    *socket = take_socket(record->head.tgid, a[0]);
    if (*socket < 0) return 0;
    nl_add_part(record, NL_PART_REQUESTS, 1, size, is_cut);
    return 1;
}

// The kernel handles a request before `sendmsg(2)` returns, so its answer waits already. It is looked
// at and left there; an error of the socket, which a look would take away, is left alone.
void nl_capture_answers(union nl_record *record, int socket) {
    struct pollfd ready = {.fd = socket, .events = POLLIN};
    if (poll(&ready, 1, 0) != 1 || ready.revents != POLLIN) return;
    struct {
        struct nlmsghdr head;
        int error;
        struct nlmsghdr request;
    } answer;
    ssize_t size = recv(socket, &answer, sizeof answer, MSG_PEEK | MSG_DONTWAIT);
    if (size < (ssize_t)sizeof answer || answer.head.nlmsg_type != NLMSG_ERROR) return;
    int32_t *pair = nl_part_room(record, 8);
    if (!pair) return;
    pair[0] = (int32_t)answer.request.nlmsg_seq;
    pair[1] = answer.error;
    nl_add_part(record, NL_PART_ANSWERS, 0, 8, 0);
    record->head.has_answers = 1;
}

#endif
