// libedit as nsshell uses it: what is variadic, and what it calls back.
#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static struct nl_editor *owner(EditLine *line) {
    void *editor = NULL;
    el_get(line, EL_CLIENTDATA, &editor);
    return editor;
}

static char *prompt(EditLine *line) {
    return owner(line)->prompt;
}

// EL_GETCFN: 1 with a character, 0 at the end. The line is over too where a byte could not be had;
// its owner knows why.
static int read_character(EditLine *line, wchar_t *character) {
    struct nl_editor *editor = owner(line);
    char bytes[MB_LEN_MAX];
    size_t count = 0;
    *character = L'\0';
    for (;;) {
        int byte = editor->calls.byte(editor->calls.context);
        if (byte < 0) return 0;
        bytes[count++] = (char)byte;
        mbstate_t state = {0};
        size_t length = mbrtowc(character, bytes, count, &state);
        if (length == (size_t)-2 && count < sizeof bytes) continue;
        if (length != (size_t)-1 && length != (size_t)-2) return 1;
        // No character: it is dropped, but the last byte may begin another.
        bytes[0] = (char)byte;
        state = (mbstate_t){0};
        length = count > 1 ? mbrtowc(character, bytes, 1, &state) : (size_t)-1;
        if (length == 0 || length == 1) return 1;
        count = length == (size_t)-2 ? 1 : 0;
    }
}

static unsigned char complete(EditLine *line, int key) {
    (void)key;
    struct nl_editor *editor = owner(line);
    return (unsigned char)editor->calls.complete(editor->calls.context);
}

// The cursor goes to the end first, so that what is shown next is not in the midst of the line.
static unsigned char interrupt(EditLine *line, int key) {
    (void)key;
    owner(line)->interrupted = 1;
    const LineInfoW *text = el_wline(line);
    el_cursor(line, (int)(text->lastchar - text->cursor));
    return CC_CURSOR;
}

// What surrounds pasted text where a program has left the terminal in that mode: no text.
static unsigned char pass_over(EditLine *line, int key) {
    (void)line, (void)key;
    return CC_NORM;
}

// Characters are UTF-8, whatever the locale: that is what terminals send.
static void choose_locale(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static void bind_keys(EditLine *line) {
    el_set(line, EL_ADDFN, "nsshell-complete", "Complete the word before the cursor", complete);
    el_set(line, EL_ADDFN, "nsshell-interrupt", "Give the line up", interrupt);
    el_set(line, EL_ADDFN, "nsshell-pass-over", "Do nothing", pass_over);
    // `~/.editrc` first: choosing a mode there clears every binding.
    el_source(line, NULL);
    el_set(line, EL_BIND, "^I", "nsshell-complete", NULL);
    el_set(line, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_set(line, EL_BIND, "^C", "nsshell-interrupt", NULL);
    el_set(line, EL_BIND, "-a", "^C", "nsshell-interrupt", NULL);
    // In vi mode Escape is a key of its own, and nothing may begin with it.
    const char *mode = NULL;
    if (el_get(line, EL_EDITOR, &mode) == 0 && mode && strcmp(mode, "emacs") == 0) {
        el_set(line, EL_BIND, "\\e[200~", "nsshell-pass-over", NULL);
        el_set(line, EL_BIND, "\\e[201~", "nsshell-pass-over", NULL);
    }
    // Ctrl-C, Ctrl-Z and Ctrl-\ are keys like others while a line is typed; and a newline that waits
    // for the program that reads next stays one.
    el_set(line, EL_SETTY, "-d", "-isig", "-inlcr", NULL);
}

static FILE *copy_of(int fd, const char *mode) {
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return NULL;
    FILE *stream = fdopen(copy, mode);
    if (!stream) close(copy);
    return stream;
}

int nl_editor_open(int input, int output, int remembered, struct nl_editor **result) {
    struct nl_editor *editor = calloc(1, sizeof *editor);
    if (!editor) return -ENOMEM;
    choose_locale();
    errno = ENOMEM;
    if (!(editor->prompt = strdup("")) || !(editor->input = copy_of(input, "r"))
        || !(editor->output = copy_of(output, "w")) || !(editor->history = history_init())
        || !(editor->line = el_init("nsshell", editor->input, editor->output, editor->output))) {
        int error = errno;
        nl_editor_close(editor);
        return -error;
    }
    HistEvent event;
    history(editor->history, &event, H_SETSIZE, remembered);
    el_set(editor->line, EL_CLIENTDATA, editor);
    el_set(editor->line, EL_PROMPT_ESC, prompt, '\1');
    el_set(editor->line, EL_HIST, history, editor->history);
    el_set(editor->line, EL_SIGNAL, 0);
    el_set(editor->line, EL_EDITOR, "emacs");
    bind_keys(editor->line);
    el_set(editor->line, EL_GETCFN, read_character);
    *result = editor;
    return 0;
}

void nl_editor_close(struct nl_editor *editor) {
    if (editor->line) {
        // el_end(3) sets what it takes for the terminal's settings and throws away what was typed.
        FILE *nowhere = fopen("/dev/null", "re");
        if (nowhere) el_set(editor->line, EL_SETFP, 0, nowhere);
        el_end(editor->line);
        if (nowhere) fclose(nowhere);
    }
    if (editor->history) history_end(editor->history);
    if (editor->input) fclose(editor->input);
    if (editor->output) fclose(editor->output);
    free(editor->prompt);
    free(editor);
}

int nl_editor_set_prompt(struct nl_editor *editor, const char *text) {
    char *copy = strdup(text);
    if (!copy) return -ENOMEM;
    free(editor->prompt);
    editor->prompt = copy;
    return 0;
}

void nl_editor_remember(struct nl_editor *editor, const char *line) {
    HistEvent event;
    history(editor->history, &event, H_ENTER, line);
}

void nl_editor_forget(struct nl_editor *editor) {
    HistEvent event;
    history(editor->history, &event, H_CLEAR);
}

void nl_editor_redraw(struct nl_editor *editor) {
    el_set(editor->line, EL_REFRESH);
}

const char *nl_editor_read(struct nl_editor *editor, int *count) {
    // el_gets(3) draws the prompt first, and a key that answers it would still be the terminal's.
    el_set(editor->line, EL_PREP_TERM, 1);
    return el_gets(editor->line, count);
}

void nl_editor_resume(struct nl_editor *editor) {
    el_set(editor->line, EL_PREP_TERM, 0);
    el_set(editor->line, EL_PREP_TERM, 1);
}

void nl_editor_write(struct nl_editor *editor, const char *bytes, size_t count) {
    fwrite(bytes, 1, count, editor->output);
    fflush(editor->output);
}

int nl_editor_columns(const char *text) {
    int columns = 0;
    mbstate_t state = {0};
    wchar_t character;
    for (size_t length; *text; text += length) {
        length = mbrtowc(&character, text, MB_LEN_MAX, &state);
        if (length == (size_t)-1 || length == (size_t)-2) {
            state = (mbstate_t){0};
            length = 1;
            continue;
        }
        int width = wcwidth(character);
        if (width > 0) columns += width;
    }
    return columns;
}
