// A program so small that it is written out in nsshell's own code: an ELF header, a program header
// and what follows, elf(5).
#ifndef NL_SMALL_PROGRAM_H
#define NL_SMALL_PROGRAM_H

#include <stdint.h>

#define NL_TEXT_(value) #value
#define NL_TEXT(value) NL_TEXT_(value)

#if defined(__x86_64__)
#define NL_MACHINE 62
#elif defined(__aarch64__)
#define NL_MACHINE 183
#else
#error "nsshell's own small programs have no machine code for this architecture"
#endif

#define NL_BASE "0x400000"

/// The bytes from NAME_start to NAME_end: 64-bit, little-endian, an executable with one program header,
/// which has all of the file readable and executable. BODY begins with its first instruction.
#define NL_SMALL_PROGRAM(name, body) \
    __asm__( \
        ".pushsection .rodata\n" \
        #name "_start:\n" \
        "  .byte 0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0\n" \
        "  .2byte 2, " NL_TEXT(NL_MACHINE) "\n  .4byte 1\n" \
        "  .8byte " NL_BASE " + 1f - " #name "_start, 64, 0\n" \
        "  .4byte 0\n  .2byte 64, 56, 1, 64, 0, 0\n" \
        "  .4byte 1, 5\n" \
        "  .8byte 0, " NL_BASE ", " NL_BASE "\n" \
        "  .8byte " #name "_end - " #name "_start, " #name "_end - " #name "_start, 0x1000\n" \
        "1:\n" body \
        #name "_end:\n" \
        ".popsection\n"); \
    extern const uint8_t name##_start[], name##_end[]

#endif
