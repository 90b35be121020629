/* What a document is called in the datasets.
 *
 * The id is the file's name without its last ending. Bytes other than ASCII letters and digits,
 * `.`, `_`, `-` and Han characters become `_`, one each; a stem without any letter (Han counts as
 * one) gets `d-` in front, so that no spreadsheet reads 0001 as 1. An id is at most 240 bytes, so
 * that files can be named after it: a longer one is cut and told apart as a shared one is.
 */
#ifndef TIYAO_DOCID_H
#define TIYAO_DOCID_H

#include <stdbool.h>

#include "str.h"

/* Appends the id of a document to out. relative_path is the file's path below IN, any bytes.
 *
 * Two documents share a stem when their ids without stem_is_shared have the same bytes; each of
 * them is then asked for again with stem_is_shared, which appends `-` and the first 8 hexadecimal
 * digits of the SHA-256 of relative_path. */
void docid_make(struct str *out, struct sv relative_path, bool stem_is_shared);

/* Appends a path for a record: UTF-8, with \xNN for each byte that is not part of any. */
void docid_show_path(struct str *out, struct sv path);

#endif
