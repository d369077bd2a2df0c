/// Calls that Swift's Glibc lacks. Each returns the call's value, or `-errno`.
#pragma once
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

int nl_pidfd_open(pid_t pid);
int nl_pidfd_send_signal(int pidfd, int signal);

/// `waitid(P_PIDFD)`: waits for the end of the child behind `pidfd` and reaps it.
/// `*code` is `CLD_EXITED`, `CLD_KILLED` or `CLD_DUMPED`, `*status` the exit status or the signal.
/// With `nohang` a child that still runs gives `-EAGAIN`.
int nl_wait_pidfd(int pidfd, int nohang, int *code, int *status);

/// `open(2)`, which is variadic in C; always `O_CLOEXEC`.
int nl_open(const char *path, int flags, mode_t mode);

/// `openat2(2)` with O_PATH and RESOLVE_IN_ROOT: the file at `path`, with the directory `root` as the
/// root that no link and no `..` leads out of. Found and not opened; close-on-exec.
int nl_find_below(int root, const char *path);
/// 1 where the file is a namespace: its file system is nsfs, `statfs(2)`.
int nl_is_namespace(int fd);

/// `fcntl(F_DUPFD_CLOEXEC)`, which is variadic in C; never one of the three standard numbers.
int nl_duplicate(int fd);

/// `pipe2(O_CLOEXEC)`: reading end, writing end.
int nl_pipe(int ends[2]);
/// `F_SETPIPE_SZ` of `fcntl(2)`: how many bytes the pipe holds from now on.
int nl_grow_pipe(int fd, int size);

/// `socketpair(2)` of a Unix stream, close-on-exec.
int nl_socket_pair(int ends[2]);

/// The same of messages that stay whole: SOCK_SEQPACKET.
int nl_message_pair(int ends[2]);
/// `socket(2)` of a Unix stream, close-on-exec.
int nl_stream_socket(void);

/// `ioctl(2)` without an argument: the namespace relations `NS_GET_USERNS` and `NS_GET_PARENT`.
int nl_ioctl(int fd, unsigned long request);
/// `ioctl(2)` that fills a 64-bit or 32-bit number: `NS_GET_ID`, `NS_GET_OWNER_UID`.
int nl_ioctl_u64(int fd, unsigned long request, uint64_t *value);
int nl_ioctl_u32(int fd, unsigned long request, uint32_t *value);

/// The requests of `ioctl_ns(2)`, spelled out here because older headers lack the newer ones.
extern const unsigned long nl_NS_GET_USERNS, nl_NS_GET_PARENT, nl_NS_GET_NSTYPE,
    nl_NS_GET_OWNER_UID, nl_NS_GET_ID;

/// Size of a terminal's window in characters.
int nl_window_size(int fd, uint16_t *columns, uint16_t *rows);
int nl_set_window_size(int fd, uint16_t columns, uint16_t rows);

/// `TIOCGPGRP` on the master side: the foreground process group of the terminal behind it.
pid_t nl_foreground_group(int fd);

/// Whether input waits on the other side of a pseudoterminal's master that no program has read yet:
/// 1 or 0, or `-errno` where that side cannot be opened. What was just written to the master counts:
/// `poll(2)` waits for the kernel's work queue that carries it over.
int nl_has_untaken_input(int master);

/// Throws away the input that waits on the other side of a pseudoterminal's master, the beginning of a
/// line included.
void nl_drop_input(int master);

/// Receives one descriptor that was sent with `SCM_RIGHTS`; close-on-exec. `-ENODATA` at the end.
int nl_receive_descriptor(int socket);

/// A Unix socket of packets (SOCK_SEQPACKET) that never waits. Bound to a path and listening, or
/// connected to one: `unix(7)`. ENAMETOOLONG past 107 bytes.
int nl_packet_listen(const char *path);
int nl_packet_connect(const char *path);
/// The next who has connected, as a socket that never waits; -EAGAIN where nobody has.
int nl_packet_accept(int socket);
/// Which user the other end was when it connected or began to listen: SO_PEERCRED.
int nl_peer_user(int socket, uid_t *user);

/// `strerrorname_np(3)` and `strerrordesc_np(3)`: `EPERM`, "Operation not permitted".
const char *nl_errno_name(int error);
const char *nl_errno_words(int error);

/// The environment of this process, as `execve(2)` takes it.
char **nl_environment(void);

/// The flag of `open(2)` that Swift's Glibc leaves out.
extern const int nl_O_PATH;

/// The numbers of the calls that wait for input, as `/proc/PID/syscall` shows them; -1 where this
/// architecture lacks one.
extern const long nl_read_number, nl_poll_number, nl_ppoll_number, nl_select_number,
    nl_pselect_number, nl_epoll_number, nl_epoll_pwait_number, nl_epoll_pwait2_number;

/// `signalfd(2)`, after blocking the signals for this thread: from then on they are read from the
/// descriptor. Close-on-exec. `before` is the mask of before.
int nl_signal_descriptor(const int *signals, size_t count, sigset_t *before);
/// Gives this thread a signal mask.
void nl_set_signal_mask(const sigset_t *mask);
/// 1 where this process ignores a signal.
int nl_is_ignored(int signal);
/// Gives SIGCHLD its default action back: where it is ignored, children cannot be waited for.
void nl_wait_for_children(void);
/// The next signal of a `nl_signal_descriptor`, `-EAGAIN` where none waits.
int nl_next_signal(int fd);

/// Keeps a terminal's settings; a signal that ends this process restores them before it takes effect.
/// One terminal at a time; of that one several settings, at most four, one inside another.
/// `nl_restore_terminal` restores those kept last and ends it.
int nl_keep_terminal(int fd);
/// The same, and puts the terminal into raw mode.
int nl_make_raw(int fd);
/// The same, and keys make no echo, no line and no signal: they wait, as bytes, for who reads next.
int nl_make_quiet(int fd);
void nl_restore_terminal(void);
