/* tiyao-new-dataset: a rule pack with a dataset of one's own, to start from. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "share.h"
#include "stage.h"
#include "tree.h"

enum { LONGEST = 40 };

static struct texts extends;

static const struct option_def options[] = {
    {'e', "extends", "PACK", "the pack that it stands on (zh-politics)", OPTION_TEXT, &extends},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static bool is_name(const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    if (!name[0] || !strchr(letters, name[0]) || strlen(name) > LONGEST) return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

/* Refuses names that no new dataset can have. */
static int check_name(const char *name, struct err *e) {
    struct str schema = {0}, file = {0};
    struct stat s;
    if (!is_name(name))
        return err_set(e, STATUS_USAGE,
                       "a dataset's name begins with a letter and has up to %d lower-case letters, "
                       "digits and _, which \"%s\" does not",
                       LONGEST, name);
    str_printf(&file, "schemas/%s.json", name);
    int result = share_path(&schema, file.p, e);
    if (result == 0 && stat(schema.p, &s) == 0)
        result = err_set(e, STATUS_USAGE, "a dataset \"%s\" is there already", name);
    str_release(&schema);
    str_release(&file);
    return result;
}

/* What one row is called: without the last s of a plural. */
static void put_one(struct str *one, const char *name) {
    size_t n = strlen(name);
    if (n > 3 && name[n - 1] == 's' && name[n - 2] != 's') n--;
    str_put(one, name, n);
}

/* The folder without slashes at its end. */
static void put_folder(struct str *folder, const char *name) {
    size_t n = strlen(name);
    while (n > 1 && name[n - 1] == '/')
        n--;
    str_put(folder, name, n);
}

static int say(const struct str *made, const char *folder, struct err *e) {
    fputs(made->p, stdout);
    printf("\n  tiyao test %s\n  tiyao run ARTICLES OUT RULES=%s\n", folder, folder);
    return fflush(stdout) == 0 ? 0 : err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

/* As a text of YAML: in single quotes where it is no plain name. */
static void put_text(struct str *s, const char *text) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
    if (text[0] != '-' && text[strspn(text, plain)] == '\0') {
        str_c(s, text);
        return;
    }
    str_byte(s, '\'');
    for (; *text; text++) {
        if (*text == '\'') str_byte(s, '\'');
        str_byte(s, *text);
    }
    str_byte(s, '\'');
}

static int check_line(const char *text, struct err *e) {
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return err_set(e, STATUS_USAGE, "\"%s\" has a control character in it", text);
    return *text ? 0 : err_set(e, STATUS_USAGE, "an empty name is given");
}

static int make(const char *name, const char *where, struct err *e) {
    struct str sample = {0}, one = {0}, folder = {0}, made = {0}, base = {0};
    const char *pack = extends.n ? extends.item[extends.n - 1] : "zh-politics";
    if (check_line(where, e) != 0 || check_line(pack, e) != 0) return -1;
    put_one(&one, name);
    put_text(&base, pack);
    put_folder(&folder, where);
    const struct fillin_word words[] = {
        {"@name@", name},      {"@one@", one.p}, {"@folder@", folder.p},
        {"@extends@", base.p}, {NULL, NULL},
    };
    int result = share_path(&sample, "rules/samples/dataset", e);
    if (result == 0) result = tree_make(folder.p, sample.p, words, &made, e);
    if (result == 0) result = say(&made, folder.p, e);
    str_release(&sample);
    str_release(&one);
    str_release(&folder);
    str_release(&made);
    str_release(&base);
    return result;
}

static int run(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (n < 1) return err_set(e, STATUS_USAGE, "the name of the dataset is missing");
    if (n > 2) return err_set(e, STATUS_USAGE, "\"%s\" is one operand too many", operands[2]);
    return check_name(operands[0], e) == 0 ? make(operands[0], operands[n - 1], e) : -1;
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "new-dataset",
        .summary = "make a rule pack with a dataset of one's own, to start from",
        .operands = "NAME [DIR]",
        .options = options,
        .run = run,
        .sink = true,
    };
    return stage_main(&stage, argc, argv);
}
