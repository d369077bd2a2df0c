// What the tracer knows of the calls that it is asked about.
#pragma once
#include "tracer.h"

#include <sys/types.h>

struct sock_filter;
struct seccomp_notif;

enum { NL_MOST_FILTER = 128 };

/// The filter, at most NL_MOST_FILTER instructions; how many.
size_t nl_trace_filter(struct sock_filter *out);

struct nl_watched {
    int call;
    const char *name;
    // What each argument is: `t` a string; `b` bytes, as many as the next argument says; `f` a
    // descriptor; `c` the structure of clone3(2), whose size is next; `a` that of mount_setattr(2),
    // whose size is next; `o` that of openat2(2); `-` a number.
    const char *arguments;
    // Whether the filter looks at its arguments.
    int is_told_apart;
    // Which argument says what namespaces of its caller it changes, from 1; 0 for none.
    int changes_namespaces;
    // Whether it makes a child.
    int makes_child;
    // Which argument is the path of a file that is opened, from 1; 0 for none.
    int opens;
    // Whether it may hold requests of rtnetlink.
    int sends;
};

extern const struct nl_watched nl_watched[];
extern const size_t nl_watched_count;
const struct nl_watched *nl_watched_call(int call);

/// A record in the making.
union nl_record {
    struct nl_traced head;
    unsigned char bytes[NL_TRACE_MOST];
};

/// Fills in who calls what: all but the result. 0 where the call is of no interest, and it need not be
/// recorded. `*socket` becomes the socket that requests are sent on, or -1.
int nl_capture(union nl_record *record, pid_t tid, const struct nl_watched *watched,
               const uint64_t *arguments, int *socket);
/// The record of a `write(2)` to a descriptor of an id map.
void nl_capture_write(union nl_record *record, pid_t tid, int call, const uint64_t *arguments);
/// Whether what a thread has open under that number is a file that maps ids.
int nl_is_map_file(pid_t tid, uint64_t fd);
/// The inodes of a thread's namespaces, of the kinds that are flagged; of all where none is.
void nl_read_namespaces(pid_t tid, uint64_t flags, uint64_t *inodes);
/// The kinds that a call may change in its caller; 0 where that is not told.
uint64_t nl_changed_kinds(const struct nl_watched *watched, const uint64_t *arguments);
/// The numbers of a thread, and where they are not NULL its process's number and its name.
int nl_read_status(pid_t tid, int32_t *pids, int32_t *tgid, char *name);
/// What the kernel has answered to the requests, where that waits to be received.
void nl_capture_answers(union nl_record *record, int socket);
/// The same for a call that may send requests: 0 where it sends none.
int nl_capture_requests(union nl_record *record, pid_t tid, const uint64_t *arguments, int *socket);

/// What can be read of another process's memory; how many bytes.
size_t nl_peek(pid_t tid, uint64_t from, void *into, size_t size);
/// The room for a part's bytes, NULL where the record is full.
void *nl_part_room(union nl_record *record, size_t most);
void nl_add_part(union nl_record *record, int kind, int argument, size_t size, int is_cut);
