#include "yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h> /* libyaml */

enum { LARGEST = 1024 * 1024, DEEPEST = 32, MOST_EVENTS = 200000 };

struct loader {
    yaml_parser_t parser;
    const char *file;
    struct yaml_source *source;
    struct arena *arena;
    struct err *err;
    size_t events;
};

static int refuse(struct err *e, const char *file, yaml_mark_t at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int refuse(struct err *e, const char *file, yaml_mark_t at, const char *format, ...) {
    char place[sizeof e->place], text[sizeof e->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "%s:%zu:%zu", file, at.line + 1, at.column + 1);
    return err_at(e, STATUS_USAGE, place, "%s", text);
}

static int next(struct loader *l, yaml_event_t *event) {
    if (!yaml_parser_parse(&l->parser, event)) {
        yaml_mark_t at = l->parser.problem_mark;
        if (l->parser.error == YAML_READER_ERROR)
            return err_at(l->err, STATUS_USAGE, l->file, "byte %zu: %s",
                          l->parser.problem_offset + 1, l->parser.problem);
        return refuse(l->err, l->file, at, "%s",
                      l->parser.problem ? l->parser.problem : "not readable as YAML");
    }
    if (++l->events <= MOST_EVENTS) return 0;
    yaml_mark_t at = event->start_mark;
    yaml_event_delete(event);
    return refuse(l->err, l->file, at, "more than %d YAML events", MOST_EVENTS);
}

static struct node *new_node(struct loader *l, const yaml_event_t *event, enum node_kind kind) {
    struct node *n = arena_zero(l->arena, sizeof *n);
    n->kind = kind;
    n->file = l->file;
    n->source = l->source;
    n->line = (unsigned)event->start_mark.line + 1;
    n->column = (unsigned)event->start_mark.column + 1;
    n->text = (struct sv){"", 0};
    return n;
}

static int read_scalar(struct loader *l, const yaml_event_t *event, struct node **out) {
    yaml_scalar_style_t style = event->data.scalar.style;
    struct node *n = new_node(l, event, NODE_TEXT);
    struct sv v = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return node_err(n, l->err, "anchors and tags are not allowed");
    n->double_quoted = style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    n->block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    n->lines = event->end_mark.line > event->start_mark.line;
    while (n->block && v.n > 0 && v.p[v.n - 1] == '\n')
        v.n--;
    if (memchr(v.p, '\0', v.n)) return node_err(n, l->err, "a NUL character is not allowed");
    n->text = arena_copy(l->arena, v);
    *out = n;
    return 0;
}

static int read_node(struct loader *l, yaml_event_t *event, int depth, struct node **out);

static void add(struct loader *l, struct node ***list, size_t n, struct node *item) {
    if ((n & (n - 1)) == 0) { /* full at every power of two */
        struct node **grown = arena_alloc(l->arena, (n ? 2 * n : 1) * sizeof(*grown));
        if (n) memcpy(grown, *list, n * sizeof(*grown));
        *list = grown;
    }
    (*list)[n] = item;
}

/* Reads the next event and the node that begins with it; *end says that the event was `stop`. */
static int read_next(struct loader *l, yaml_event_type_t stop, int depth, struct node **out,
                     bool *end) {
    yaml_event_t event;
    if (next(l, &event) != 0) return -1;
    *end = event.type == stop;
    int result = *end ? 0 : read_node(l, &event, depth, out);
    yaml_event_delete(&event);
    return result;
}

static int read_list(struct loader *l, struct node *n, int depth) {
    struct node *item;
    bool end;
    for (;;) {
        if (read_next(l, YAML_SEQUENCE_END_EVENT, depth + 1, &item, &end) != 0) return -1;
        if (end) return 0;
        add(l, &n->items, n->n++, item);
    }
}

static int check_key(struct loader *l, const struct node *map, const struct node *key) {
    if (key->kind != NODE_TEXT) return node_err(key, l->err, "a key must be plain text");
    if (sv_is(key->text, "<<")) return node_err(key, l->err, "merge keys are not allowed");
    const struct node *before = node_get(map, key->text.p);
    if (before) return node_err(key, l->err, "key \"%s\" is given twice", key->text.p);
    return 0;
}

static int read_map(struct loader *l, struct node *n, int depth) {
    struct node *key, *value;
    bool end;
    for (;;) {
        if (read_next(l, YAML_MAPPING_END_EVENT, depth + 1, &key, &end) != 0) return -1;
        if (end) return 0;
        if (check_key(l, n, key) != 0) return -1;
        if (read_next(l, YAML_NO_EVENT, depth + 1, &value, &end) != 0) return -1;
        add(l, &n->keys, n->n, key);
        add(l, &n->items, n->n++, value);
    }
}

static int read_node(struct loader *l, yaml_event_t *event, int depth, struct node **out) {
    if (depth > DEEPEST)
        return refuse(l->err, l->file, event->start_mark, "nested deeper than %d", DEEPEST);
    if (event->type == YAML_SCALAR_EVENT) return read_scalar(l, event, out);
    if (event->type == YAML_ALIAS_EVENT)
        return refuse(l->err, l->file, event->start_mark, "aliases are not allowed");
    bool list = event->type == YAML_SEQUENCE_START_EVENT;
    const yaml_char_t *anchor =
        list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag = list ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    if (anchor || tag)
        return refuse(l->err, l->file, event->start_mark, "anchors and tags are not allowed");
    *out = new_node(l, event, list ? NODE_LIST : NODE_MAP);
    return list ? read_list(l, *out, depth) : read_map(l, *out, depth);
}

static int expect(struct loader *l, yaml_event_type_t type, const char *otherwise) {
    yaml_event_t event;
    if (next(l, &event) != 0) return -1;
    bool right = event.type == type;
    bool directive =
        type == YAML_DOCUMENT_START_EVENT && (event.data.document_start.version_directive ||
                                              event.data.document_start.tag_directives.start !=
                                                  event.data.document_start.tag_directives.end);
    yaml_mark_t at = event.start_mark;
    yaml_event_delete(&event);
    if (directive) return refuse(l->err, l->file, at, "directives are not allowed");
    return right ? 0 : refuse(l->err, l->file, at, "%s", otherwise);
}

static int read_document(struct loader *l, struct node **root) {
    bool end;
    if (expect(l, YAML_STREAM_START_EVENT, "no YAML stream") != 0) return -1;
    if (expect(l, YAML_DOCUMENT_START_EVENT, "the file is empty") != 0) return -1;
    if (read_next(l, YAML_NO_EVENT, 1, root, &end) != 0) return -1;
    if (expect(l, YAML_DOCUMENT_END_EVENT, "a second value") != 0) return -1;
    return expect(l, YAML_STREAM_END_EVENT, "only one YAML document a file is allowed");
}

static int read_bytes(struct str *s, int fd, const char *file, struct err *e) {
    struct stat about;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        return err_at(e, STATUS_USAGE, file, "not a regular file");
    for (;;) {
        char *at = str_room(s, 65536);
        ssize_t n = read(fd, at, 65536);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return err_at(e, STATUS_USAGE, file, "cannot read: %s", strerror(errno));
        if (n == 0) return 0;
        s->n += (size_t)n;
        if (s->n > LARGEST) return err_at(e, STATUS_USAGE, file, "larger than %d bytes", LARGEST);
    }
}

static int parse(struct node **root, const char *file, struct sv text, struct arena *a,
                 struct err *e) {
    struct yaml_source *source = arena_zero(a, sizeof *source);
    source->text = arena_copy(a, text);
    source->arena = a;
    struct loader l = {
        .file = arena_copy(a, sv_of(file)).p, .source = source, .arena = a, .err = e};
    if (!yaml_parser_initialize(&l.parser)) return err_set(e, STATUS_SYSTEM, "out of memory");
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)text.p, text.n);
    int result = read_document(&l, root);
    yaml_parser_delete(&l.parser);
    return result;
}

