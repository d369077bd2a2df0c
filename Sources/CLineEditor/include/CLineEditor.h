/// What Swift cannot call of libedit: its variadic functions, and the callbacks that it makes.
///
/// Each function returns its value, or `-errno`. One line is edited at a time in a process: signals
/// are told to the editor that is at work.
#pragma once
#include <histedit.h>
#include <stdint.h>

/// What the editor asks of its owner; each is given the `context`.
struct nl_editor_calls {
    void *context;
    /// The next byte that was typed; negative where the line ends here, whatever was typed.
    int (*byte)(void *context);
    /// What a key of the editor's did: a code of `histedit.h`, `CC_REFRESH` and its like.
    int (*complete)(void *context);
};

struct nl_editor {
    EditLine *line;
    History *history;
    FILE *input, *output;
    /// Drawn before the line, escapes between bytes of value 1. Belongs to the editor.
    char *prompt;
    struct nl_editor_calls calls;
    /// Ctrl-C was typed: the line is to be given up once its cursor is at the end.
    int interrupted;
};

/// An editor on copies of two descriptors, which remembers at most `remembered` lines.
int nl_editor_open(int input, int output, int remembered, struct nl_editor **editor);
/// Ends an editor; the terminal stays as it is.
void nl_editor_close(struct nl_editor *editor);

/// What is drawn before the line from the next drawing on.
int nl_editor_set_prompt(struct nl_editor *editor, const char *prompt);
/// Adds the newest line to the history, or forgets all.
void nl_editor_remember(struct nl_editor *editor, const char *line);
void nl_editor_forget(struct nl_editor *editor);

/// `el_gets(3)`, with the terminal's settings those of editing before the prompt is drawn.
const char *nl_editor_read(struct nl_editor *editor, int *count);
/// Draws prompt and line where the cursor is: at the beginning of a row.
void nl_editor_redraw(struct nl_editor *editor);
/// Takes the terminal's settings again, which a shell has changed while this process was stopped.
void nl_editor_resume(struct nl_editor *editor);
/// Writes to the terminal, behind what is drawn.
void nl_editor_write(struct nl_editor *editor, const char *bytes, size_t count);

/// From here on SIGINT, SIGWINCH and SIGCONT make `nl_editor_wait` return; until `..._release`.
int nl_editor_hold_signals(void);
void nl_editor_release_signals(void);
/// Waits until one of the descriptors can be read or has ended, at most 63: `readable` tells which,
/// by 1. A held signal ends it with `-EINTR`. (Not `poll(2)` itself: its structure would belong to
/// this module, where Glibc's has none of it.)
int nl_editor_wait(const int32_t *descriptors, int32_t *readable, size_t count);
/// The next held signal that has arrived, 0 where none has.
int nl_editor_next_signal(void);

/// The columns that a text takes; control characters take none.
int nl_editor_columns(const char *text);
