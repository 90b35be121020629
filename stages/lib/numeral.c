#include "numeral.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

__extension__ typedef unsigned __int128 wide;

enum { BOUNDS = 2, MOST_DECIMALS = 36 };

/* A decimal: digits / 10^scale. */
struct decimal {
    wide digits;
    unsigned scale;
};

enum role {
    ROLE_NONE,
    ROLE_DIGIT,
    ROLE_PAIR,
    ROLE_TENS,
    ROLE_POWER,
    ROLE_GROUP,
    ROLE_POINT,
    ROLE_MORE,
    ROLE_FEW
};

static const char *const role_names[] = {"",      "digit", "pair", "tens", "power",
                                         "group", "point", "more", "few"};

struct token {
    enum role role;
    uint64_t value;
    unsigned width; /* bytes */
    bool leads;     /* a digit that stands first or before a power, nowhere else */
};

/* Where the reading stands. Everything is kept twice: the lower and the upper bound of a range. */
struct state {
    const struct numerals *n;
    struct sv text;
    size_t at;
    struct decimal total[BOUNDS];   /* closed by a group */
    struct decimal section[BOUNDS]; /* below the current group */
    struct decimal number[BOUNDS];  /* not yet multiplied */
    bool has_number, is_arabic, is_range, zero;
    bool single;  /* number is one ASCII digit */
    unsigned run; /* positional digits of number */
    unsigned last_digit, digit_before;
    uint64_t last_unit, last_group; /* the last power or group, and the last group; 0 where none */
    bool just_unit;                 /* the last token was a power or group */
    bool refused;                   /* too large, or only looks like a number */
    struct numeral *out;
};

/* ---- decimals ---- */

static const wide LIMIT = (wide)1000000000000000000 * 1000000000000000000; /* 10^36 */

static bool too_large(wide v) {
    return v >= LIMIT;
}

static void times(struct state *s, struct decimal *d, uint64_t factor) {
    if (factor == 0) { /* the list gives a power no value */
        s->refused = true;
        return;
    }
    for (; d->scale > 0 && factor % 10 == 0; factor /= 10)
        d->scale--;
    if (d->digits > UINT64_MAX && d->digits > LIMIT / factor) s->refused = true;
    if (!s->refused) d->digits *= factor;
    if (too_large(d->digits)) s->refused = true;
}

static void align(struct state *s, struct decimal *d, unsigned scale) {
    while (d->scale < scale && !s->refused) {
        d->digits *= 10;
        d->scale++;
        if (too_large(d->digits)) s->refused = true;
    }
}

static void add(struct state *s, struct decimal *to, struct decimal d) {
    unsigned scale = to->scale > d.scale ? to->scale : d.scale;
    align(s, to, scale);
    align(s, &d, scale);
    to->digits += d.digits;
    if (too_large(to->digits)) s->refused = true;
}

/* Takes the last digit off; dividing 128 bits is slow and seldom needed. */
static char take_last(wide *v) {
    uint64_t small = (uint64_t)*v;
    char digit = (char)('0' + (int)(*v == small ? small % 10 : *v % 10));
    *v = *v == small ? small / 10 : *v / 10;
    return digit;
}

static void print(struct decimal d, char *out) {
    char digits[80];
    size_t n = 0, end = 0;
    for (wide rest = d.digits; d.scale > 0 && take_last(&rest) == '0'; d.scale--)
        d.digits = rest;
    do {
        digits[n++] = take_last(&d.digits);
        if (n == d.scale) digits[n++] = '.';
    } while (d.digits > 0 || n < d.scale || digits[n - 1] == '.');
    while (n > 0)
        out[end++] = digits[--n];
    out[end] = '\0';
}

/* ---- tokens ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* A longer term of the list only begins like a numeral: a kilowatt is no thousand. */
static struct token token_at(const struct state *s, size_t at) {
    struct token t = {ROLE_NONE, 0, 0, false};
    if (at >= s->text.n || is_digit(s->text.p[at])) return t;
    unsigned width = utf8_width((unsigned char)s->text.p[at]);
    if (width == 1) return t;
    if (list_lengths(s->n->list, (struct sv){s->text.p + at, s->text.n - at}) != 1) return t;
    const struct term *term = list_find(s->n->list, (struct sv){s->text.p + at, width});
    for (int i = 1; i <= ROLE_FEW && t.role == ROLE_NONE; i++)
        if (sv_is(term->fields[s->n->role], role_names[i])) t.role = (enum role)i;
    t.leads = sv_is(term->fields[s->n->role], "lead");
    if (t.leads) t.role = ROLE_DIGIT;
    t.value = strtoull(term->fields[s->n->value].p, NULL, 10);
    t.width = width;
    return t;
}

