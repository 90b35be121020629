/* SQLite, as little of it as the export needs. */
#ifndef TIYAO_SQLITE_H
#define TIYAO_SQLITE_H

#include "err.h"
#include "str.h"

struct database {
    void *db;
    const char *name; /* for messages */
};
struct statement {
    void *at;
    struct database *db;
};

/* A new file, written in one go: nothing of it is safe before database_commit, and it is not
 * synced.
 */
int database_create(struct database *d, const char *path, struct err *e);
int database_open(struct database *d, const char *path, struct err *e); /* for reading */
int database_run(struct database *d, const char *sql, struct err *e);
/* Runs statements that somebody else wrote: CREATE VIEW is all they may do. */
int database_views(struct database *d, const char *sql, struct err *e);
int database_commit(struct database *d, struct err *e);
void database_close(struct database *d);

int statement_open(struct statement *s, struct database *d, const char *sql, struct err *e);
/* Parameters from 1; texts have to stay until statement_step. An empty text is NULL. */
void statement_text(struct statement *s, int at, struct sv text);
void statement_item(struct statement *s, int at, struct sv text); /* an empty one stays a text */
void statement_integer(struct statement *s, int at, int64_t number);
void statement_number(struct statement *s, int at, double number);
/* Runs an INSERT, or goes to the next row: 1, 0 where there is no other, -1. */
int statement_step(struct statement *s, struct err *e);
void statement_reset(struct statement *s);
/* The columns of a row, from 0; p is NULL where the value is. Valid until the next step. */
struct sv statement_column(struct statement *s, int at);
int statement_columns(struct statement *s);
const char *statement_name(struct statement *s, int at);
double statement_double(struct statement *s, int at);
void statement_close(struct statement *s);

/* What full-text search takes for words, by its usual tokenizer. */
struct tokenizer;
struct tokenizer *tokenizer_open(struct database *d, struct err *e);
/* Calls each() for the words of a text, in order; a word is gone when it returns. */
int tokenizer_run(struct tokenizer *t, struct sv text, void (*each)(void *context, struct sv word),
                  void *context, struct err *e);
void tokenizer_close(struct tokenizer *t); /* NULL may be closed */

/* A word in a full-text index. */
struct word {
    uint64_t row, position; /* of the column, from 0 */
    struct sv column, text;
};
/* Runs statements with a function each_word(row, column, position, word), which calls each(): a
 * statement that returned the rows would take half as long again. */
int database_words(struct database *d, const char *sql,
                   void (*each)(void *context, const struct word *word), void *context,
                   struct err *e);

#endif
