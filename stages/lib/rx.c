#define PCRE2_CODE_UNIT_WIDTH 8
#include "rx.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "stopwatch.h"
#include "utf8.h"

/* What notes on PCRE2 10.42 ask for: the defaults (10,000,000 and 20 GB) are far too high. */
enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 10000, HEAP_LIMIT_KIB = 16384 };
enum { LONGEST_PATTERN = 65536, DEEPEST_NESTING = 100 };

/* A callout may refuse a way, so no way and no start may be left out because the expression alone
 * would not need it: JIT passes over starts inside a run of characters that failed, for one. */
#define EVERY_WAY (PCRE2_NO_AUTO_POSSESS | PCRE2_NO_DOTSTAR_ANCHOR | PCRE2_NO_START_OPTIMIZE)

struct rx {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    bool is_jit, jit_tried;
    unsigned groups; /* group 0 included */
};

static bool jit_wanted = true;

void rx_use_jit(bool use) {
    jit_wanted = use;
}

static pcre2_compile_context *compile_context(void) {
    pcre2_compile_context *c = pcre2_compile_context_create(NULL);
    if (!c) return NULL;
    pcre2_set_max_pattern_length(c, LONGEST_PATTERN);
    pcre2_set_parens_nest_limit(c, DEEPEST_NESTING);
    return c;
}

static bool prepare(struct rx *x) {
    x->data = pcre2_match_data_create_from_pattern(x->code, NULL);
    x->context = pcre2_match_context_create(NULL);
    if (!x->data || !x->context) return false;
    pcre2_set_match_limit(x->context, MATCH_LIMIT);
    pcre2_set_depth_limit(x->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(x->context, HEAP_LIMIT_KIB);
    return true;
}

int rx_try(struct rx **out, struct sv pattern, size_t *at, struct err *e) {
    int code = 0;
    pcre2_compile_context *context = compile_context();
    struct rx *x = mem_zero(sizeof *x);
    PCRE2_UCHAR text[256];
    *out = NULL;
    *at = 0;
    if (context)
        x->code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n,
                                PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
                                    PCRE2_NO_AUTO_CAPTURE | PCRE2_USE_OFFSET_LIMIT | EVERY_WAY,
                                &code, at, context);
    pcre2_compile_context_free(context);
    if (!context || (x->code && !prepare(x))) {
        rx_free(x);
        return err_set(e, STATUS_SYSTEM, "out of memory");
    }
    if (!x->code) {
        rx_free(x);
        if (*at > pattern.n) *at = pattern.n;
        if (pcre2_get_error_message(code, text, sizeof text) < 0) text[0] = '\0';
        return err_set(e, STATUS_USAGE, "%s", (const char *)text);
    }
    uint32_t groups = 0;
    pcre2_pattern_info(x->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    x->groups = groups + 1;
    *out = x;
    return 0;
}

void rx_interpret(struct rx *x) {
    x->jit_tried = true;
    x->is_jit = false;
}

/* Where the text of a node stands in the expression that was made of it. */
static struct sv own_text(struct sv pattern, struct sv text) {
    for (size_t at = 0; at + text.n <= pattern.n; at++)
        if (memcmp(pattern.p + at, text.p, text.n) == 0) return (struct sv){pattern.p + at, text.n};
    return pattern;
}

int rx_compile(struct rx **out, const struct node *where, struct sv pattern, struct err *e) {
    size_t at;
    if (rx_try(out, pattern, &at, e) == 0) return 0;
    if (e->status != STATUS_USAGE) return -1;
    char text[sizeof e->text];
    memcpy(text, e->text, sizeof text);
    struct sv own = where ? own_text(pattern, where->text) : pattern;
    size_t from = (size_t)(own.p - pattern.p);
    size_t offset = at < from ? 0 : at - from < own.n ? at - from : own.n;
    size_t column = utf8_count((struct sv){own.p, offset}) + 1;
    if (!where) return err_set(e, STATUS_USAGE, "expression, character %zu: %s", column, text);
    return node_err_at(where, offset, e, "expression, character %zu: %s", column, text);
}

void rx_free(struct rx *x) {
    if (!x) return;
    pcre2_match_context_free(x->context);
    pcre2_match_data_free(x->data);
    pcre2_code_free(x->code);
    free(x);
}

unsigned rx_groups(const struct rx *x) {
    return x->groups;
}

unsigned rx_group(const struct rx *x, const char *name) {
    int n = pcre2_substring_number_from_name(x->code, (PCRE2_SPTR)name);
    return n > 0 ? (unsigned)n : 0;
}

bool rx_matches_empty(const struct rx *x) {
    uint32_t empty = 0;
    pcre2_pattern_info(x->code, PCRE2_INFO_MATCHEMPTY, &empty);
    return empty != 0;
}

static uint64_t compiling;

uint64_t rx_compiling(void) {
    return compiling;
}

/* Compiled to machine code on first use: most rules meet no candidate in most documents. */
static void try_jit(struct rx *x) {
    uint64_t from = stopwatch();
    x->jit_tried = true;
    x->is_jit = jit_wanted && pcre2_jit_compile(x->code, PCRE2_JIT_COMPLETE) == 0;
    compiling += stopwatch() - from;
}

static int on_callout(pcre2_callout_block *b, void *context) {
    const struct rx_search *s = context;
    struct rx_call call = {b->callout_number, b->offset_vector,    b->capture_top,
                           b->start_match,    b->current_position, b->pattern_position};
    int answer = s->callout(s->context, &call);
    return answer < 0 ? PCRE2_ERROR_CALLOUT : answer;
}

static enum rx_result result_of(int n) {
    if (n > 0) return RX_MATCH;
    if (n == PCRE2_ERROR_NOMATCH) return RX_NONE;
    return n == PCRE2_ERROR_CALLOUT ? RX_GIVEN_UP : RX_LIMIT;
}

enum rx_result rx_search(struct rx *x, const struct rx_search *s, size_t *offsets) {
    if (!x->jit_tried) try_jit(x);
    struct rx_search copy = *s;
    pcre2_set_offset_limit(x->context, s->last_start == RX_UNSET ? PCRE2_UNSET : s->last_start);
    pcre2_set_callout(x->context, s->callout ? on_callout : NULL, &copy);
    int n = (x->is_jit ? pcre2_jit_match
                       : pcre2_match)(x->code, (PCRE2_SPTR)s->subject.p, s->subject.n, s->from,
                                      x->is_jit ? 0 : PCRE2_NO_UTF_CHECK, x->data, x->context);
    if (n == PCRE2_ERROR_JIT_STACKLIMIT) {
        struct rx_call again = {.number = RX_AGAIN};
        if (s->callout) s->callout(s->context, &again);
        n = pcre2_match(x->code, (PCRE2_SPTR)s->subject.p, s->subject.n, s->from,
                        PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, x->data, x->context);
    }
    if (n > 0 && offsets) {
        const size_t *found = pcre2_get_ovector_pointer(x->data);
        memcpy(offsets, found, 2 * x->groups * sizeof *offsets);
    }
    return result_of(n);
}

bool rx_match(struct rx *x, struct sv subject, size_t from, size_t *start, size_t *end) {
    struct rx_search s = {subject, from, RX_UNSET, NULL, NULL};
    if (rx_search(x, &s, NULL) != RX_MATCH) return false;
    const size_t *found = pcre2_get_ovector_pointer(x->data);
    *start = found[0];
    *end = found[1];
    return true;
}
