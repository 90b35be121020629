/* What partial and relative dates mean in the calendar. */
#include <stddef.h>

#include "operations.h"
#include "partdate.h"
#include "scene.h"

/* A day without its month, a month without its year: the date before it in the text counts where
 * it stands in the same block, or sentence. A time of day belongs to a day so close before it. */
enum { CLOSE = 6 };

/* Where the document's date is looked for; the first that has one counts. */
struct dating {
    uint32_t metadata; /* number in known_beside */
    struct name_list from;
    struct condition_list when;
    uint32_t field;
    struct sv basis; /* what is said of it */
};

struct date_plan {
    struct name_list from;
    struct condition_list when;
    uint32_t value, value_max, shift, shift_max; /* fields that are read */
    uint32_t as, basis;                          /* fields that are set */
    struct plan_list document;
    struct sv text; /* the basis where it is a date in the text */
};

/* A date that is known, and where it is from. */
struct reference {
    struct isodate date;  /* no year: there is none; of a range the end */
    struct isodate start; /* of a range */
    struct sv basis;
    uint32_t end; /* where it ends in the text */
};

struct dates {
    struct scene *s;
    const struct date_plan *p;
    struct reference document, before;
};

static const char *const known_beside[] = {"", "published", NULL};

static struct sv dated(struct scene *s, const struct dating *d) {
    if (d->metadata) return scene_metadata(s, known_beside[d->metadata]);
    struct mention_list l = scene_select(s, &d->from, &d->when);
    for (size_t i = 0; i < l.n; i++)
        if (mention_has(l.p[i], d->field)) return value_text(s, mention_get(l.p[i], d->field));
    return SV("");
}

static struct reference document_date(struct scene *s, const struct date_plan *p) {
    const struct dating *d = p->document.plans;
    struct reference r = {.basis = {"", 0}};
    for (size_t i = 0; i < p->document.n; i++)
        if (isodate_read(&r.date, dated(s, &d[i]))) {
            r.basis = d[i].basis;
            return r;
        }
    return (struct reference){.basis = {"", 0}};
}

/* ---- one date ---- */

struct found {
    struct partdate start, end;
    bool range;
    struct sv basis;
};

/* Whether the date before it in the text says what is missing. */
static bool continues(const struct dates *d, const struct mention *m, const struct partdate *p) {
    const struct reference *b = &d->before;
    if (!b->date.year || b->end > m->span.start) return false;
    switch (partdate_first(p)) {
    case PART_MONTH: /* May of last year ... August */
        return b->date.month && b->date.month <= p->date.month &&
               scene_sentence(d->s, b->end - 1) == scene_sentence(d->s, m->span.start);
    case PART_DAY:
        return b->date.month && scene_block(d->s, b->end - 1) == scene_block(d->s, m->span.start);
    case PART_TIME:
        return b->date.day && m->span.start - b->end <= CLOSE;
    default:
        return false;
    }
}

/* A day that comes behind the first of a short range is of its month. */
static const struct isodate *above(const struct dates *d, const struct partdate *p) {
    const struct reference *b = &d->before;
    bool first = partdate_first(p) == PART_DAY && b->start.day && p->date.day >= b->start.day &&
                 isodate_number(b->date) - isodate_number(b->start) < 31;
    return first ? &b->start : &b->date;
}

static bool complete(const struct dates *d, const struct mention *m, struct found *f) {
    struct partdate p = f->start;
    if (partdate_first(&p) == PART_YEAR) return true;
    if (continues(d, m, &p) && partdate_under(&p, *above(d, &p))) {
        f->start = p;
        f->basis = d->p->text;
        return true;
    }
    f->basis = d->document.basis;
    return d->document.date.year && partdate_near(&f->start, &f->end, d->document.date);
}

/* Steps from the document's date, or behind ^ from the date before in the text. */
static bool shifted(const struct dates *d, struct sv steps, struct found *f, struct isospan *out) {
    bool text = steps.p[0] == '^';
    const struct reference *from = text ? &d->before : &d->document;
    if (text) steps = (struct sv){steps.p + 1, steps.n - 1};
    f->basis = text ? d->p->text : from->basis;
    return from->date.year && isodate_shift(out, from->date, steps);
}

