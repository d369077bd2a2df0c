// A lesson is added here in two lines; a test holds this list against the folder.
#include "CLessons.h"

static const uint8_t uts[] = {
#embed "../../lessons/uts.md"
};

#define LESSON(name) {#name, name, sizeof name}
static const struct nl_lesson lessons[] = {
    LESSON(uts),
};

size_t nl_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }
struct nl_lesson nl_lesson_at(size_t index) { return lessons[index]; }
