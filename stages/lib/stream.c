#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

enum { READ_BLOCK = 64 * 1024, WRITE_BLOCK = 32 * 1024, PIPE_SIZE = 1024 * 1024 };

/* ---- documents ---- */

const struct record *document_find(const struct document *d, const char *type) {
    for (size_t i = 0; i < d->n; i++)
        if (sv_is(d->records[i].type, type)) return &d->records[i];
    return NULL;
}

static int at_record(const struct document *d, const struct record *r, struct err *e) {
    snprintf(e->place, sizeof e->place, "%s:%zu", d->source, r->number);
    return -1;
}

int record_object(const struct document *d, const struct record *r, struct json_object *o,
                  struct err *e) {
    return json_object(o, r->line, d->arena, e) == 0 ? 0 : at_record(d, r, e);
}

int document_object(const struct document *d, const char *type, struct json_object *o,
                    struct err *e) {
    const struct record *r = document_find(d, type);
    if (r) return record_object(d, r, o, e);
    err_set(e, STATUS_INPUT, "document has no record \"%s\"", type);
    return at_record(d, &d->records[0], e);
}

static int of_member(const char *key, struct err *e) {
    struct err plain = *e;
    return err_at(e, STATUS_INPUT, plain.place, "member \"%s\": %s", key, plain.text);
}

static int find_member(const struct json_object *o, const char *key, struct sv *raw,
                       struct err *e) {
    *raw = json_get(o, key);
    return raw->p ? 0 : err_set(e, STATUS_INPUT, "it is missing");
}

int member_string(const struct json_object *o, const char *key, struct sv *out, struct arena *a,
                  struct err *e) {
    struct sv raw;
    if (find_member(o, key, &raw, e) == 0 && json_string(raw, out, a, e) == 0) return 0;
    return of_member(key, e);
}

int member_int(const struct json_object *o, const char *key, int64_t *out, struct err *e) {
    struct sv raw;
    if (find_member(o, key, &raw, e) == 0 && json_int(raw, out, e) == 0) return 0;
    return of_member(key, e);
}

int member_array(const struct json_object *o, const char *key, struct json_array *out,
                 struct err *e) {
    struct sv raw;
    if (find_member(o, key, &raw, e) == 0 && json_array(out, raw, e) == 0) return 0;
    return of_member(key, e);
}

/* ---- writing ---- */

void out_init(struct out *o, int fd, const char *name) {
    *o = (struct out){.fd = fd, .name = name};
    (void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE); /* a hint: no pipe, or not allowed, is as well */
}

