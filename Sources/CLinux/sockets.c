// Unix sockets between nsshell and a lab, also between clone and exec: async-signal-safe calls only.
#include "calls.h"
#include "child.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int nl_send_descriptor(int socket_fd, int fd) {
    char byte = 0;
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {&byte, 1};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control.space, .msg_controllen = sizeof control.space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return (int)nl_call(SYS_sendmsg, socket_fd, &message, MSG_NOSIGNAL);
}

int nl_listen_at(int socket_fd, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int error = (int)nl_call(SYS_bind, socket_fd, &address, sizeof address);
    return error < 0 ? error : (int)nl_call(SYS_listen, socket_fd, 16);
}
