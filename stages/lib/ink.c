#include "ink.h"

#include <stdlib.h>
#include <unistd.h>

#include "shown.h"

static bool on;

static const char *const codes[] = {
    [INK_PLAIN] = "",         [INK_HEAD] = "\033[1m",     [INK_NAME] = "\033[36m",
    [INK_PLACE] = "\033[35m", [INK_MATCH] = "\033[1;31m", [INK_GOOD] = "\033[32m",
    [INK_BAD] = "\033[33m",   [INK_FAINT] = "\033[2m",
};

void ink_open(void) {
    const char *terminal = getenv("TERM"), *refused = getenv("NO_COLOR");
    on = isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb") != 0 &&
         !(refused && refused[0]);
}

bool ink_is_on(void) {
    return on;
}

void ink_put(struct str *s, enum ink ink, struct sv text) {
    bool coloured = on && ink != INK_PLAIN && text.n > 0;
    if (coloured) str_c(s, codes[ink]);
    shown_put(s, text);
    if (coloured) str_c(s, "\033[0m");
}

void ink_line(struct str *s, enum ink ink, struct sv text) {
    for (size_t at = 0; at < text.n;) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        size_t n = feed ? (size_t)(feed - (text.p + at)) : text.n - at;
        ink_put(s, ink, (struct sv){text.p + at, n});
        if (feed) ink_c(s, INK_FAINT, "\\n");
        at += n + (feed != NULL);
    }
}
