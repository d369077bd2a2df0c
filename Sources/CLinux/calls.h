// System calls as the kernel has them: the result, or -errno.
//
// The C library's ways set `errno`, of which a process that shares its parent's memory has none of
// its own: the two would read each other's.
#pragma once
#include <sys/syscall.h>

static inline long nl_call6(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return number;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
#else
#error "calls.h does not know how this architecture calls the kernel"
#endif
}

#define NL_PADDED(number, a, b, c, d, e, f, ...) \
    nl_call6(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/// nl_call(SYS_close, fd): up to six arguments, integers and pointers alike.
#define nl_call(...) NL_PADDED(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
