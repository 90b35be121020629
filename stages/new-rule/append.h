/* A rule put at the end of the list `rules` of a rule file. */
#ifndef TIYAO_APPEND_H
#define TIYAO_APPEND_H

#include "err.h"
#include "str.h"

/* Puts the rule of an id that the file does not have, whose lines are indented by two spaces at
 * least, behind the rules of a file, or makes the file or its list. The file is written aside, read
 * again and renamed, so that it is as it was where something fails. *line gets the line that the
 * rule begins in. */
int append_rule(const char *file, const char *id, struct sv rule, unsigned *line, struct err *e);

#endif
