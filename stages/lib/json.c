#include "json.h"

#include <string.h>

#include "utf8.h"

enum { DEEPEST = 64 };

struct cursor {
    const char *p, *end;
    bool escaped; /* the last string holds an escape */
};

static inline bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline void skip_space(struct cursor *c) {
    while (c->p < c->end && is_space(*c->p))
        c->p++;
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* What a letter stands for behind a backslash; 0 where it stands for nothing. */
static const char unescaped[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};

/* Past an escape that begins at p. */
static bool skip_escape(struct cursor *c) {
    if (c->end - c->p < 2) return false;
    unsigned char kind = (unsigned char)c->p[1];
    c->p += 2;
    if (kind != 'u') return unescaped[kind] != 0;
    for (int i = 0; i < 4; i++, c->p++)
        if (c->p >= c->end || !is_hex(*c->p)) return false;
    return true;
}

enum { WIDE = 16 };
typedef unsigned char bytes __attribute__((vector_size(WIDE)));
typedef uint16_t pairs __attribute__((vector_size(WIDE)));
typedef unsigned char half __attribute__((vector_size(WIDE / 2)));

static inline bool is_special(unsigned char c) {
    return c < 0x20 || c == '"' || c == '\\';
}

/* Four bits for each of WIDE bytes, the lowest for the first: all set where it is special. */
static inline uint64_t specials_of(const char *p) {
    bytes v;
    memcpy(&v, p, sizeof v);
    bytes found = (bytes)((v == '"') | (v == '\\') | (v < 0x20));
    half packed = __builtin_convertvector((pairs)found >> 4, half);
    uint64_t bits;
    memcpy(&bits, &packed, sizeof bits);
    return bits;
}

/* Is none of these bytes special? */
static inline bool is_plain(const char *p) {
    bytes v[4], found = {0};
    uint64_t halves[2];
    memcpy(v, p, sizeof v);
    for (int i = 0; i < 4; i++)
        found |= (bytes)((v[i] == '"') | (v[i] == '\\') | (v[i] < 0x20));
    memcpy(halves, &found, sizeof found);
    return (halves[0] | halves[1]) == 0;
}

/* The first byte from p on that is a quote, a backslash or a control character, or end. */
static inline const char *special_from(const char *p, const char *end) {
    while (end - p >= WIDE) {
        uint64_t found = specials_of(p);
        if (found) return p + __builtin_ctzll(found) / 4;
        for (p += WIDE; end - p >= 4 * WIDE && is_plain(p);)
            p += 4 * WIDE;
    }
    while (p < end && !is_special((unsigned char)*p))
        p++;
    return p;
}

static bool skip_long_string(struct cursor *c) {
    const char *end = c->end;
    c->p++;
    for (c->escaped = false;; c->escaped = true) {
        const char *p = c->p = special_from(c->p, end);
        if (p >= end || (unsigned char)*p < 0x20) return false;
        if (*p == '"') {
            c->p++;
            return true;
        }
        if (!skip_escape(c)) return false;
    }
}

/* Past a string whose opening quote is at p: no control characters, known escapes. Most are short
 * and end at the first special byte. */
static inline bool skip_string(struct cursor *c) {
    const char *p = c->p + 1;
    uint64_t found = c->end - p >= WIDE ? specials_of(p) : 0;
    if (!found || p[__builtin_ctzll(found) / 4] != '"') return skip_long_string(c);
    c->p = p + __builtin_ctzll(found) / 4 + 1;
    c->escaped = false;
    return true;
}

static bool skip_digits(struct cursor *c) {
    const char *from = c->p;
    while (c->p < c->end && *c->p >= '0' && *c->p <= '9')
        c->p++;
    return c->p > from;
}

static bool skip_number(struct cursor *c) {
    if (c->p < c->end && *c->p == '-') c->p++;
    bool zero = c->p < c->end && *c->p == '0';
    const char *from = c->p;
    if (!skip_digits(c) || (zero && c->p - from > 1)) return false;
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (!skip_digits(c)) return false;
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        if (c->p < c->end && (*c->p == '+' || *c->p == '-')) c->p++;
        if (!skip_digits(c)) return false;
    }
    return true;
}

