/* An explained failure.
 *
 * A function that can fail takes a struct err last, returns 0 on success and -1 by
 * `return err_set(...)`. Nothing below stage_main prints or exits. The text is one line without a
 * line feed, lower case, no full stop, with the subject in quotes.
 */
#ifndef TIYAO_ERR_H
#define TIYAO_ERR_H

/* Exit statuses of every program. */
enum status {
    STATUS_OK = 0,     /* all well */
    STATUS_INPUT = 1,  /* some input was bad: said, skipped, the good written */
    STATUS_USAGE = 2,  /* wrong use, a bad rule pack included */
    STATUS_SYSTEM = 3, /* the system failed: memory, disk, a broken pipe */
};

struct err {
    enum status status;
    char place[512]; /* "file", "file:line" or "file:line:col"; empty where there is no place */
    char text[1024]; /* UTF-8, cut at a character boundary when longer */
};

/* Sets the explanation and returns -1. place may be NULL. */
int err_at(struct err *e, enum status status, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* err_at without a place. */
int err_set(struct err *e, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the program in messages; name must outlive every message. Called once by stage_main. */
void err_program(const char *name);

/* Writes `program: place: level: text` and a line feed to stderr, control characters, bidirectional
 * controls and invalid UTF-8 escaped as \xNN. level is "error" or "warning"; place may be "" or
 * NULL. */
void err_say(const char *place, const char *level, const char *text);

/* Formats and says a warning. place may be NULL. */
void err_warn(const char *place, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
