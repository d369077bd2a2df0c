// PID 1 of a lab: a program of its own, so small that it is written out here.
//
// Were init a copy of the process that made the lab, `/proc/1/exe` would lead from inside to that
// program's own file on the host, and `/proc/1/mem` to its memory. This one holds nothing and is
// stored where no path of the lab leads.
//
// It reads from descriptor 0 until the other end is closed, then exits; the kernel then ends every
// process of the PID namespace, pid_namespaces(7). Orphans need no care: SIGCHLD is ignored, and
// that stays so across execve(2), so the kernel reaps them: wait(2), NOTES.
#include "plan.h"
#include "small-program.h"

#if defined(__x86_64__)
#define CODE \
    "1:xor    %edi, %edi\n"                 /* read(0, a byte, 1)              */ \
    "  lea    -1(%rsp), %rsi\n" \
    "  mov    $1, %edx\n" \
    "  xor    %eax, %eax\n" \
    "  syscall\n" \
    "  cmp    $-4, %rax\n"                  /* EINTR                           */ \
    "  je     1b\n" \
    "  xor    %edi, %edi\n"                 /* exit_group(0)                   */ \
    "  mov    $231, %eax\n" \
    "  syscall\n"
#elif defined(__aarch64__)
#define CODE \
    "1:mov    x0, xzr\n"                    /* read(0, a byte, 1)              */ \
    "  sub    x1, sp, #16\n" \
    "  mov    x2, #1\n" \
    "  mov    x8, #63\n" \
    "  svc    #0\n" \
    "  cmn    x0, #4\n"                     /* EINTR                           */ \
    "  b.eq   1b\n" \
    "  mov    x0, xzr\n"                    /* exit_group(0)                   */ \
    "  mov    x8, #94\n" \
    "  svc    #0\n"
#endif

NL_SMALL_PROGRAM(nl_init, CODE);

const uint8_t *nl_init_program(size_t *size) {
    *size = (size_t)(nl_init_end - nl_init_start);
    return nl_init_start;
}