/* The end of white space at a place, the place where there is none or too much of it. */
static size_t past_spaces(const struct state *s, size_t at) {
    enum { WIDEST = 4 };
    size_t end = at;
    while (end < s->text.n && s->text.p[end] == ' ')
        end++;
    return end - at > WIDEST ? at : end;
}

/* The sign behind a place, past white space where that may part any two. */
static struct token next_token(const struct state *s, size_t at) {
    return token_at(s, s->n->gaps == GAPS_ALL ? past_spaces(s, at) : at);
}

static bool digits_at(const struct state *s, size_t at, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (at + i >= s->text.n || !is_digit(s->text.p[at + i])) return false;
    return true;
}

/* The bytes of a grouping mark at a place, 0 where there is none. */
static size_t comma_at(const struct state *s, size_t at) {
    if (!s->n->commas || at >= s->text.n) return 0;
    unsigned width = utf8_width((unsigned char)s->text.p[at]);
    return list_find(s->n->commas, (struct sv){s->text.p + at, width}) ? width : 0;
}

static void put_digit(struct state *s, struct decimal *d, unsigned digit) {
    if (too_large(d->digits * 10)) s->refused = true;
    if (!s->refused) d->digits = d->digits * 10 + digit;
}

/* A digit behind the point. */
static void put_decimal(struct state *s, struct decimal *d, unsigned digit) {
    put_digit(s, d, digit);
    if (d->scale++ == MOST_DECIMALS) s->refused = true;
}

/* 1300, 1,300 and 1,300.5; false for what only looks like a number: 1.2.3, 12,34. */
static bool arabic(struct state *s) {
    struct decimal d = {0, 0};
    size_t n = 0, from = s->at, comma;
    for (; digits_at(s, s->at, 1); s->at++, n++)
        put_digit(s, &d, (unsigned)(s->text.p[s->at] - '0'));
    while (n <= 3 && (comma = comma_at(s, s->at)) > 0 && digits_at(s, s->at + comma, 3) &&
           !digits_at(s, s->at + comma + 3, 1)) {
        s->at += comma;
        for (int i = 0; i < 3; i++)
            put_digit(s, &d, (unsigned)(s->text.p[s->at++] - '0'));
    }
    if (s->at + 1 < s->text.n && s->text.p[s->at] == '.' && is_digit(s->text.p[s->at + 1])) {
        for (s->at++; digits_at(s, s->at, 1); s->at++)
            put_decimal(s, &d, (unsigned)(s->text.p[s->at] - '0'));
        if (s->at + 1 < s->text.n && s->text.p[s->at] == '.' && is_digit(s->text.p[s->at + 1]))
            s->refused = true;
    }
    s->number[0] = s->number[1] = d;
    s->has_number = s->is_arabic = true;
    s->single = s->at - from == 1;
    s->just_unit = false;
    return !s->refused;
}

/* ---- the grammar ---- */

/* Two neighbouring digits name a range: seven eight ten is 70 to 80. */
static bool neighbours(unsigned low, unsigned high) {
    return low > 0 && (high == low + 1 || (low == 3 && high == 5));
}

static bool is_pair(const struct state *s) {
    return s->run == 2 && !s->is_arabic && neighbours(s->digit_before, s->last_digit);
}

static void split_range(struct state *s) {
    s->is_range = true;
    s->number[0] = (struct decimal){s->digit_before, 0};
    s->number[1] = (struct decimal){s->last_digit, 0};
}

/* A power that stands not above the last one. */
static bool power_fits(const struct state *s, uint64_t power) {
    return !s->last_unit || s->last_unit > power || s->last_unit >= 10000;
}

/* Whether a digit belongs to another number: behind a power there is but one digit, or two as a
 * range, and no power that is too large for it (eight hundred, one thousand). */
static bool begins_another(const struct state *s, struct token t, struct token next) {
    if (!s->last_unit) return false;
    if (s->run > 1 || (s->run == 1 && !neighbours(s->last_digit, (unsigned)t.value))) return true;
    if (next.role == ROLE_GROUP) return next.value == s->last_group;
    return next.role == ROLE_POWER && !power_fits(s, next.value);
}

static bool take_digit(struct state *s, struct token t) {
    if (s->is_arabic && s->has_number) return false;
    struct token behind = next_token(s, s->at + t.width);
    enum role next = behind.role;
    if (begins_another(s, t, behind)) return false;
    bool follows = next == ROLE_DIGIT || next == ROLE_POWER || next == ROLE_FEW ||
                   digits_at(s, s->at + t.width, 1);
    if (t.leads && (s->has_number || s->just_unit) && next != ROLE_POWER && next != ROLE_GROUP)
        return false;
    if (t.value == 0 && s->just_unit && follows) { /* a filler: ten thousand zero twelve */
        s->zero = true;
        s->at += t.width;
        return true;
    }
    for (int i = 0; i < BOUNDS; i++) {
        if (!s->has_number) s->number[i] = (struct decimal){0, 0};
        put_digit(s, &s->number[i], (unsigned)t.value);
    }
    s->run = s->has_number ? s->run + 1 : 1;
    s->digit_before = s->last_digit;
    s->last_digit = (unsigned)t.value;
    s->has_number = true;
    s->is_arabic = s->single = s->just_unit = false;
    s->at += t.width;
    return true;
}

