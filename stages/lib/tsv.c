#include "tsv.h"

static const char escaped[] = "\t\n\r\\", letters[] = "tnr\\";

void tsv_put(struct str *s, struct sv cell) {
    for (size_t i = 0; i < cell.n; i++) {
        const char *known = cell.p[i] ? strchr(escaped, cell.p[i]) : NULL;
        if (known) str_byte(s, '\\');
        str_byte(s, known ? letters[known - escaped] : cell.p[i]);
    }
    str_byte(s, '\t');
}

void tsv_uint(struct str *s, uint64_t v) {
    struct str digits = {0};
    str_uint(&digits, v);
    tsv_put(s, str_view(&digits));
    str_release(&digits);
}

void tsv_thousandths(struct str *s, double v) {
    struct str digits = {0};
    str_printf(&digits, "%.3f", v);
    tsv_put(s, str_view(&digits));
    str_release(&digits);
}

void tsv_end(struct str *s) {
    if (s->n > 0 && s->p[s->n - 1] == '\t') s->n--;
    str_byte(s, '\n');
}

bool tsv_line(struct sv *text, struct sv *line) {
    const char *end = text->n > 0 ? memchr(text->p, '\n', text->n) : NULL;
    if (!end) return false;
    *line = (struct sv){text->p, (size_t)(end - text->p)};
    *text = (struct sv){end + 1, text->n - line->n - 1};
    return true;
}

static struct sv unescape(struct sv cell, struct arena *a) {
    if (!memchr(cell.p, '\\', cell.n)) return cell;
    char *to = arena_alloc(a, cell.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < cell.n; i++) {
        const char *letter = NULL;
        if (cell.p[i] == '\\' && i + 1 < cell.n && cell.p[i + 1])
            letter = strchr(letters, cell.p[i + 1]);
        to[n++] = letter ? escaped[letter - letters] : cell.p[i];
        i += letter != NULL;
    }
    to[n] = '\0';
    return (struct sv){to, n};
}

size_t tsv_cells(struct sv line, struct sv *cells, size_t most, struct arena *a) {
    const char *end = line.p + line.n;
    size_t n = 0;
    for (const char *at = line.p;; n++) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *to = tab ? tab : end;
        if (n == most) return n + 1;
        cells[n] = unescape((struct sv){at, (size_t)(to - at)}, a);
        if (!tab) return n + 1;
        at = tab + 1;
    }
}

bool tsv_number(struct sv cell, uint64_t *v) {
    uint64_t all = 0;
    if (cell.n == 0 || cell.n > 20) return false;
    for (size_t i = 0; i < cell.n; i++) {
        uint64_t digit = (uint64_t)(unsigned char)cell.p[i] - '0';
        if (digit > 9 || all > (UINT64_MAX - digit) / 10) return false;
        all = 10 * all + digit;
    }
    *v = all;
    return true;
}