int yaml_read(struct node **root, const char *file, struct arena *a, struct err *e) {
    struct str s = {0};
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return err_at(e, STATUS_USAGE, file, "cannot open: %s", strerror(errno));
    int result = read_bytes(&s, fd, file, e);
    close(fd);
    struct sv text = str_view(&s);
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = (struct sv){text.p + 3, text.n - 3};
    if (result == 0) result = parse(root, file, text, a, e);
    str_release(&s);
    return result;
}

struct node *node_get(const struct node *map, const char *key) {
    for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
        if (sv_is(map->keys[i]->text, key)) return map->items[i];
    return NULL;
}

int node_text(const struct node *map, const char *key, struct sv *out, struct err *e) {
    const struct node *n = node_get(map, key);
    *out = (struct sv){NULL, 0};
    if (!n) return 0;
    if (n->kind != NODE_TEXT) return node_err(n, e, "\"%s\" must be text", key);
    *out = n->text;
    return 0;
}

int node_keys(const struct node *map, const char *const *allowed, struct err *e) {
    if (map->kind != NODE_MAP) return node_err(map, e, "a mapping of keys to values was expected");
    for (size_t i = 0; i < map->n; i++) {
        const char *const *a = allowed;
        while (*a && !sv_is(map->keys[i]->text, *a))
            a++;
        if (*a) continue;
        struct str known = {0};
        for (a = allowed; *a; a++)
            node_known(&known, *a);
        return node_unknown(map->keys[i], "key", map->keys[i]->text, &known, e);
    }
    return 0;
}

void node_known(struct str *known, const char *word) {
    if (known->n > 0) str_c(known, ", ");
    str_c(known, word);
}

int node_unknown(const struct node *n, const char *what, struct sv text, struct str *known,
                 struct err *e) {
    int shown = text.n < 80 ? (int)text.n : 80; /* so that those known are not cut off */
    node_err(n, e, "unknown %s \"%.*s\": one of %s was expected", what, shown, text.p, known->p);
    str_release(known);
    return -1;
}

__attribute__((format(printf, 4, 0))) static int say(const struct node *n, struct line_column at,
                                                     struct err *e, const char *format,
                                                     va_list arguments) {
    char place[sizeof e->place], text[sizeof e->text];
    vsnprintf(text, sizeof text, format, arguments);
    snprintf(place, sizeof place, "%s:%u:%u", n->file, at.line, at.column);
    return err_at(e, STATUS_USAGE, place, "%s", text);
}

int node_err(const struct node *n, struct err *e, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int result = say(n, (struct line_column){n->line, n->column}, e, format, arguments);
    va_end(arguments);
    return result;
}

int node_err_at(const struct node *n, size_t offset, struct err *e, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int result = say(n, node_place(n, offset), e, format, arguments);
    va_end(arguments);
    return result;
}