static void end_number(struct state *s, uint64_t unit) {
    s->has_number = s->is_arabic = s->single = s->zero = false;
    s->run = 0;
    s->last_digit = 0;
    s->last_unit = unit;
    s->just_unit = true;
    s->out->has_power = true;
}

/* A filler may lead too: zero ten is 10. */
static void drop_filler(struct state *s) {
    if (s->is_arabic || s->last_unit || s->run != 1 || s->number[0].digits != 0) return;
    s->has_number = false;
    s->run = 0;
}

static bool take_power(struct state *s, struct token t) {
    drop_filler(s);
    bool first = !s->last_unit;
    if (s->has_number && s->run > 1 && !is_pair(s)) return false;
    if (!power_fits(s, t.value)) {
        s->refused = s->has_number; /* 3 hundreds 5 hundreds */
        return false;
    }
    if (s->has_number && is_pair(s)) split_range(s);
    if (!s->has_number && !first && t.value > 10) return false;
    if (!s->has_number && first) s->out->is_bare = true;
    if (first && s->has_number && (s->is_arabic ? s->single : s->run == 1))
        s->out->power = (double)t.value;
    for (int i = 0; i < BOUNDS; i++) {
        struct decimal d = s->has_number ? s->number[i] : (struct decimal){1, 0};
        times(s, &d, t.value);
        add(s, &s->section[i], d);
    }
    end_number(s, t.value);
    s->at += t.width;
    return true;
}

static bool take_group(struct state *s, struct token t) {
    bool first = !s->last_unit && !s->has_number;
    if (s->has_number && is_pair(s)) split_range(s);
    if (first) s->out->is_bare = true;
    bool over_all = s->last_group && t.value > s->last_group;
    bool again = s->just_unit && s->last_unit == s->last_group && s->last_group;
    bool whole = !s->last_group || again; /* it multiplies all that was read */
    if (!s->has_number && s->section[0].digits == 0 && !first && !again) return false;
    if (t.value == s->last_group && !again) { /* 3 ten-thousands 4 ten-thousands */
        s->refused = true;
        return false;
    }
    for (int i = 0; i < BOUNDS; i++) {
        struct decimal d = s->section[i];
        if (s->has_number) add(s, &d, s->number[i]);
        if (first) d = (struct decimal){1, 0};
        if (over_all || again) {
            add(s, &s->total[i], d);
            times(s, &s->total[i], t.value);
        } else {
            times(s, &d, t.value);
            add(s, &s->total[i], d);
        }
        s->section[i] = (struct decimal){0, 0};
    }
    s->out->groups = whole ? s->out->groups * (double)t.value : 1;
    s->last_group = t.value;
    end_number(s, t.value);
    s->at += t.width;
    return true;
}

/* The last power may be left out: two ten-thousands three is 23,000. */
static bool leaves_power_out(const struct state *s) {
    return s->last_unit && !s->zero && s->has_number && (!s->is_arabic || s->single);
}

static bool take_point(struct state *s, struct token t) {
    if (s->is_arabic || (!s->has_number && !s->just_unit)) return false;
    struct token digit = next_token(s, s->at + t.width);
    if (digit.role != ROLE_DIGIT || digit.leads) return false;
    struct decimal d = {s->has_number ? s->number[0].digits : 0, 0};
    if (leaves_power_out(s) && s->run == 1) {
        times(s, &d, s->last_unit / 10);
        add(s, &s->section[0], d);
        add(s, &s->section[1], d);
        d.digits = 0;
    }
    s->at += t.width;
    if (s->n->gaps == GAPS_ALL) s->at = past_spaces(s, s->at);
    for (; (digit = token_at(s, s->at)).role == ROLE_DIGIT && !digit.leads; s->at += digit.width)
        put_decimal(s, &d, (unsigned)digit.value);
    s->number[0] = s->number[1] = d;
    s->has_number = s->is_arabic = true; /* no power follows, a group may */
    s->single = false;
    s->just_unit = false;
    return true;
}

/* "More" stands behind a power, a group or Arabic digits; the rest of the numeral may follow. */
static bool take_more(struct state *s, struct token t) {
    if (s->out->is_more || !(s->just_unit || (s->is_arabic && s->has_number))) return false;
    s->out->is_more = true;
    s->at += t.width;
    return true;
}

