// `sys` as it lies in a lab: a program of its own, so small that it is written out here.
//
// The program that a learner meets is nsshell itself, and that must not be reachable in a lab as
// the host's file. So this one asks who holds the lab for a copy: it connects to a socket, is sent
// one descriptor, and becomes what that holds, with the arguments and the environment it was given.
#include "plan.h"
#include "small-program.h"

#if defined(__x86_64__)
#define CODE \
    "  mov    %rsp, %rbx\n"                 /* argc, argv, 0, envp             */ \
    "  mov    $1, %edi\n"                   /* socket(AF_UNIX,                 */ \
    "  mov    $0x80001, %esi\n"             /*   SOCK_STREAM | SOCK_CLOEXEC    */ \
    "  xor    %edx, %edx\n" \
    "  mov    $41, %eax\n" \
    "  syscall\n" \
    "  test   %eax, %eax\n" \
    "  js     6f\n" \
    "  mov    %eax, %ebp\n" \
    "2:mov    %ebp, %edi\n"                 /* connect                         */ \
    "  lea    4f(%rip), %rsi\n" \
    "  mov    $(5f - 4f), %edx\n" \
    "  mov    $42, %eax\n" \
    "  syscall\n" \
    "  cmp    $-4, %eax\n"                  /* EINTR                           */ \
    "  je     2b\n" \
    "  test   %eax, %eax\n" \
    "  js     6f\n" \
    "  sub    $128, %rsp\n"                 /* struct msghdr, iovec, a control */ \
    "  lea    56(%rsp), %rax\n" \
    "  lea    72(%rsp), %rcx\n" \
    "  lea    80(%rsp), %rdx\n" \
    "  movq   $0, 0(%rsp)\n" \
    "  movq   $0, 8(%rsp)\n" \
    "  mov    %rax, 16(%rsp)\n" \
    "  movq   $1, 24(%rsp)\n" \
    "  mov    %rdx, 32(%rsp)\n" \
    "  movq   $24, 40(%rsp)\n" \
    "  movq   $0, 48(%rsp)\n" \
    "  mov    %rcx, 56(%rsp)\n" \
    "  movq   $1, 64(%rsp)\n" \
    "3:mov    %ebp, %edi\n"                 /* recvmsg                         */ \
    "  mov    %rsp, %rsi\n" \
    "  mov    $0x40000000, %edx\n"          /* MSG_CMSG_CLOEXEC                */ \
    "  mov    $47, %eax\n" \
    "  syscall\n" \
    "  cmp    $-4, %rax\n" \
    "  je     3b\n" \
    "  cmp    $1, %rax\n" \
    "  jne    6f\n" \
    "  cmpq   $20, 40(%rsp)\n"              /* CMSG_LEN of one descriptor      */ \
    "  jb     6f\n" \
    "  mov    96(%rsp), %edi\n"             /* execveat(fd, "", argv, envp,    */ \
    "  lea    5f(%rip), %rsi\n" \
    "  lea    8(%rbx), %rdx\n" \
    "  mov    (%rbx), %rax\n" \
    "  lea    16(%rbx, %rax, 8), %r10\n" \
    "  mov    $0x1000, %r8d\n"              /*   AT_EMPTY_PATH)                */ \
    "  mov    $322, %eax\n" \
    "  syscall\n" \
    "  mov    %ebp, %edi\n"                /* sendto(…, a byte, 1,            */ \
    "  mov    %rsp, %rsi\n"                /*   MSG_NOSIGNAL, 0, 0): another  */ \
    "  mov    $1, %edx\n"                  /*   one, please                   */ \
    "  mov    $0x4000, %r10d\n" \
    "  xor    %r8d, %r8d\n" \
    "  xor    %r9d, %r9d\n" \
    "  mov    $44, %eax\n" \
    "  syscall\n" \
    "  movq   $24, 40(%rsp)\n" \
    "  jmp    3b\n" \
    "6:mov    $2, %edi\n"                   /* write(2, why)                   */ \
    "  lea    7f(%rip), %rsi\n" \
    "  mov    $(8f - 7f), %edx\n" \
    "  mov    $1, %eax\n" \
    "  syscall\n" \
    "  mov    $3, %edi\n"                   /* exit_group(3)                   */ \
    "  mov    $231, %eax\n" \
    "  syscall\n"
