#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "version.h"

enum { MOST_OPTIONS = 30, HELP_CODE = 256 };

static bool bad_input;

void stage_bad_input(void) {
    bad_input = true;
}

static const struct option_def common[] = {
    {'h', "help", NULL, "show this help and stop", OPTION_FLAG, NULL},
    {'V', "version", NULL, "show the version and stop", OPTION_FLAG, NULL},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static void print_options(const struct option_def *o) {
    for (; o && o->name; o++) {
        char left[64];
        snprintf(left, sizeof left, "%s%s%s", o->name, o->operand ? " " : "",
                 o->operand ? o->operand : "");
        if (o->letter)
            printf("  -%c, --%-22s %s\n", o->letter, left, o->help);
        else
            printf("      --%-22s %s\n", left, o->help);
    }
}

static void print_help(const struct stage *s) {
    printf("usage: tiyao-%s [options] %s\n%s\n\n", s->name, s->operands, s->summary);
    print_options(s->options);
    print_options(common);
}

static int set_option(const struct option_def *o, const char *text, struct err *e) {
    char *end = NULL;
    if (o->kind == OPTION_FLAG) {
        *(bool *)o->value = true;
    } else if (o->kind == OPTION_TEXT) {
        struct texts *t = o->value;
        if (t->n == sizeof t->item / sizeof t->item[0])
            return err_set(e, STATUS_USAGE, "option --%s is given too often", o->name);
        t->item[t->n++] = text;
    } else {
        errno = 0;
        *(uint64_t *)o->value = strtoull(text, &end, 10);
        if (errno || end == text || *end || text[0] == '-')
            return err_set(e, STATUS_USAGE, "option --%s takes a whole number, not \"%s\"", o->name,
                           text);
    }
    return 0;
}

/* The letters and long names as getopt_long wants them. */
struct getopt_tables {
    char letters[2 * MOST_OPTIONS + 2];
    struct option longs[MOST_OPTIONS + 1];
    const struct option_def *defs[MOST_OPTIONS];
    size_t n;
};

static void add_options(struct getopt_tables *t, const struct option_def *o) {
    for (; o && o->name && t->n < MOST_OPTIONS; o++) {
        size_t at = strlen(t->letters);
        if (o->letter) snprintf(t->letters + at, 3, "%c%s", o->letter, o->operand ? ":" : "");
        t->longs[t->n] = (struct option){o->name, o->operand ? required_argument : no_argument,
                                         NULL, HELP_CODE + (int)t->n};
        t->defs[t->n++] = o;
    }
}

static const struct option_def *option_of(const struct getopt_tables *t, int code) {
    if (code >= HELP_CODE) return t->defs[code - HELP_CODE];
    for (size_t i = 0; i < t->n; i++)
        if (t->defs[i]->letter == code) return t->defs[i];
    return NULL;
}

/* 0: go on with the operands from optind on; 1: all is done; -1: wrong use. */
static int read_options(const struct stage *s, int argc, char **argv, struct err *e) {
    struct getopt_tables t = {.letters = ":"};
    add_options(&t, common);
    add_options(&t, s->options);
    int code;
    while ((code = getopt_long(argc, argv, t.letters, t.longs, NULL)) != -1) {
        const char *word = optind > 0 ? argv[optind - 1] : "";
        if (code == '?' && optopt && optopt < HELP_CODE)
            return err_set(e, STATUS_USAGE, "unknown option \"-%c\"", optopt);
        if (code == '?') return err_set(e, STATUS_USAGE, "unknown option \"%s\"", word);
        if (code == ':') return err_set(e, STATUS_USAGE, "option \"%s\" lacks its operand", word);
        const struct option_def *o = option_of(&t, code);
        if (o == &common[0]) return print_help(s), 1;
        if (o == &common[1]) return printf("tiyao-%s %s\n", s->name, TIYAO_VERSION), 1;
        if (set_option(o, optarg, e) != 0) return -1;
    }
    return 0;
}

static bool is_taken(const struct stage *s, struct sv type) {
    for (const char *const *t = s->takes; t && *t; t++)
        if (sv_is(type, *t)) return true;
    return false;
}

static int pass_document(const struct stage *s, const struct document *d, struct out *o,
                         struct err *e) {
    for (size_t i = 0; i < d->n; i++)
        if (!is_taken(s, d->records[i].type) && out_copy(o, d->records[i].line, e) != 0) return -1;
    return s->each(d, o, e) != 0 ? -1 : out_end_document(o, d->doc_id, e);
}

static int pass_stream(const struct stage *s, int fd, const char *name, struct out *o,
                       struct err *e) {
    struct in *i = in_open(fd, name);
    struct document d;
    int got;
    while ((got = in_next(i, &d, e)) > 0)
        if (pass_document(s, &d, o, e) != 0) {
            if (!e->place[0])
                snprintf(e->place, sizeof e->place, "%s:%zu", name, d.records[0].number);
            got = -1;
            break;
        }
    in_close(i);
    return got;
}

static int pass_file(const struct stage *s, const char *name, struct out *o, struct err *e) {
    if (strcmp(name, "-") == 0) return pass_stream(s, STDIN_FILENO, "-", o, e);
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return err_at(e, STATUS_INPUT, name, "cannot open: %s", strerror(errno));
    int result = pass_stream(s, fd, name, o, e);
    close(fd);
    return result;
}

static int pass_all(const struct stage *s, int n, char **operands, struct out *o, struct err *e) {
    if (s->run) return s->run(n, operands, o, e);
    if (n == 0) return pass_file(s, "-", o, e);
    for (int i = 0; i < n; i++)
        if (pass_file(s, operands[i], o, e) != 0) return -1;
    return 0;
}

static int whole_run(const struct stage *s, int argc, char **argv, struct err *e) {
    int done = read_options(s, argc, argv, e);
    if (done < 0) return -1;
    if (done > 0)
        return fflush(stdout) == 0
                   ? 0
                   : err_set(e, STATUS_SYSTEM, "cannot write standard output: %s", strerror(errno));
    struct out o;
    out_init(&o, STDOUT_FILENO, "standard output");
    int result = s->start ? s->start(e) : 0;
    if (result == 0) result = pass_all(s, argc - optind, argv + optind, &o, e);
    if (result == 0 && s->finish) result = s->finish(&o, e);
    if (result == 0 && !s->sink) result = out_complete(&o, e);
    if (s->release) s->release();
    out_release(&o);
    return result;
}

int stage_main(const struct stage *s, int argc, char **argv) {
    static char program[64];
    struct err e = {0};
    snprintf(program, sizeof program, "tiyao-%s", s->name);
    err_program(program);
    setlocale(LC_ALL, "C");
    signal(SIGPIPE, SIG_IGN);
    if (whole_run(s, argc, argv, &e) != 0) {
        err_say(e.place, "error", e.text);
        return (int)e.status;
    }
    return bad_input ? STATUS_INPUT : STATUS_OK;
}