static bool skip_word(struct cursor *c, const char *word) {
    size_t n = strlen(word);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0) return false;
    c->p += n;
    return true;
}

static bool skip_value(struct cursor *c, int depth);

static bool skip_list(struct cursor *c, int depth, char close, bool members) {
    c->p++;
    skip_space(c);
    if (c->p < c->end && *c->p == close) return c->p++, true;
    for (;;) {
        skip_space(c);
        if (members) {
            if (c->p >= c->end || *c->p != '"' || !skip_string(c)) return false;
            skip_space(c);
            if (c->p >= c->end || *c->p++ != ':') return false;
        }
        if (!skip_value(c, depth)) return false;
        skip_space(c);
        if (c->p >= c->end) return false;
        char mark = *c->p++;
        if (mark == close) return true;
        if (mark != ',') return false;
    }
}

static bool skip_value(struct cursor *c, int depth) {
    skip_space(c);
    if (c->p >= c->end || depth > DEEPEST) return false;
    switch (*c->p) {
    case '{':
        return skip_list(c, depth + 1, '}', true);
    case '[':
        return skip_list(c, depth + 1, ']', false);
    case '"':
        return skip_string(c);
    case 't':
        return skip_word(c, "true");
    case 'f':
        return skip_word(c, "false");
    case 'n':
        return skip_word(c, "null");
    default:
        return skip_number(c);
    }
}

bool json_valid(struct sv v, size_t *at) {
    struct cursor c = {v.p, v.p + v.n, false};
    *at = utf8_valid(v);
    if (*at != v.n) return false;
    bool valid = skip_value(&c, 0);
    if (valid) skip_space(&c);
    *at = (size_t)(c.p - v.p);
    return valid && *at == v.n;
}

static int bad(const struct cursor *c, const char *from, struct err *e) {
    return err_set(e, STATUS_INPUT, "invalid JSON at byte %zu", (size_t)(c->p - from) + 1);
}

static bool read_member(struct cursor *c, struct json_member *m, struct arena *a) {
    struct err e;
    skip_space(c);
    const char *from = c->p;
    if (c->p >= c->end || *c->p != '"' || !skip_string(c)) return false;
    m->key = (struct sv){from + 1, (size_t)(c->p - from) - 2};
    if (c->escaped && json_string((struct sv){from, m->key.n + 2}, &m->key, a, &e) != 0)
        return false;
    skip_space(c);
    if (c->p >= c->end || *c->p++ != ':') return false;
    skip_space(c);
    from = c->p;
    if (!skip_value(c, 1)) return false;
    m->raw = (struct sv){from, (size_t)(c->p - from)};
    return true;
}

int json_object(struct json_object *o, struct sv v, struct arena *a, struct err *e) {
    struct cursor c = {v.p, v.p + v.n, false};
    size_t size = 16;
    *o = (struct json_object){arena_alloc(a, size * sizeof *o->members), 0};
    if (utf8_valid(v) != v.n) return err_set(e, STATUS_INPUT, "record is not valid UTF-8");
    skip_space(&c);
    if (c.p >= c.end || *c.p++ != '{') return bad(&c, v.p, e);
    skip_space(&c);
    bool more = c.p >= c.end || *c.p != '}';
    if (!more) c.p++;
    while (more) {
        if (o->n == size) {
            struct json_member *grown = arena_alloc(a, 2 * size * sizeof *grown);
            memcpy(grown, o->members, size * sizeof *grown);
            o->members = grown;
            size *= 2;
        }
        if (!read_member(&c, &o->members[o->n++], a)) return bad(&c, v.p, e);
        skip_space(&c);
        if (c.p >= c.end || (*c.p != ',' && *c.p != '}')) return bad(&c, v.p, e);
        more = *c.p++ == ',';
    }
    skip_space(&c);
    return c.p == c.end ? 0 : bad(&c, v.p, e);
}

/* ---- walking ---- */

static bool walk_past(struct json_walk *w, char c) {
    if (w->p >= w->end || *w->p != c) return false;
    w->p++;
    return true;
}