int out_flush(struct out *o, struct err *e) {
    for (size_t at = 0; at < o->buffer.n;) {
        ssize_t n = write(o->fd, o->buffer.p + at, o->buffer.n - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return err_set(e, STATUS_SYSTEM, "cannot write %s: %s", o->name, strerror(errno));
        at += (size_t)n;
    }
    str_clear(&o->buffer);
    return 0;
}

struct str *out_line(struct out *o, const char *type) {
    str_byte(&o->buffer, '{');
    json_put_str(&o->buffer, "record", sv_of(type));
    return &o->buffer;
}

static int end_line(struct out *o, struct err *e) {
    str_byte(&o->buffer, '\n');
    o->records++;
    return o->buffer.n < WRITE_BLOCK ? 0 : out_flush(o, e);
}

int out_end_line(struct out *o, struct err *e) {
    str_byte(&o->buffer, '}');
    return end_line(o, e);
}

int out_copy(struct out *o, struct sv line, struct err *e) {
    str_sv(&o->buffer, line);
    return end_line(o, e);
}

int out_end_document(struct out *o, struct sv doc_id, struct err *e) {
    json_put_str(out_line(o, "end"), "doc_id", doc_id);
    o->documents++;
    return out_end_line(o, e);
}

int out_complete(struct out *o, struct err *e) {
    size_t records = o->records;
    struct str *s = out_line(o, "complete");
    json_put_int(s, "documents", (int64_t)o->documents);
    json_put_int(s, "records", (int64_t)records);
    if (out_end_line(o, e) != 0 || out_flush(o, e) != 0) return -1;
    if (close(o->fd) != 0 && errno != EINTR)
        return err_set(e, STATUS_SYSTEM, "cannot close %s: %s", o->name, strerror(errno));
    return 0;
}

void out_release(struct out *o) {
    str_release(&o->buffer);
}

/* ---- reading ---- */

struct in {
    int fd;
    const char *name;
    struct str buffer; /* from the current document's first line on */
    size_t line;       /* where the next line begins in buffer */
    size_t looked;     /* bytes of that line known to hold no line feed */
    size_t number;     /* its number */
    size_t documents, lines;
    bool at_end;
    struct record *records;
    size_t n, size;
    struct arena arena;
};

struct in *in_open(int fd, const char *name) {
    struct in *i = mem_alloc(sizeof *i);
    *i = (struct in){.fd = fd, .name = name};
    (void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
    return i;
}

void in_close(struct in *i) {
    str_release(&i->buffer);
    free(i->records);
    arena_release(&i->arena);
    free(i);
}

static int fill(struct in *i, struct err *e) {
    char *at = str_room(&i->buffer, READ_BLOCK);
    size_t room = i->buffer.size - i->buffer.n - 1;
    ssize_t n;
    do
        n = read(i->fd, at, room);
    while (n < 0 && errno == EINTR);
    if (n < 0) /* a folder named as a file is the user's, all else the system's */
        return err_at(e, errno == EISDIR ? STATUS_INPUT : STATUS_SYSTEM, i->name, "cannot read: %s",
                      strerror(errno));
    i->buffer.n += (size_t)n;
    i->at_end = n == 0;
    return 0;
}

/* 1: *line is the next line; 0: no more; -1: an error. */
static int next_line(struct in *i, struct sv *line, struct err *e) {
    for (;;) {
        size_t from = i->line + i->looked, rest = i->buffer.n - from;
        char *feed = rest ? memchr(i->buffer.p + from, '\n', rest) : NULL;
        if (feed) {
            *line = (struct sv){i->buffer.p + i->line, (size_t)(feed - (i->buffer.p + i->line))};
            i->line += line->n + 1;
            i->looked = 0;
            i->number++;
            return 1;
        }
        i->looked = i->buffer.n - i->line;
        if (i->at_end) {
            if (i->looked == 0) return 0;
            return err_set(e, STATUS_INPUT, "the last line is cut short");
        }
        if (fill(i, e) != 0) return -1;
    }
}

/* The record's type: at once where it stands first, as every stage of ours writes it. */
static int type_of(struct in *i, struct sv line, struct sv *type, struct err *e) {
    static const char head[] = "{\"record\":\"";
    size_t n = sizeof head - 1, to = n;
    if (line.n > n && memcmp(line.p, head, n) == 0) {
        while (to < line.n && line.p[to] != '"' && line.p[to] != '\\')
            to++;
        *type = (struct sv){line.p + n, to - n};
        if (to < line.n && line.p[to] == '"') return 0;
    }
    struct json_object o;
    if (json_object(&o, line, &i->arena, e) != 0) return -1;
    struct sv value;
    if (member_string(&o, "record", &value, &i->arena, e) != 0) return -1;
    *type = arena_copy(&i->arena, value);
    return 0;
}

static int check_complete(struct in *i, struct sv line, struct err *e) {
    struct json_object o;
    int64_t documents, records;
    if (json_object(&o, line, &i->arena, e) != 0 ||
        member_int(&o, "documents", &documents, e) != 0 ||
        member_int(&o, "records", &records, e) != 0)
        return -1;
    if (documents != (int64_t)i->documents || records != (int64_t)i->lines)
        return err_set(e, STATUS_INPUT,
                       "the completeness record counts %lld documents and %lld records, "
                       "the stream has %zu and %zu",
                       (long long)documents, (long long)records, i->documents, i->lines);
    struct sv rest;
    int more = next_line(i, &rest, e);
    if (more > 0) return err_set(e, STATUS_INPUT, "records after the completeness record");
    return more;
}

static void keep(struct in *i, struct sv line, struct sv type) {
    i->records = mem_room(i->records, i->n, &i->size, sizeof *i->records);
    /* The buffer may move while the document is read: offsets for now, pointers in finish(). A type
     * outside the line is of the arena and keeps. */
    i->records[i->n++] = (struct record){line, type, i->number};
}

static int finish(struct in *i, struct sv end, struct document *d, struct err *e) {
    struct json_object o;
    struct sv id;
    *d = (struct document){i->records, i->n, {NULL, 0}, i->name, &i->arena};
    if (record_object(d, &i->records[0], &o, e) != 0) return -1;
    if (member_string(&o, "doc_id", &id, &i->arena, e) != 0) return at_record(d, d->records, e);
    d->doc_id = id;
    if (json_object(&o, end, &i->arena, e) != 0 ||
        member_string(&o, "doc_id", &id, &i->arena, e) != 0)
        return -1;
    if (!sv_eq(id, d->doc_id))
        return err_set(e, STATUS_INPUT, "the end of document \"%.*s\" stands in document \"%.*s\"",
                       (int)id.n, id.p, (int)d->doc_id.n, d->doc_id.p);
    i->documents++;
    return 1;
}

/* Moves what pointed into the old buffer to the new one. */
static void rebase(struct in *i, const char *old, size_t size) {
    if (i->buffer.p == old) return;
    for (size_t k = 0; k < i->n; k++) {
        struct record *r = &i->records[k];
        r->line.p = i->buffer.p + (r->line.p - old);
        if (r->type.p >= old && r->type.p < old + size) r->type.p = i->buffer.p + (r->type.p - old);
    }
}

static int read_document(struct in *i, struct document *d, struct err *e) {
    for (;;) {
        struct sv line, type;
        const char *old = i->buffer.p;
        size_t size = i->buffer.n;
        int got = next_line(i, &line, e);
        rebase(i, old, size);
        if (got < 0) return -1;
        if (got == 0)
            return err_set(e, STATUS_INPUT, "the stream ends without its completeness record");
        if (type_of(i, line, &type, e) != 0) return -1;
        if (sv_is(type, "complete") && i->n == 0) return check_complete(i, line, e);
        bool first = sv_is(type, "document");
        if (first != (i->n == 0))
            return err_set(e, STATUS_INPUT, "record \"%.*s\" stands outside a document",
                           (int)type.n, type.p);
        i->lines++;
        if (sv_is(type, "end")) return finish(i, line, d, e);
        keep(i, line, type);
    }
}

int in_next(struct in *i, struct document *d, struct err *e) {
    size_t rest = i->buffer.n - i->line;
    if (i->line > 0) {
        memmove(i->buffer.p, i->buffer.p + i->line, rest);
        i->buffer.n = rest;
        i->line = 0;
    }
    i->n = 0;
    arena_reset(&i->arena);
    *e = (struct err){0};
    int got = read_document(i, d, e);
    if (got < 0 && !e->place[0]) snprintf(e->place, sizeof e->place, "%s:%zu", i->name, i->number);
    return got;
}