#elif defined(__aarch64__)
#define CODE \
    "  mov    x19, sp\n"                    /* argc, argv, 0, envp             */ \
    "  mov    x0, #1\n"                     /* socket(AF_UNIX,                 */ \
    "  mov    x1, #1\n"                     /*   SOCK_STREAM | SOCK_CLOEXEC    */ \
    "  movk   x1, #8, lsl #16\n" \
    "  mov    x2, xzr\n" \
    "  mov    x8, #198\n" \
    "  svc    #0\n" \
    "  tbnz   x0, #63, 6f\n" \
    "  mov    x20, x0\n" \
    "2:mov    x0, x20\n"                    /* connect                         */ \
    "  adr    x1, 4f\n" \
    "  mov    x2, #(5f - 4f)\n" \
    "  mov    x8, #203\n" \
    "  svc    #0\n" \
    "  cmn    x0, #4\n"                     /* EINTR                           */ \
    "  b.eq   2b\n" \
    "  tbnz   x0, #63, 6f\n" \
    "  sub    sp, sp, #128\n"               /* struct msghdr, iovec, a control */ \
    "  add    x9, sp, #56\n" \
    "  add    x10, sp, #72\n" \
    "  add    x11, sp, #80\n" \
    "  mov    x12, #1\n" \
    "  mov    x13, #24\n" \
    "  stp    xzr, xzr, [sp]\n" \
    "  stp    x9, x12, [sp, #16]\n" \
    "  stp    x11, x13, [sp, #32]\n" \
    "  stp    xzr, x10, [sp, #48]\n" \
    "  str    x12, [sp, #64]\n" \
    "3:mov    x0, x20\n"                    /* recvmsg                         */ \
    "  mov    x1, sp\n" \
    "  mov    x2, #0x40000000\n"            /* MSG_CMSG_CLOEXEC                */ \
    "  mov    x8, #212\n" \
    "  svc    #0\n" \
    "  cmn    x0, #4\n" \
    "  b.eq   3b\n" \
    "  cmp    x0, #1\n" \
    "  b.ne   6f\n" \
    "  ldr    x9, [sp, #40]\n"              /* CMSG_LEN of one descriptor      */ \
    "  cmp    x9, #20\n" \
    "  b.lo   6f\n" \
    "  ldr    w0, [sp, #96]\n"              /* execveat(fd, "", argv, envp,    */ \
    "  adr    x1, 5f\n" \
    "  add    x2, x19, #8\n" \
    "  ldr    x9, [x19]\n" \
    "  add    x3, x19, #16\n" \
    "  add    x3, x3, x9, lsl #3\n" \
    "  mov    x4, #0x1000\n"                /*   AT_EMPTY_PATH)                */ \
    "  mov    x8, #281\n" \
    "  svc    #0\n" \
    "  mov    x0, x20\n"                   /* sendto(…, a byte, 1,            */ \
    "  mov    x1, sp\n"                    /*   MSG_NOSIGNAL, 0, 0): another  */ \
    "  mov    x2, #1\n"                    /*   one, please                   */ \
    "  mov    x3, #0x4000\n" \
    "  mov    x4, xzr\n" \
    "  mov    x5, xzr\n" \
    "  mov    x8, #206\n" \
    "  svc    #0\n" \
    "  str    x13, [sp, #40]\n" \
    "  b      3b\n" \
    "6:mov    x0, #2\n"                     /* write(2, why)                   */ \
    "  adr    x1, 7f\n" \
    "  mov    x2, #(8f - 7f)\n" \
    "  mov    x8, #64\n" \
    "  svc    #0\n" \
    "  mov    x0, #3\n"                     /* exit_group(3)                   */ \
    "  mov    x8, #94\n" \
    "  svc    #0\n"
#endif

NL_SMALL_PROGRAM(
    nl_launcher,
    CODE
    "4:.2byte 1\n  .ascii \"" NL_LAUNCHER_SOCKET "\"\n" // struct sockaddr_un
    "5:.byte 0\n"
    "7:.ascii \"sys: its program cannot be had: nsshell, which holds this lab, does not answer\\n"
    "leave the lab and start another one; nsshell must be a file that you may read\\n\"\n"
    "8:\n");

const uint8_t *nl_launcher_program(size_t *size) {
    *size = (size_t)(nl_launcher_end - nl_launcher_start);
    return nl_launcher_start;
}