bool json_walk(struct json_walk *w, struct sv v) {
    *w = (struct json_walk){v.p, v.p + v.n};
    return utf8_valid(v) == v.n && walk_past(w, '{');
}

bool json_walk_key(struct json_walk *w, struct sv key) {
    const char *p = w->p;
    bool first = p[-1] == '{';
    if ((size_t)(w->end - p) <= key.n + !first || (!first && *p++ != ',')) return false;
    if (memcmp(p, key.p, key.n) != 0) return false;
    w->p = p + key.n;
    return true;
}

bool json_walk_value(struct json_walk *w, struct sv *raw) {
    struct cursor c = {w->p, w->end, false};
    if (!skip_value(&c, 2)) return false;
    *raw = (struct sv){w->p, (size_t)(c.p - w->p)};
    w->p = c.p;
    return true;
}

bool json_walk_string(struct json_walk *w, struct sv *text) {
    struct cursor c = {w->p, w->end, false};
    if (c.p >= c.end || *c.p != '"' || !skip_string(&c) || c.escaped) return false;
    *text = (struct sv){w->p + 1, (size_t)(c.p - w->p) - 2};
    w->p = c.p;
    return true;
}

bool json_walk_in(struct json_walk *w) {
    return walk_past(w, '{');
}

bool json_walk_out(struct json_walk *w) {
    return walk_past(w, '}');
}

/* ---- values ---- */

static uint32_t hex4(const char *p) {
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)p[i];
        v = v << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return v;
}

/* Decodes \uXXXX at p, joining surrogate pairs; returns bytes read. */
static size_t unicode_escape(const char *p, const char *end, uint32_t *c) {
    *c = hex4(p + 2);
    if (*c < 0xD800 || *c > 0xDFFF) return 6;
    if (*c < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
        uint32_t low = hex4(p + 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
            return 12;
        }
    }
    *c = 0xFFFD;
    return 6;
}

int json_string(struct sv raw, struct sv *out, struct arena *a, struct err *e) {
    if (raw.n < 2 || raw.p[0] != '"' || raw.p[raw.n - 1] != '"')
        return err_set(e, STATUS_INPUT, "a string was expected");
    struct sv in = {raw.p + 1, raw.n - 2};
    const char *slash = in.n ? memchr(in.p, '\\', in.n) : NULL;
    *out = in;
    if (!slash) return 0;
    char *to = arena_alloc(a, in.n + 1), *start = to;
    const char *p = in.p, *end = in.p + in.n;
    for (; slash; slash = p < end ? memchr(p, '\\', (size_t)(end - p)) : NULL) {
        memcpy(to, p, (size_t)(slash - p));
        to += slash - p;
        p = slash;
        if (p[1] == 'u') {
            uint32_t c;
            p += unicode_escape(p, end, &c);
            to += utf8_write(to, c);
        } else {
            *to++ = unescaped[(unsigned char)p[1]];
            p += 2;
        }
    }
    memcpy(to, p, (size_t)(end - p));
    to += end - p;
    *out = (struct sv){start, (size_t)(to - start)};
    return 0;
}

int json_int(struct sv raw, int64_t *out, struct err *e) {
    size_t i = raw.n > 0 && raw.p[0] == '-';
    int64_t v = 0;
    if (i == raw.n || raw.n - i > 18) return err_set(e, STATUS_INPUT, "an integer was expected");
    for (; i < raw.n; i++) {
        if (raw.p[i] < '0' || raw.p[i] > '9')
            return err_set(e, STATUS_INPUT, "an integer was expected");
        v = v * 10 + (raw.p[i] - '0');
    }
    *out = raw.p[0] == '-' ? -v : v;
    return 0;
}

bool json_bool(struct sv raw, bool otherwise) {
    return sv_is(raw, "true") || (!sv_is(raw, "false") && otherwise);
}

int json_array(struct json_array *at, struct sv raw, struct err *e) {
    if (raw.n < 2 || raw.p[0] != '[') return err_set(e, STATUS_INPUT, "an array was expected");
    *at = (struct json_array){raw.p + 1, raw.p + raw.n - 1};
    return 0;
}

