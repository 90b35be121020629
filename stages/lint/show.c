#include "show.h"

#include "shown.h"
#include "utf8.h"
#include "width.h"

/* Columns of a long line that are shown, and how many of them before the mark. */
enum { SHOWN = 100, BEFORE = 60 };

/* Bytes of a line that is looked into at all. */
enum { LONGEST = 20000 };

static const char INDENT[] = "    ", CUT[] = "...";

static void put_head(struct str *s, const struct finding *f) {
    shown_put(s, sv_of(f->file));
    if (f->line > 0) str_printf(s, ":%u", f->line);
    if (f->column > 0) str_printf(s, ":%u", f->column);
    str_c(s, f->code == LINT_ERROR ? ": error: " : ": warning: ");
    shown_put(s, f->text);
    if (f->code != LINT_ERROR) str_printf(s, " [%s]", codes[f->code].name);
    str_byte(s, '\n');
}

/* Bytes of v from the start that take no more columns than given; from its end where back. */
static size_t fit(struct sv v, size_t columns, bool back) {
    size_t n = 0, used = 0;
    unsigned bytes;
    while (n < v.n) {
        size_t at = back ? v.n - n - 1 : n;
        while (back && at > 0 && ((unsigned char)v.p[at] & 0xC0) == 0x80)
            at--;
        used += width_of(utf8_at(v.p + at, &bytes));
        if (used > columns) break;
        n += bytes;
    }
    return n;
}

/* As shown: what must not be shown is escaped, tabs are blanks. */
static void put_part(struct str *s, struct sv v) {
    for (size_t at = 0; at < v.n;) {
        const char *tab = memchr(v.p + at, '\t', v.n - at);
        size_t end = tab ? (size_t)(tab - v.p) : v.n;
        shown_put(s, (struct sv){v.p + at, end - at});
        if (tab) str_byte(s, ' ');
        at = end + 1;
    }
}

static struct sv without_indent(struct sv v) {
    while (v.n > 0 && (v.p[0] == ' ' || v.p[0] == '\t'))
        v = (struct sv){v.p + 1, v.n - 1};
    return v;
}

/* What stands before a column of a line, from 1, in code points. */
static struct sv before_column(struct sv line, unsigned column) {
    size_t n = 0;
    for (unsigned i = 1; i < column && n < line.n; i++)
        n += utf8_width((unsigned char)line.p[n]);
    return (struct sv){line.p, n < line.n ? n : line.n};
}

/* The line and the mark below it; where no column is known, the line alone. */
static void put_line(struct str *s, struct sv line, unsigned column) {
    struct sv head = before_column(line, column);
    struct sv tail = {line.p + head.n, line.n - head.n};
    struct str shown = {0};
    head = without_indent(head);
    if (head.n == 0 && column <= 1) tail = without_indent(tail);
    size_t kept = fit(head, BEFORE, true);
    if (kept < head.n) str_c(&shown, CUT);
    put_part(&shown, (struct sv){head.p + head.n - kept, kept});
    size_t used = width_of_text(str_view(&shown));
    size_t behind = fit(tail, SHOWN - used, false);
    str_c(s, INDENT);
    str_sv(s, str_view(&shown));
    put_part(s, (struct sv){tail.p, behind});
    if (behind < tail.n) str_c(s, CUT);
    str_byte(s, '\n');
    if (column > 0) {
        str_c(s, INDENT);
        while (used-- > 0)
            str_byte(s, ' ');
        str_c(s, "^\n");
    }
    str_release(&shown);
}

void show_finding(struct str *s, const struct finding *f, struct sources *sources, bool brief) {
    put_head(s, f);
    if (brief || f->line == 0) return;
    struct sv line = sources_line(sources, f->file, f->line);
    if (line.p && line.n <= LONGEST && utf8_valid(line) == line.n) put_line(s, line, f->column);
}
