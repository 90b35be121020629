/* The tables of the SQLite export, as statements made from the schemas.
 *
 * A dataset is a STRICT table with the columns of its schema. A list column also gives a table
 * DATASET_COLUMN with a row for each item: the key of the row, n from 1, item. DATASET_fts is the
 * full-text index of the dataset's text columns, under the row ids of its table.
 */
#ifndef TIYAO_DDL_H
#define TIYAO_DDL_H

#include "book.h"

/* "name" as SQL has it. */
void ddl_name(struct str *s, struct sv name);
void ddl_table(struct str *s, const struct book *b, const struct dataset *d);
void ddl_list(struct str *s, const struct dataset *d, size_t column);
/* Appends nothing where no column is searched. */
void ddl_search(struct str *s, const struct dataset *d);
/* The settings of an index that was filled, as they are usually. */
void ddl_search_filled(struct str *s, const struct dataset *d);
void ddl_indexes(struct str *s, const struct dataset *d);
/* INSERT with a parameter for each column of the table, the list's or the index's. */
void ddl_insert(struct str *s, const struct dataset *d);
void ddl_insert_item(struct str *s, const struct dataset *d, size_t column);
void ddl_insert_search(struct str *s, const struct dataset *d);
/* The items of the row with a key, in order; how many there are in all. */
void ddl_select_items(struct str *s, const struct dataset *d, size_t column);
void ddl_count_items(struct str *s, const struct dataset *d, size_t column);
/* Hands each word of the index to a function each_word(row, column, position, word). */
void ddl_search_words(struct str *s, const struct dataset *d);
/* Text, no key, no category, no pattern, and its schema does not say "search": false. */
bool ddl_is_searched(const struct dataset *d, size_t column);

#endif