static void skip_between(struct cursor *c) {
    skip_space(c);
    if (c->p < c->end && *c->p == ',') c->p++;
    skip_space(c);
}

/* ---- past values that were checked ---- */

/* p is behind the opening quote. */
static const char *past_string(const char *p, const char *end) {
    while ((p = special_from(p, end)) < end && *p != '"')
        p += end - p > 1 ? 2 : 1;
    return p < end ? p + 1 : end;
}

/* p is at the opening bracket. */
static const char *past_list(const char *p, const char *end) {
    for (size_t depth = 0; p < end;) {
        char c = *p++;
        if (c == '"')
            p = past_string(p, end);
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && --depth == 0)
            return p;
    }
    return end;
}

static const char *past_value(const char *p, const char *end) {
    if (*p == '"') return past_string(p + 1, end);
    if (*p == '[' || *p == '{') return past_list(p, end);
    while (p < end && *p != ',' && *p != ']' && *p != '}' && !is_space(*p))
        p++;
    return p;
}

bool json_next(struct json_array *at, struct sv *item) {
    struct cursor c = {at->p, at->end, false};
    skip_between(&c);
    if (c.p >= c.end) return false;
    at->p = past_value(c.p, c.end);
    *item = (struct sv){c.p, (size_t)(at->p - c.p)};
    return item->n > 0;
}

size_t json_count(struct json_array at) {
    struct sv item;
    size_t n = 0;
    while (json_next(&at, &item))
        n++;
    return n;
}

bool json_next_key(struct json_array *at, struct sv *key) {
    if (!json_next(at, key)) return false;
    while (at->p < at->end && (is_space(*at->p) || *at->p == ':'))
        at->p++;
    return true;
}

bool json_next_int(struct json_array *at, int64_t *item) {
    enum { MOST = 18 };
    struct cursor c = {at->p, at->end, false};
    if (c.p < c.end && *c.p == ',') c.p++;
    if (c.p < c.end && is_space(*c.p)) skip_between(&c);
    bool minus = c.p < c.end && *c.p == '-';
    const char *from = c.p + minus, *p = from, *end = c.end;
    int64_t v = 0;
    if (end - p > MOST) end = p + MOST;
    for (; p < end && *p >= '0' && *p <= '9'; p++)
        v = v * 10 + (*p - '0');
    if (p == from) return false;
    *item = minus ? -v : v;
    at->p = p;
    return true;
}

/* Writes the escape of a quote, a backslash or a control character; returns where it ends. */
static char *put_escape(char *to, unsigned char c) {
    static const char digits[] = "0123456789abcdef";
    static const char letters[256] = {
        ['"'] = '"', ['\\'] = '\\', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    *to++ = '\\';
    if (letters[c]) {
        *to++ = letters[c];
        return to;
    }
    memcpy(to, "u00", 3);
    to[3] = digits[c >> 4];
    to[4] = digits[c & 15];
    return to + 5;
}

void json_put(struct str *s, struct sv v) {
    const char *p = v.p, *end = v.p + v.n;
    char *to = str_room(s, v.n + 2);
    *to++ = '"';
    for (;;) {
        const char *from = p;
        p = special_from(p, end);
        if (p > from) memcpy(to, from, (size_t)(p - from));
        to += p - from;
        if (p >= end) break;
        str_ends(s, to);
        to = str_room(s, (size_t)(end - p) + 8);
        to = put_escape(to, (unsigned char)*p++);
    }
    *to++ = '"';
    str_ends(s, to);
}

void json_key(struct str *s, const char *key) {
    size_t n = strlen(key);
    char *to = str_room(s, n + 4);
    if (s->n > 0 && to[-1] != '{') *to++ = ',';
    *to++ = '"';
    memcpy(to, key, n);
    memcpy(to + n, "\":", 2);
    str_ends(s, to + n + 2);
}

void json_put_str(struct str *s, const char *key, struct sv v) {
    json_key(s, key);
    json_put(s, v);
}

void json_put_int(struct str *s, const char *key, int64_t v) {
    json_key(s, key);
    str_int(s, v);
}
