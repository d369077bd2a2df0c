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

#define BASE 0x400000
#define HEADERS (64 + 56)

#if defined(__x86_64__)
#define MACHINE 62
#define CODE \
    0x31, 0xff,                   /* start: xor  edi, edi       descriptor 0 */ \
    0x48, 0x8d, 0x74, 0x24, 0xff, /*        lea  rsi, [rsp-1]   one byte     */ \
    0xba, 1, 0, 0, 0,             /*        mov  edx, 1                      */ \
    0x31, 0xc0,                   /*        xor  eax, eax       read         */ \
    0x0f, 0x05,                   /*        syscall                          */ \
    0x48, 0x83, 0xf8, 0xfc,       /*        cmp  rax, -4        EINTR        */ \
    0x74, 0xea,                   /*        je   start                       */ \
    0x31, 0xff,                   /*        xor  edi, edi                    */ \
    0xb8, 231, 0, 0, 0,           /*        mov  eax, 231       exit_group   */ \
    0x0f, 0x05                    /*        syscall                          */
#elif defined(__aarch64__)
#define MACHINE 183
#define CODE \
    0xe0, 0x03, 0x1f, 0xaa,       /* start: mov  x0, xzr        descriptor 0 */ \
    0xe1, 0x43, 0x00, 0xd1,       /*        sub  x1, sp, #16    one byte     */ \
    0x22, 0x00, 0x80, 0xd2,       /*        mov  x2, #1                      */ \
    0xe8, 0x07, 0x80, 0xd2,       /*        mov  x8, #63        read         */ \
    0x01, 0x00, 0x00, 0xd4,       /*        svc  #0                          */ \
    0x1f, 0x10, 0x00, 0xb1,       /*        cmn  x0, #4         EINTR        */ \
    0x40, 0xff, 0xff, 0x54,       /*        b.eq start                       */ \
    0xe0, 0x03, 0x1f, 0xaa,       /*        mov  x0, xzr                     */ \
    0xc8, 0x0b, 0x80, 0xd2,       /*        mov  x8, #94        exit_group   */ \
    0x01, 0x00, 0x00, 0xd4        /*        svc  #0                          */
#else
#error "init.c has no machine code for this architecture"
#endif

#define U16(v) (uint8_t)(v), (uint8_t)((v) >> 8)
#define U32(v) U16((v) & 0xffff), U16((uint32_t)(v) >> 16)
#define U64(v) U32(v), 0, 0, 0, 0
#define SIZE (HEADERS + sizeof((const uint8_t[]){CODE}))

static const uint8_t program[] = {
    // The ELF header, elf(5): 64-bit, little-endian, an executable with one program header.
    0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    U16(2), U16(MACHINE), U32(1), U64(BASE + HEADERS), U64(64), U64(0), U32(0),
    U16(64), U16(56), U16(1), U16(64), U16(0), U16(0),
    // The program header: all of the file, readable and executable.
    U32(1), U32(5), U64(0), U64(BASE), U64(BASE), U64(SIZE), U64(SIZE), U64(0x1000),
    CODE,
};

const uint8_t *nl_init_program(size_t *size) {
    *size = sizeof program;
    return program;
}