/* "Some" before a power or group stands for its digit; behind ten it means more. */
static bool take_few(struct state *s, struct token t) {
    if (s->just_unit) return (s->last_unit == 10 || s->zero) && take_more(s, t);
    enum role next = next_token(s, s->at + t.width).role;
    if (s->has_number || s->last_unit || (next != ROLE_POWER && next != ROLE_GROUP)) return false;
    s->out->is_few = true;
    s->number[0] = s->number[1] = (struct decimal){1, 0};
    s->has_number = true;
    s->run = 1;
    s->at += t.width;
    return true;
}

static bool take_tens(struct state *s, struct token t) {
    if (s->has_number || s->just_unit) return false;
    for (int i = 0; i < BOUNDS; i++)
        add(s, &s->section[i], (struct decimal){t.value, 0});
    end_number(s, 10);
    s->at += t.width;
    return true;
}

static bool take_nothing(struct state *s, struct token t) {
    (void)s;
    (void)t;
    return false;
}

static bool (*const takers[])(struct state *, struct token) = {
    take_nothing, take_digit, take_digit, take_tens, take_power,
    take_group,   take_point, take_more,  take_few,
};

static bool step(struct state *s) {
    if (digits_at(s, s->at, 1)) return !s->has_number && !s->out->is_more && arabic(s);
    struct token t = token_at(s, s->at);
    if (s->out->is_more && t.role != ROLE_POWER && t.role != ROLE_GROUP) return false;
    return takers[t.role](s, t);
}

static void finish_number(struct state *s) {
    if (!s->has_number) return;
    bool omitted = leaves_power_out(s);
    if (is_pair(s)) split_range(s);
    for (int i = 0; i < BOUNDS; i++) {
        struct decimal d = s->number[i];
        if (omitted && (s->run == 1 || s->is_range || s->single)) times(s, &d, s->last_unit / 10);
        add(s, &s->section[i], d);
    }
}

/* Whether ASCII digits stand at a place, and a power or group right behind them. */
static bool multiplied_at(const struct state *s, size_t at) {
    size_t n = 0;
    while (n < MOST_DECIMALS && digits_at(s, at + n, 1))
        n++;
    enum role behind = token_at(s, at + n).role;
    return n > 0 && (behind == ROLE_POWER || behind == ROLE_GROUP);
}

/* Whether white space at a place stands inside the numeral, by what it parts. */
static bool bridges(const struct state *s, size_t to) {
    struct token next = token_at(s, to);
    if (s->n->gaps == GAPS_ALL)
        return next.role != ROLE_NONE || (s->just_unit && multiplied_at(s, to));
    if (s->n->gaps == GAPS_NONE || !s->has_number || !s->is_arabic) return false;
    return next.role == ROLE_GROUP || next.role == ROLE_MORE ||
           (next.role == ROLE_POWER && s->number[0].digits < 100);
}

static void skip_gap(struct state *s, size_t from) {
    size_t end = past_spaces(s, s->at);
    if (s->at == from || end == s->at) return;
    struct sv rest = {s->text.p + end, s->text.n - end};
    if (s->n->none && list_lengths(s->n->none, rest)) return;
    if (bridges(s, end)) s->at = end;
}

/* The end of a run of digits, points and signs; a part of what is refused is no number either. */
static size_t past_signs(const struct state *s) {
    size_t at = s->at;
    for (struct token t;; at += t.width) {
        while (at < s->text.n && (is_digit(s->text.p[at]) || s->text.p[at] == '.'))
            at++;
        t = token_at(s, at);
        if (t.role == ROLE_NONE) return at;
    }
}

/* Reads on from s->at as far as signs go. */
static void read_signs(struct state *s) {
    size_t from = s->at;
    size_t taken;
    do {
        taken = s->at;
        skip_gap(s, from);
    } while (!s->refused && step(s));
    if (!s->refused) s->at = taken;
}

bool numeral_read(const struct numerals *n, struct sv text, size_t at, struct numeral *out) {
    struct state s = {.n = n, .text = text, .at = at, .out = out};
    *out = (struct numeral){.groups = 1, .power = 1};
    if (at >= text.n) return false;
    out->is_arabic = is_digit(text.p[at]);
    read_signs(&s);
    out->length = s.refused ? past_signs(&s) - at : 0;
    if (s.at == at || s.refused) return false;
    if (s.has_number) out->groups = 1;
    out->is_digits = !out->has_power && !s.is_arabic && s.run > 1 && !is_pair(&s);
    finish_number(&s);
    for (int i = 0; i < BOUNDS; i++)
        add(&s, &s.total[i], s.section[i]);
    if (s.refused) return false;
    out->length = s.at - at;
    print(s.total[0], out->value);
    if (s.is_range) print(s.total[1], out->value_max);
    return true;
}
