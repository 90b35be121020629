/* What the modules that read a pack share: pack.c the files, packdefine.c names, packkind.c
 * kinds and scanners, packderive.c the fields that kinds derive, packrule.c the
 * rules and how they stand to each other, packbody.c what a rule matches and makes, packwhere.c its
 * conditions, packtest.c its examples, packtemplate.c rules with parameters, packimport.c what
 * becomes of them, packadd.c a rule of no file, packexpect.c what is expected of a batch,
 * packkeys.c values with a form of their own. None of this is for anybody else.
 *
 * Readers of a whole part of a file say what is wrong and go on, so that all errors are said at
 * once; readers of one thing return -1 with the first error in it.
 */
#ifndef TIYAO_PACKREAD_H
#define TIYAO_PACKREAD_H

#include "names.h"
#include "pack.h"

/* How many lists a pack may hold: their places must not move once named. */
enum { MOST_LISTS = 500 };

struct file {
    const struct node *root;
    size_t source; /* number of its pack */
};

/* Rules with parameters. */
struct template {
    const struct node *key;    /* where it is named */
    struct node **parameters;  /* their names */
    struct node *const *rules; /* with %{=NAME} where the argument NAME is filled in */
    size_t n_parameters, n_rules;
    bool used;
};

struct reader {
    struct pack *pack;
    size_t source;  /* number of the pack at hand */
    size_t changed; /* the last pack that took something of an earlier one away */
    struct file *files;
    size_t n_files, size_files;
    struct template *templates;
    size_t n_templates, size_templates;
    size_t filled;           /* bytes that templates were filled to */
    struct names ids;        /* of rules: number n is rules[n - 1] until they are sorted */
    pack_listener *listener; /* for what is wrong, with its context */
    void *context;
    struct err last; /* said: what each alternative of a rule stumbles over is said once */
    size_t errors;
};

void pack_say(struct reader *r, const struct err *e);

/* ---- values with a form of their own; *out stays as it is where the key is missing ---- */

int pack_bool(const struct node *map, const char *key, bool *out, struct err *e);
/* A whole number, with k for thousands and m for millions. */
int pack_whole_of(const struct node *n, int64_t *out, struct err *e);
int pack_whole(const struct node *map, const char *key, int64_t *out, struct err *e);
/* Text or a list of texts, as `count` nodes from items, which may be *one. */
int pack_texts(struct node **one, struct node *n, struct node ***items, size_t *count,
               struct err *e);
/* Reads each item of the list under a key. */
void pack_each(struct reader *r, const struct node *map, const char *key,
               int (*read)(struct reader *, const struct node *, struct err *));

/* ---- parts of a file ---- */

void pack_read_defines(struct reader *r, const struct node *file);
void pack_read_templates(struct reader *r, const struct node *file);
void pack_read_numerals(struct reader *r, const struct node *file);
void pack_read_kinds(struct reader *r, const struct node *file);
/* Rules whose keys are read and whose expressions are not yet compiled: those need all kinds. */
void pack_read_rules(struct reader *r, const struct node *file);
/* Adds a rule whose keys are read, unless something is wrong with it. */
void pack_begin_rule(struct reader *r, const struct node *map, const struct node *import);
void pack_finish_rules(struct reader *r);
void pack_read_expectations(struct reader *r, const struct node *file);

/* The keys of an item of `rules` that imports, and behind IMPORT_KEYS those of a rule. */
enum { IMPORT_KEYS = 2 };
extern const char *const pack_import_keys[];
typedef void begin_rule(struct reader *r, const struct node *map, const struct node *import);
/* Makes the rules of a template that an item of `rules` imports: begins each with the mapping that
 * it would be without a template. */
void pack_import(struct reader *r, const struct node *item, begin_rule *begin);
void pack_check_templates(struct reader *r);

/* NULL where there is none. */
struct template *pack_template(const struct reader *r, struct sv name);
/* The number of a parameter, or NONE. */
int32_t pack_parameter(const struct template *t, struct sv name);
/* Cuts the text before the next placeholder off *rest, and the placeholder, whose name it gives;
 * false where there is none, and *before is all. A name without its } reaches to the end. */
bool pack_placeholder(struct sv *rest, struct sv *before, struct sv *name);

/* Reads "derive" of what is said of a kind. What it names is checked once all rules are read. */
int pack_read_derived(struct reader *r, struct kind *k, const struct node *map, struct err *e);
void pack_check_derived(struct reader *r);

/* The kind of that name, made where it is not known yet. */
int32_t pack_add_kind(struct pack *p, struct sv name, const struct node *at);
void pack_check_used(struct reader *r);

/* ---- one rule ---- */

/* Names the rule in an error, and where it was imported, and says it. */
void pack_fault(struct reader *r, const struct rule *rule, struct err *e);
/* Reads some keys of a rule. */
typedef int rule_reader(struct reader *r, struct rule *rule, struct err *e);
/* Lets each of a NULL-ended list read; false where something is wrong. */
bool pack_read_by(rule_reader *const *readers, struct reader *r, struct rule *rule);
/* Reads all that needs kinds, definitions and the groups of the expression. */
void pack_finish_rule(struct reader *r, struct rule *rule);
void pack_read_conditions(struct reader *r, struct rule *rule, const char *key,
                          struct conditions *to);
void pack_read_tests(struct reader *r, struct rule *rule);
/* Refuses a group that no alternative of the rule has. */
int pack_check_group(const struct rule *rule, const struct node *at, struct sv name, struct err *e);

#endif
