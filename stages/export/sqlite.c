#include "sqlite.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static int failed(const struct database *d, struct err *e) {
    sqlite3 *db = d->db;
    int code = sqlite3_errcode(db);
    enum status status = code == SQLITE_CONSTRAINT ? STATUS_INPUT : STATUS_SYSTEM;
    return err_set(e, status, "%s: %s", d->name, sqlite3_errmsg(db));
}

static int open_file(struct database *d, const char *path, int flags, struct err *e) {
    sqlite3 *db;
    /* The program has one thread; it fails where SQLite is at work already, which is as well. */
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    *d = (struct database){.name = "sqlite"};
    int code = sqlite3_open_v2(path, &db, flags, NULL);
    d->db = db;
    return code == SQLITE_OK ? 0 : failed(d, e);
}

int database_create(struct database *d, const char *path, struct err *e) {
    if (open_file(d, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e) != 0) return -1;
    return database_run(d,
                        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;"
                        "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                        "PRAGMA cache_size = -32768; PRAGMA encoding = 'UTF-8'; BEGIN",
                        e);
}

int database_open(struct database *d, const char *path, struct err *e) {
    return open_file(d, path, SQLITE_OPEN_READONLY, e);
}

int database_run(struct database *d, const char *sql, struct err *e) {
    return sqlite3_exec(d->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(d, e);
}

/* Creating a view writes to the table of tables. */
static int only_views(void *context, int action, const char *first, const char *second,
                      const char *database, const char *trigger) {
    (void)context;
    (void)second;
    (void)trigger;
    switch (action) {
    case SQLITE_CREATE_VIEW:
    case SQLITE_READ:
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
        return first && strcmp(first, "sqlite_master") == 0 && database &&
                       strcmp(database, "main") == 0
                   ? SQLITE_OK
                   : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

int database_views(struct database *d, const char *sql, struct err *e) {
    sqlite3_set_authorizer(d->db, only_views, NULL);
    int result = database_run(d, sql, e);
    sqlite3_set_authorizer(d->db, NULL, NULL);
    return result;
}

int database_commit(struct database *d, struct err *e) {
    return database_run(d, "COMMIT", e);
}

void database_close(struct database *d) {
    sqlite3_close(d->db);
    d->db = NULL;
}

/* ---- statements ---- */

int statement_open(struct statement *s, struct database *d, const char *sql, struct err *e) {
    sqlite3_stmt *at = NULL;
    *s = (struct statement){.db = d};
    if (sqlite3_prepare_v2(d->db, sql, -1, &at, NULL) != SQLITE_OK) return failed(d, e);
    s->at = at;
    return 0;
}

void statement_item(struct statement *s, int at, struct sv text) {
    sqlite3_bind_text(s->at, at, text.n ? text.p : "", (int)text.n, SQLITE_STATIC);
}

void statement_text(struct statement *s, int at, struct sv text) {
    if (text.n == 0)
        sqlite3_bind_null(s->at, at);
    else
        statement_item(s, at, text);
}

void statement_integer(struct statement *s, int at, int64_t number) {
    sqlite3_bind_int64(s->at, at, number);
}

void statement_number(struct statement *s, int at, double number) {
    sqlite3_bind_double(s->at, at, number);
}

int statement_step(struct statement *s, struct err *e) {
    int code = sqlite3_step(s->at);
    if (code == SQLITE_ROW) return 1;
    if (code != SQLITE_DONE) {
        failed(s->db, e);
        sqlite3_reset(s->at);
        return -1;
    }
    sqlite3_reset(s->at);
    return 0;
}

void statement_reset(struct statement *s) {
    sqlite3_reset(s->at);
}

struct sv statement_column(struct statement *s, int at) {
    const char *text = (const char *)sqlite3_column_text(s->at, at);
    return (struct sv){text, text ? (size_t)sqlite3_column_bytes(s->at, at) : 0};
}

int statement_columns(struct statement *s) {
    return sqlite3_column_count(s->at);
}

const char *statement_name(struct statement *s, int at) {
    return sqlite3_column_name(s->at, at);
}

double statement_double(struct statement *s, int at) {
    return sqlite3_column_double(s->at, at);
}

void statement_close(struct statement *s) {
    sqlite3_finalize(s->at);
    s->at = NULL;
}

/* ---- words ---- */

struct tokenizer {
    struct database *db;
    fts5_tokenizer functions;
    Fts5Tokenizer *at;
    void (*each)(void *context, struct sv word);
    void *context;
};

static fts5_api *search_of(sqlite3 *db) {
    fts5_api *api = NULL;
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return api;
}

struct tokenizer *tokenizer_open(struct database *d, struct err *e) {
    fts5_api *api = search_of(d->db);
    struct tokenizer *t = mem_zero(sizeof *t);
    void *user;
    t->db = d;
    if (api && api->xFindTokenizer(api, "unicode61", &user, &t->functions) == SQLITE_OK &&
        t->functions.xCreate(user, NULL, 0, &t->at) == SQLITE_OK)
        return t;
    free(t);
    err_set(e, STATUS_SYSTEM, "%s: there is no full-text search", d->name);
    return NULL;
}

static int on_word(void *context, int flags, const char *word, int n, int start, int end) {
    struct tokenizer *t = context;
    (void)flags;
    (void)start;
    (void)end;
    t->each(t->context, (struct sv){word, (size_t)n});
    return SQLITE_OK;
}

/* The length of a word of common Han characters between spaces at the beginning of text, 0 where
 * there is none: one of those that are most of a text in pairs, which need no tokenizer. */
static size_t han_word(struct sv text) {
    size_t n = 0;
    for (; n + 3 <= text.n && (unsigned char)text.p[n] >= 0xE4; n += 3) {
        unsigned width;
        uint32_t c = utf8_at(text.p + n, &width);
        if (c < 0x4E00 || c > 0x9FA5) return 0;
    }
    return n == text.n || (n > 0 && text.p[n] == ' ') ? n : 0;
}

/* Up to where text needs a tokenizer: a space before such a word, or the end. */
static size_t other_words(struct sv text) {
    for (size_t n = 1; n < text.n; n++)
        if (text.p[n - 1] == ' ' && han_word((struct sv){text.p + n, text.n - n}) > 0) return n;
    return text.n;
}

int tokenizer_run(struct tokenizer *t, struct sv text, void (*each)(void *context, struct sv word),
                  void *context, struct err *e) {
    t->each = each;
    t->context = context;
    while (text.n > 0) {
        size_t n = han_word(text);
        if (n > 0) {
            each(context, (struct sv){text.p, n});
        } else {
            n = text.p[0] == ' ' ? 1 : other_words(text);
            if (text.p[0] != ' ' && t->functions.xTokenize(t->at, t, FTS5_TOKENIZE_DOCUMENT, text.p,
                                                           (int)n, on_word) != SQLITE_OK)
                return err_set(e, STATUS_SYSTEM, "%s: the words of a text cannot be told",
                               t->db->name);
        }
        text = (struct sv){text.p + n, text.n - n};
    }
    return 0;
}

void tokenizer_close(struct tokenizer *t) {
    if (!t) return;
    t->functions.xDelete(t->at);
    free(t);
}

struct word_reader {
    void (*each)(void *context, const struct word *word);
    void *context;
};

static struct sv text_of(sqlite3_value *value) {
    const char *text = (const char *)sqlite3_value_text(value);
    return (struct sv){text, text ? (size_t)sqlite3_value_bytes(value) : 0};
}

static void read_word(sqlite3_context *c, int n, sqlite3_value **values) {
    const struct word_reader *r = sqlite3_user_data(c);
    const struct word w = {.row = (uint64_t)sqlite3_value_int64(values[0]),
                           .column = text_of(values[1]),
                           .position = (uint64_t)sqlite3_value_int64(values[2]),
                           .text = text_of(values[3])};
    (void)n;
    r->each(r->context, &w);
}

static void read_no_more(sqlite3_context *c) {
    sqlite3_result_null(c);
}

int database_words(struct database *d, const char *sql,
                   void (*each)(void *context, const struct word *word), void *context,
                   struct err *e) {
    struct word_reader r = {each, context};
    if (sqlite3_create_function(d->db, "each_word", 4, SQLITE_UTF8, &r, NULL, read_word,
                                read_no_more) != SQLITE_OK)
        return failed(d, e);
    int result = database_run(d, sql, e);
    sqlite3_create_function(d->db, "each_word", 4, SQLITE_UTF8, NULL, NULL, NULL, NULL);
    return result;
}
