/* Characters, classes and scripts that do not mean what they seem to. */
#include <string.h>

#include "charclass.h"
#include "lint.h"
#include "rx.h"
#include "utf8.h"

/* ---- scripts ---- */

/* Scripts that share marks with others, by the names that PCRE2 takes. */
static const char *const sharing[] = {"Han",  "Hani",     "Hiragana", "Hira",   "Katakana",
                                      "Kana", "Bopomofo", "Bopo",     "Hangul", "Hang"};

/* A property at the start of v by its name alone, ^ allowed before it; NULL p where there is none.
 */
static struct sv bare_property(struct sv v) {
    struct sv none = {NULL, 0};
    if (v.n < 4 || v.p[0] != '\\' || (v.p[1] != 'p' && v.p[1] != 'P') || v.p[2] != '{') return none;
    size_t from = v.p[3] == '^' ? 4 : 3;
    const char *close = memchr(v.p + from, '}', v.n - from);
    return close ? (struct sv){v.p + from, (size_t)(close - v.p) - from} : none;
}

static void check_script(struct lint *l, const struct piece *q, size_t at) {
    struct sv v = {q->source.p + at, q->source.n - at}, name = bare_property(v);
    for (size_t i = 0; name.p && i < sizeof sharing / sizeof *sharing; i++) {
        if (!sv_is(name, sharing[i])) continue;
        int head = (int)(name.p - v.p), n = (int)name.n;
        findings_warn(&l->findings, LINT_SCRIPT, q->at, lint_offset(q) + at,
                      "\"%.*s%.*s}\" goes by marks that the script shares with others as well: "
                      "\"%.*ssc:%.*s}\" means its own characters",
                      head, v.p, n, name.p, head, v.p, n, name.p);
    }
}

static void check_scripts(struct lint *l, const struct expression *x, const struct piece *q) {
    (void)x;
    if (q->kind == PIECE_SET) check_script(l, q, 0);
    for (size_t i = 0; q->kind == PIECE_CLASS && i < q->source.n; i++)
        if (q->source.p[i] == '\\') check_script(l, q, i++);
}

/* ---- classes ---- */

enum { CHARACTERS = 0x110000 };

static bool is_upper(uint32_t c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint32_t c) {
    return c >= 'a' && c <= 'z';
}

static bool is_one(const struct class_entry *entry) {
    return !entry->set && entry->low == entry->high;
}

/* How often a character stands in the class so far, this time included. */
static unsigned times_seen(struct lint *l, uint32_t c) {
    if (!l->seen) l->seen = arena_zero(&l->arena, CHARACTERS);
    if (c >= CHARACTERS) return 1;
    if (l->seen[c] < 3) l->seen[c]++;
    return l->seen[c];
}

static void check_entry(struct lint *l, const struct piece *q, const struct class_entry *entry) {
    size_t offset = lint_offset(q) + entry->at;
    int n = (int)entry->n;
    const char *p = q->source.p + entry->at;
    if (!entry->set && is_upper(entry->low) && is_lower(entry->high))
        findings_warn(&l->findings, LINT_CLASS_RANGE, q->at, offset,
                      "\"%.*s\" also takes the signs between Z and a", n, p);
    if (is_one(entry) && times_seen(l, entry->low) == 2 && entry->low != '|')
        findings_warn(&l->findings, LINT_CLASS_TWICE, q->at, offset,
                      "\"%.*s\" stands before in the class", n, p);
}

static void check_class(struct lint *l, const struct expression *x, const struct piece *q) {
    struct class_entry entry;
    (void)x;
    if (q->kind != PIECE_CLASS) return;
    for (size_t at = class_begin(q->source); class_next(q->source, &at, &entry);)
        check_entry(l, q, &entry);
    for (size_t at = class_begin(q->source); class_next(q->source, &at, &entry);)
        if (is_one(&entry) && entry.low < CHARACTERS) l->seen[entry.low] = 0;
}

