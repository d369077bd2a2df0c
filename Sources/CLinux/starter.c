// What starts a program in a lab whose files are no longer what nsshell made: a program of its own,
// so small that it is written out here.
//
// A process that joins a lab is a copy of nsshell until its execve(2). Were the program that it
// starts a script of `#!/proc/self/exe`, or a link to that, the kernel would run nsshell's own file
// from the host in there, and whoever owns that file could change it through /proc/PID/exe, as with
// CVE-2019-5736. So the joiner becomes this one first, which then starts the program: its first
// argument is a byte 1 and the path, and the others are what the program is started with. Without that
// byte it is such a script that runs it, which it would start again and again.
#define _GNU_SOURCE
#include "child.h"
#include "small-program.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#define CODE \
    "  mov    (%rsp), %rcx\n"               /* argc                            */ \
    "  mov    8(%rsp), %rdi\n"              /* execve(argv[0] + 1,             */ \
    "  mov    $-2, %eax\n" \
    "  cmpb   $1, (%rdi)\n" \
    "  jne    3f\n" \
    "  inc    %rdi\n" \
    "  lea    16(%rsp), %rsi\n"             /*   argv + 1,                     */ \
    "  lea    16(%rsp, %rcx, 8), %rdx\n"    /*   envp)                         */ \
    "  mov    $59, %eax\n" \
    "  syscall\n" \
    "3:mov    $127, %edi\n"                 /* as a shell: 127 or 126          */ \
    "  cmp    $-2, %eax\n"                  /* ENOENT                          */ \
    "  je     2f\n" \
    "  mov    $126, %edi\n" \
    "2:mov    $231, %eax\n"                 /* exit_group                      */ \
    "  syscall\n"
#elif defined(__aarch64__)
#define CODE \
    "  ldr    x9, [sp]\n"                   /* argc                            */ \
    "  ldr    x0, [sp, #8]\n"               /* execve(argv[0] + 1,             */ \
    "  ldrb   w10, [x0]\n" \
    "  cmp    w10, #1\n" \
    "  mov    x11, #127\n"                  /* as a shell: 127 or 126          */ \
    "  b.ne   3f\n" \
    "  add    x0, x0, #1\n" \
    "  add    x1, sp, #16\n"                /*   argv + 1,                     */ \
    "  add    x2, x1, x9, lsl #3\n"         /*   envp)                         */ \
    "  mov    x8, #221\n" \
    "  svc    #0\n" \
    "  cmn    x0, #2\n"                     /* ENOENT                          */ \
    "  b.eq   3f\n" \
    "  mov    x11, #126\n" \
    "3:mov    x0, x11\n" \
    "  mov    x8, #94\n"                    /* exit_group                      */ \
    "  svc    #0\n"
#endif

NL_SMALL_PROGRAM(nl_starter, CODE);

// One for each start: what a lab does to it, by /proc/PID/exe, is nobody else's.
int nl_open_starter(void) {
    int copy = nl_executable_memory("starter");
    if (copy < 0) return copy;
    int error = nl_write_all(copy, nl_starter_start, (size_t)(nl_starter_end - nl_starter_start));
    int result = error ? error : nl_sealed(copy);
    close(copy);
    return result;
}

int nl_execute_through(int starter, const struct nl_exec *exec) {
    char candidate[4097] = {1};
    int error = nl_find_program(exec, candidate + 1, sizeof candidate - 1);
    if (error) return error;
    // The plan leaves the first place free.
    exec->arguments[0] = candidate;
    execveat(starter, "", exec->arguments, exec->environment, AT_EMPTY_PATH);
    return -errno;
}
