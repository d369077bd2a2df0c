// Before main, and before the Swift runtime starts.
#include <stdlib.h>
#include <unistd.h>

// The runtime wants to know where this program lies, to find beside it the one that shows crashes,
// and aborts where /proc does not tell. Told of such a program it does not ask; then main can say
// that there is no /proc. The environment is not the lab's.
static void __attribute__((constructor(101))) without_proc(void) {
    char path[1];
    if (readlink("/proc/self/exe", path, sizeof path) < 0)
        setenv("SWIFT_BACKTRACE", "enable=no,swift-backtrace=/none", 1);
}