/* A bar between letters: somebody meant a choice. */
static void check_bar(struct lint *l, const struct expression *x, const struct piece *q) {
    size_t start, end;
    (void)x;
    if (q->kind != PIECE_CLASS || !rx_match(l->bar, q->source, 0, &start, &end)) return;
    const char *sign = memchr(q->source.p + start, '|', end - start);
    findings_warn(&l->findings, LINT_CLASS_BAR, q->at,
                  lint_offset(q) + (size_t)(sign - q->source.p),
                  "in a class | is a character like others: a choice is written (?:a|b)");
}

/* ---- folding ---- */

/* Whether a character never stands in a text that was folded. */
static bool is_dead(const struct lint *l, uint32_t c) {
    return c < FOLD_MADE && l->made && !l->made[c];
}

/* What a character folds to, standing alone. */
static struct sv fold_of(struct lint *l, uint32_t c) {
    struct folded out = {0};
    struct err ignored;
    uint32_t at = 0;
    fold_text(l->fold, &out, &c, &at, 1, &ignored);
    struct sv v = arena_copy(&l->arena, str_view(&out.text));
    folded_release(&out);
    return v;
}

static void warn_dead(struct lint *l, const struct node *at, size_t offset, uint32_t c) {
    char from[5] = "";
    from[utf8_write(from, c)] = '\0';
    findings_warn(&l->findings, LINT_FOLDED, at, offset,
                  "\"%s\" never stands in normalized text, which has \"%s\" instead", from,
                  fold_of(l, c).p);
}

static void check_text(struct lint *l, const struct node *at, size_t offset, struct sv text) {
    unsigned width;
    for (size_t i = 0; i < text.n; i += width) {
        uint32_t c = utf8_at(text.p + i, &width);
        if (is_dead(l, c)) warn_dead(l, at, offset + i, c);
    }
}

static void check_folds(struct lint *l, const struct expression *x, const struct piece *q) {
    struct class_entry entry;
    (void)x;
    if (q->kind == PIECE_TEXT) check_text(l, q->at, lint_offset(q), q->source);
    if (q->kind != PIECE_CLASS) return;
    for (size_t at = class_begin(q->source); class_next(q->source, &at, &entry);)
        if (is_one(&entry) && is_dead(l, entry.low))
            warn_dead(l, q->at, lint_offset(q) + entry.at, entry.low);
}

/* A line of a list: the term, up to the first tab. */
static void check_term(struct lint *l, const char *file, unsigned line, struct sv term) {
    unsigned width, column = 1;
    for (size_t i = 0; i < term.n; i += width, column++) {
        uint32_t c = utf8_at(term.p + i, &width);
        if (!is_dead(l, c)) continue;
        findings_warn_file(&l->findings, LINT_FOLDED, file, line, column,
                           "\"%.*s\" never stands in normalized text, which has \"%s\" instead",
                           (int)width, term.p + i, fold_of(l, c).p);
    }
}

static void check_list(struct lint *l, const char *file) {
    const struct source *s = sources_file(&l->sources, file);
    for (size_t i = 0; s && i < s->n; i++) {
        struct sv line = s->lines[i];
        const char *tab = line.n ? memchr(line.p, '\t', line.n) : NULL;
        if (line.n == 0 || line.p[0] == '#' || utf8_valid(line) != line.n) continue;
        check_term(l, s->file, (unsigned)i + 1,
                   (struct sv){line.p, tab ? (size_t)(tab - line.p) : line.n});
    }
}

static void check_examples(struct lint *l, const struct rule *rule) {
    for (size_t i = 0; i < rule->n_tests; i++) {
        const struct node *text = node_get(rule->tests[i].at, "text");
        if (text) check_text(l, text, 0, text->text);
    }
}

/* ---- all ---- */

void check_characters(struct lint *l) {
    lint_pieces(l, check_scripts);
    lint_pieces(l, check_class);
    lint_pieces(l, check_bar);
    if (!l->made) return;
    lint_pieces(l, check_folds);
    for (size_t i = 0; i < l->pack.n_lists; i++)
        for (unsigned k = 0; k < l->pack.lists[i].n_files; k++)
            check_list(l, l->pack.lists[i].files[k]);
    for (size_t i = 0; i < l->pack.n_rules; i++)
        check_examples(l, l->pack.rules[i]);
}
