#include "target.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_DIGITS = 18 };

/* Reads digits from *at on; false where there are none or too many. */
static bool number(const char **at, uint64_t *out) {
    size_t n = strspn(*at, "0123456789");
    if (n == 0 || n > MOST_DIGITS) return false;
    *out = 0;
    for (; n > 0; n--)
        *out = *out * 10 + (uint64_t)(*(*at)++ - '0');
    return true;
}

static bool read_place(struct target *t, const char *place) {
    uint64_t first, second;
    if (!number(&place, &first)) return false;
    t->what = TARGET_BYTE;
    t->byte = first;
    if (*place == '\0') return true;
    if (*place++ != ':' || !number(&place, &second) || *place) return false;
    t->what = TARGET_SPOT;
    t->spot = (struct spot){(size_t)first, (size_t)second};
    return true;
}

int target_at(struct target *t, const char *place, struct err *e) {
    if (read_place(t, place)) return 0;
    return err_set(e, STATUS_USAGE, "a place is BYTE or LINE:COL, not \"%s\"", place);
}

/* 0 where it is a regular file; errno says why not. */
static int check_file(const char *file) {
    struct stat s;
    if (stat(file, &s) != 0) return -1;
    if (S_ISREG(s.st_mode)) return 0;
    errno = S_ISDIR(s.st_mode) ? EISDIR : EINVAL;
    return -1;
}

int target_read(struct target *t, const char *operand, struct err *e) {
    int first_error = 0;
    str_clear(&t->file);
    str_c(&t->file, operand);
    t->what = TARGET_WHOLE;
    for (int colons = 0; colons <= 2; colons++) {
        if (check_file(t->file.p) == 0) {
            if (colons == 0 || read_place(t, operand + t->file.n + 1)) return 0;
            return err_at(e, STATUS_USAGE, operand, "what stands behind the file is no place");
        }
        if (colons == 0) first_error = errno;
        char *colon = strrchr(t->file.p, ':');
        if (!colon || colon == t->file.p) break;
        str_ends(&t->file, colon);
    }
    if (first_error == EINVAL) return err_at(e, STATUS_INPUT, operand, "not a regular file");
    return err_at(e, STATUS_INPUT, operand, "cannot read: %s", strerror(first_error));
}

void target_release(struct target *t) {
    str_release(&t->file);
}
