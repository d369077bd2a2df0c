// A lesson is added here in two lines; a test holds this list against the folder. The order is the
// curriculum's: each needs nothing that comes after it.
#include "CLessons.h"

static const uint8_t lesson_overview[] = {
#embed "../../lessons/overview.md"
};
static const uint8_t lesson_mnt[] = {
#embed "../../lessons/mnt.md"
};
static const uint8_t lesson_propagation[] = {
#embed "../../lessons/propagation.md"
};
static const uint8_t lesson_rootfs[] = {
#embed "../../lessons/rootfs.md"
};
static const uint8_t lesson_uts[] = {
#embed "../../lessons/uts.md"
};
static const uint8_t lesson_ipc[] = {
#embed "../../lessons/ipc.md"
};
static const uint8_t lesson_pid[] = {
#embed "../../lessons/pid.md"
};
static const uint8_t lesson_user[] = {
#embed "../../lessons/user.md"
};
static const uint8_t lesson_net[] = {
#embed "../../lessons/net.md"
};
static const uint8_t lesson_veth[] = {
#embed "../../lessons/veth.md"
};
static const uint8_t lesson_bridge[] = {
#embed "../../lessons/bridge.md"
};
static const uint8_t lesson_cgroup[] = {
#embed "../../lessons/cgroup.md"
};
static const uint8_t lesson_time[] = {
#embed "../../lessons/time.md"
};
static const uint8_t lesson_syscalls[] = {
#embed "../../lessons/syscalls.md"
};
static const uint8_t lesson_join[] = {
#embed "../../lessons/join.md"
};
static const uint8_t lesson_persist[] = {
#embed "../../lessons/persist.md"
};
static const uint8_t lesson_kernel[] = {
#embed "../../lessons/kernel.md"
};
static const uint8_t lesson_container[] = {
#embed "../../lessons/container.md"
};

#define LESSON(name) {#name, lesson_##name, sizeof lesson_##name}
static const struct nl_lesson lessons[] = {
    LESSON(overview),
    LESSON(mnt),
    LESSON(propagation),
    LESSON(rootfs),
    LESSON(uts),
    LESSON(ipc),
    LESSON(pid),
    LESSON(user),
    LESSON(net),
    LESSON(veth),
    LESSON(bridge),
    LESSON(cgroup),
    LESSON(time),
    LESSON(syscalls),
    LESSON(join),
    LESSON(persist),
    LESSON(kernel),
    LESSON(container),
};

size_t nl_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }
struct nl_lesson nl_lesson_at(size_t index) { return lessons[index]; }