static bool same(struct isodate a, struct isodate b) {
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Steps that lead to what a part is given of: last year, yesterday. */
static bool lend(const struct dates *d, struct sv steps, struct found *f, struct partdate *p) {
    struct isospan above;
    enum part first = partdate_first(p);
    return first != PART_YEAR && first != PART_NONE && shifted(d, steps, f, &above) &&
           partdate_under(p, above.start);
}

static bool by_steps(const struct dates *d, struct sv steps, struct sv last, struct found *f) {
    struct isospan span, end;
    if (partdate_first(&f->start) != PART_NONE) {
        f->range = last.n > 0;
        return lend(d, steps, f, &f->start) && (!f->range || lend(d, last, f, &f->end));
    }
    if (!shifted(d, steps, f, &span)) return false;
    if (last.n > 0) {
        if (!shifted(d, last, f, &end)) return false;
        span.end = end.end;
    }
    f->start.date = span.start;
    f->range = !same(span.start, span.end);
    if (f->range) f->end.date = span.end;
    return true;
}

/* The end of a range takes what it lacks from its beginning, and a year more where it would lie
 * before that (November to February). */
static bool finish_range(struct found *f) {
    enum part first = partdate_first(&f->end);
    if (first == PART_NONE) return true;
    f->range = true;
    if (first == PART_YEAR) return true;
    if (!partdate_under(&f->end, f->start.date)) return false;
    if (first == PART_MONTH && isodate_number(f->end.date) < isodate_number(f->start.date))
        f->end.date.year++;
    return isodate_exists(f->end.date) &&
           (first == PART_TIME || isodate_number(f->end.date) >= isodate_number(f->start.date));
}

static struct sv field(const struct dates *d, const struct mention *m, uint32_t name) {
    return name && mention_has(m, name) ? value_text(d->s, mention_get(m, name)) : SV("");
}

static bool find(const struct dates *d, const struct mention *m, struct found *f) {
    struct sv steps = field(d, m, d->p->shift), last = field(d, m, d->p->shift_max);
    *f = (struct found){.basis = {"", 0}};
    if (!partdate_read(&f->start, field(d, m, d->p->value)) ||
        !partdate_read(&f->end, field(d, m, d->p->value_max)))
        return false;
    if (steps.n > 0 ? !by_steps(d, steps, last, f)
                    : partdate_first(&f->start) == PART_NONE || !complete(d, m, f))
        return false;
    if (f->start.decade && !f->range) {
        f->range = true;
        f->end.date.year = f->start.date.year + 9;
    }
    return f->range || finish_range(f);
}

/* ---- all of them ---- */

static struct value text_value(struct scene *s, const struct str *text) {
    struct sv kept = arena_copy(s->arena, str_view(text));
    return value_of(s, (struct item){.text = kept});
}

static void set_found(struct dates *d, struct mention *m, const struct found *f) {
    struct str text = {0};
    isodate_put(&text, f->start.date);
    str_sv(&text, f->start.time);
    if (f->range) {
        str_byte(&text, '/');
        isodate_put(&text, f->end.date);
        str_sv(&text, f->end.time);
    }
    mention_set(d->s, m, d->p->as, text_value(d->s, &text));
    if (f->basis.n)
        mention_set(d->s, m, d->p->basis, value_of(d->s, (struct item){.text = f->basis}));
    str_release(&text);
    /* A range of years or months is no date that another one follows. */
    if (!f->range || f->end.date.day)
        d->before = (struct reference){f->range ? f->end.date : f->start.date,
                                       f->range ? f->start.date : (struct isodate){0}, f->basis,
                                       m->span.end};
}

static void run_date(struct scene *s, const void *plan) {
    const struct date_plan *p = plan;
    struct mention_list l = scene_select(s, &p->from, &p->when);
    struct dates d = {.s = s, .p = p, .document = document_date(s, p)};
    struct found f;
    for (size_t i = 0; i < l.n; i++)
        if (find(&d, l.p[i], &f)) set_found(&d, l.p[i], &f);
}

static int check_date(const void *plan, const struct node *at, struct err *e) {
    const struct date_plan *p = plan;
    const struct dating *d = p->document.plans;
    for (size_t i = 0; i < p->document.n; i++)
        if ((d[i].metadata != 0) == (d[i].from.n != 0) || (d[i].from.n != 0) != (d[i].field != 0))
            return node_err(at, e, "a date of the document has metadata; or from and field");
    return 0;
}

static const struct key dating_keys[] = {
    {.name = "metadata",
     .type = KEY_CHOICE,
     .offset = offsetof(struct dating, metadata),
     .choices = known_beside},
    {.name = "from", .type = KEY_NAMES, .offset = offsetof(struct dating, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct dating, when)},
    {.name = "field", .type = KEY_NAME, .offset = offsetof(struct dating, field)},
    {.name = "basis", .type = KEY_TEXT, .required = true, .offset = offsetof(struct dating, basis)},
    {.name = NULL},
};

static const struct key date_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct date_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct date_plan, when)},
    {.name = "value",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct date_plan, value)},
    {.name = "value_max", .type = KEY_NAME, .offset = offsetof(struct date_plan, value_max)},
    {.name = "shift", .type = KEY_NAME, .offset = offsetof(struct date_plan, shift)},
    {.name = "shift_max", .type = KEY_NAME, .offset = offsetof(struct date_plan, shift_max)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct date_plan, as)},
    {.name = "basis",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct date_plan, basis)},
    {.name = "document",
     .type = KEY_PLANS,
     .required = true,
     .offset = offsetof(struct date_plan, document),
     .keys = dating_keys,
     .size = sizeof(struct dating)},
    {.name = "text",
     .type = KEY_TEXT,
     .required = true,
     .offset = offsetof(struct date_plan, text)},
    {.name = NULL},
};

const struct op_def op_date = {"date", date_keys, sizeof(struct date_plan), run_date, check_date};
