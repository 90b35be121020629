#include "source.h"

#include <errno.h>
#include <string.h>

#include "charset.h"
#include "docid.h"
#include "sha256.h"
#include "stage.h"
#include "wholefile.h"

/* The code of a warning and its words. */
static const struct {
    const char *code, *words;
} problems[] = {
    [NONE] = {NULL, NULL},
    [NOT_REGULAR] = {"not-regular", "not a regular file"},
    [UNREADABLE] = {"unreadable", "cannot be read"},
    [TOO_LARGE] = {"too-large", "too large"},
    [UNDECODABLE] = {"undecodable", "its encoding cannot be told, or it is too damaged"},
};
static const enum problem problem_of[] = {
    [WHOLEFILE_READ] = NONE,
    [WHOLEFILE_NOT_REGULAR] = NOT_REGULAR,
    [WHOLEFILE_UNREADABLE] = UNREADABLE,
    [WHOLEFILE_TOO_LARGE] = TOO_LARGE,
};

static void warn_skipped(const struct source *s, const char *why) {
    stage_bad_input();
    err_warn(s->path.p, "%s%s%s, skipped", problems[s->problem].words, why ? ": " : "",
             why ? why : "");
}

static int decode(struct source *s, struct err *e) {
    struct sv told = s->entry->known.encoding;
    if (told.n == 0) return charset_decode(&s->decoded, &s->encoding, str_view(&s->bytes), e);
    s->encoding = told.p;
    return charset_decode_as(&s->decoded, told.p, str_view(&s->bytes), e);
}

int source_load(struct source *s, int folder, const struct entry *entry, struct err *e) {
    s->entry = entry;
    enum wholefile_state state = wholefile_read(&s->bytes, folder, entry->path, s->most, &s->size);
    const char *why = state == WHOLEFILE_UNREADABLE ? strerror(errno) : NULL;
    str_clear(&s->path);
    docid_show_path(&s->path, sv_of(entry->path));
    decoded_clear(&s->decoded);
    s->encoding = "";
    s->problem = problem_of[state];
    if (s->problem == NONE) {
        int good = decode(s, e);
        if (good < 0) return -1;
        if (good == 0) s->problem = UNDECODABLE;
    }
    if (s->problem != NONE) warn_skipped(s, why);
    return 0;
}

static void put_warning(struct str *line, bool is, const char *code) {
    if (!is) return;
    if (line->p[line->n - 1] != '[') str_byte(line, ',');
    json_put(line, sv_of(code));
}

static void put_warnings(struct str *line, const struct source *s) {
    const struct decoded *d = &s->decoded;
    json_key(line, "warnings");
    str_byte(line, '[');
    if (s->problem != NONE) {
        put_warning(line, true, problems[s->problem].code);
    } else {
        put_warning(line, d->first > 0, "bom");
        put_warning(line, d->nuls > 0, "nul");
        put_warning(line, d->bad > 0, "replaced");
        put_warning(line, d->cps == 0, "empty");
    }
    str_byte(line, ']');
}

static void digest(char hex[SHA256_HEX], struct sv bytes) {
    struct sha256 sum;
    sha256_init(&sum);
    sha256_update(&sum, bytes);
    sha256_hex(&sum, hex);
}

/* What the metadata say, where they do. */
static void put_known(struct str *line, const struct metadata_row *known) {
    if (known->published.n + known->publication.n == 0) return;
    json_key(line, "metadata");
    str_byte(line, '{');
    if (known->published.n) json_put_str(line, "published", known->published);
    if (known->publication.n) json_put_str(line, "publication", known->publication);
    str_byte(line, '}');
}

static int put_document(struct out *o, const struct source *s, struct err *e) {
    char hex[SHA256_HEX] = "";
    if (s->problem == NONE || s->problem == UNDECODABLE) digest(hex, str_view(&s->bytes));
    struct str *line = out_line(o, "document");
    json_put_str(line, "doc_id", s->entry->doc_id);
    json_put_str(line, "path", str_view(&s->path));
    json_put_str(line, "sha256", sv_of(hex));
    json_put_int(line, "bytes", (int64_t)s->size);
    json_put_str(line, "encoding", sv_of(s->problem == NONE ? s->encoding : ""));
    put_warnings(line, s);
    put_known(line, &s->entry->known);
    json_key(line, "skipped");
    str_c(line, s->problem == NONE ? "false" : "true");
    return out_end_line(o, e);
}

static int put_decoded(struct out *o, const struct decoded *d, struct err *e) {
    struct str *line = out_line(o, "decoded");
    json_put_str(line, "text", d->text);
    json_put_int(line, "first", (int64_t)d->first);
    json_key(line, "widths");
    str_byte(line, '[');
    for (size_t i = 0; i < d->n_runs; i++) {
        if (i > 0) str_byte(line, ',');
        str_uint(line, d->runs[i].count);
        str_byte(line, ',');
        str_uint(line, d->runs[i].width);
    }
    str_byte(line, ']');
    return out_end_line(o, e);
}

int source_put(const struct source *s, struct out *o, struct err *e) {
    if (put_document(o, s, e) != 0) return -1;
    if (s->problem == NONE && put_decoded(o, &s->decoded, e) != 0) return -1;
    return out_end_document(o, s->entry->doc_id, e);
}

void source_release(struct source *s) {
    decoded_release(&s->decoded);
    str_release(&s->bytes);
    str_release(&s->path);
}
