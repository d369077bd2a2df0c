/// The lessons that are built into the program: the files of `lessons/`, byte for byte.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct nl_lesson {
    const char *name;      // as `nsshell lesson NAME` finds it
    const uint8_t *bytes;
    size_t size;
};

/// How many there are; the order is that of the curriculum.
size_t nl_lesson_count(void);
struct nl_lesson nl_lesson_at(size_t index);
