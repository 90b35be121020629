#include "wordcheck.h"

#include <stdlib.h>

#include "bigrams.h"
#include "ddl.h"
#include "names.h"

/* The finalizer of SplitMix64. */
static uint64_t mix(uint64_t h) {
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9;
    h = (h ^ h >> 27) * 0x94D049BB133111EB;
    return h ^ h >> 31;
}

static void add(struct places *p, uint64_t word, uint64_t column, uint64_t row, uint64_t position) {
    p->n++;
    p->sum += mix(word ^ mix(row ^ mix(position ^ column)));
}

int wordcheck_open(struct word_check *w, struct database *db, const struct dataset *d,
                   struct err *e) {
    bool searched = false;
    *w = (struct word_check){.db = db, .dataset = d};
    w->columns = mem_zero((d->schema.n + 1) * sizeof *w->columns);
    for (size_t i = 0; i < d->schema.n; i++) {
        w->columns[i].name = text_hash(d->schema.columns[i].name);
        w->columns[i].searched = ddl_is_searched(d, i);
        searched |= w->columns[i].searched;
    }
    if (searched) w->tokenizer = tokenizer_open(db, e);
    return searched && !w->tokenizer ? -1 : 0;
}

void wordcheck_close(struct word_check *w) {
    tokenizer_close(w->tokenizer);
    for (size_t i = 0; w->columns && i < w->dataset->schema.n; i++) {
        str_release(&w->columns[i].cell);
        free(w->columns[i].hashes);
    }
    free(w->columns);
    str_release(&w->room);
}

/* ---- what the rows have ---- */

static void on_word(void *context, struct sv word) {
    struct cell_words *c = context;
    c->hashes = mem_room(c->hashes, c->n, &c->size, sizeof *c->hashes);
    c->hashes[c->n++] = text_hash(word);
}

static int split(struct word_check *w, struct cell_words *c, struct sv cell, struct err *e) {
    str_clear(&c->cell);
    str_sv(&c->cell, cell);
    str_clear(&w->room);
    bigrams_put(&w->room, cell);
    c->n = 0;
    return tokenizer_run(w->tokenizer, str_view(&w->room), on_word, c, e);
}

int wordcheck_row(struct word_check *w, const struct rows *r, struct err *e) {
    if (!w->tokenizer) return 0;
    for (size_t i = 0; i < w->dataset->schema.n; i++) {
        struct cell_words *c = &w->columns[i];
        if (r->cells[i].n == 0 || !c->searched) continue;
        if (!sv_eq(str_view(&c->cell), r->cells[i]) && split(w, c, r->cells[i], e) != 0) return -1;
        for (size_t k = 0; k < c->n; k++)
            add(&w->wanted, c->hashes[k], c->name, r->n, k);
    }
    return 0;
}

/* ---- what the index has ---- */

static void on_index(void *context, const struct word *word) {
    struct word_check *w = context;
    add(&w->have, text_hash(word->text), text_hash(word->column), word->row, word->position);
}

int wordcheck_end(struct word_check *w, struct err *e) {
    struct str sql = {0};
    if (!w->tokenizer) return 0;
    ddl_search_words(&sql, w->dataset);
    int result = database_words(w->db, sql.p, on_index, w, e);
    str_release(&sql);
    if (result != 0) return -1;
    if (w->have.n == w->wanted.n && w->have.sum == w->wanted.sum) return 0;
    return err_set(e, STATUS_SYSTEM, "sqlite: the full-text index of %s is another",
                   w->dataset->name.p);
}
