/* A rule pack, read and checked: what match works with.
 *
 * All memory is of the pack's arena and lives until pack_release. Names are looked up while
 * reading, so that everything here refers by index. tiyao-rules(5) describes the files.
 */
#ifndef TIYAO_PACK_H
#define TIYAO_PACK_H

#include "class.h"
#include "context.h"
#include "expectation.h"
#include "list.h"
#include "numeral.h"
#include "pattern.h"
#include "yaml.h"

enum { NONE = -1, MOST_FIELDS = 24 };

/* A kind of mention. */
struct kind {
    struct sv name;
    bool overlap; /* mentions of this kind may overlap each other */
    bool emit;    /* handed on to the next stage */
    bool said;    /* `kinds` says so, at `at` */
    int64_t made; /* the lowest phase that makes mentions of it */
    const struct node *at;
    struct field *derived; /* fields that its mentions get of their other fields, in order */
    size_t n_derived;
};

/* A named pattern or list of `define`. */
struct define {
    struct sv name;
    const struct node *key, *at; /* where it is named, and its list or expression */
    struct sv regex;             /* NULL p where it is a list */
    struct piece *tree;          /* of the regex; NULL while nothing has used it */
    uint32_t list;               /* index in lists */
    size_t source;               /* number of its pack */
    bool used, open;             /* open: being expanded, to refuse one that holds itself */
    bool bad;                    /* an error in it was said */
};

enum condition_test {
    TEST_IN,
    TEST_NOT_IN,
    TEST_NOT_PART, /* no longer or equal stretch of the text that holds it is a term */
    TEST_MATCHES,
    TEST_NOT_MATCHES,
    TEST_LENGTH,
    TEST_SCRIPT, /* all of it is of these scripts, and it is not empty */
};

/* A constraint on a named group of a rule. */
struct condition {
    struct sv group;
    enum condition_test test;
    const char *key;       /* how the pack calls the test */
    const struct node *at; /* what stands behind that key */
    bool more;             /* the next one is of the same item of its list */
    uint32_t list;
    struct rx *rx;
    unsigned shortest, longest; /* code points, both included */
};

struct conditions {
    struct condition *p;
    size_t n;
};

enum rule_status { RULE_UNSAID, RULE_EXPERIMENTAL, RULE_STABLE, RULE_DEPRECATED };

enum scope {
    SCOPE_SENTENCE,
    SCOPE_QUOTATION,
    SCOPE_DOCUMENT,
    SCOPE_PARAGRAPH, /* any block */
    SCOPE_BLOCK,     /* a block of the rule's block_kind */
};

struct expr;

/* A field of the mentions that a rule makes. */
struct field {
    struct sv name;
    struct expr *value;
    const struct node *at; /* the value; NULL where a rule makes it */
};

/* A number that counts towards a rule's score. */
struct share {
    const struct node *at;
    struct expr *value;
    double least; /* what the shares before it have to come to; -INFINITY where nothing is said */
};

struct test_case {
    const struct node *at;
    struct sv text;
    const struct node *want; /* NODE_LIST of mappings */
    int32_t *kinds; /* mentions of these are compared; those of the rule where there are none */
    size_t n_kinds;
    bool todo; /* is known to fail */
};

struct rule {
    struct sv id;
    const struct node *at;
    const struct node
        *import;   /* what made it of a template; NULL where it is a rule as it stands */
    size_t source; /* number of its pack */
    bool off;      /* a later pack switched it off */
    enum rule_status status;
    struct node **replaces; /* ids of rules that are no more */
    size_t n_replaces;
    int32_t kind;
    int64_t phase, priority;
    enum scope scope;
    struct sv block_kind;
    struct pattern *alternatives;
    size_t n_alternatives;
    struct context *before, *not_before; /* NULL where not given */
    struct conditions where;             /* all have to hold; a group that took no part passes */
    struct conditions unless;  /* refused where an item holds; such a group does not hold */
    int32_t *outside, *inside; /* kinds: the span lies in no mention / in some mention of these */
    size_t n_outside, n_inside;
    struct share *score; /* what is added up, in this order */
    size_t n_score;
    double at_least;
    bool has_score;
    struct sv span; /* group, "" for the whole match */
    bool all;       /* every way it can match from a start counts */
    bool nearest;   /* starts are tried from the anchor backwards, the first that matches counts */
    struct field *fields;
    size_t n_fields;
    uint64_t warn, stop; /* budget in steps a document */
    struct test_case *tests;
    size_t n_tests;
};

/* One of the packs that make a pack. */
struct pack_source {
    const char *folder; /* of the caller */
    struct node *head;  /* pack.yaml */
    struct sv name, version;
};

struct pack {
    struct arena arena;
    struct pack_source *sources; /* as they were given */
    size_t n_sources;
    struct latin *latin; /* opened by the first value that asks for pinyin */
    struct list *lists;
    size_t n_lists;
    struct define *defines;
    size_t n_defines, size_defines;
    struct kind *kinds;
    size_t n_kinds, size_kinds;
    struct numerals *numerals; /* scanners */
    size_t n_numerals;
    struct classes classes;
    const struct through *throughs; /* kept by convertlist.c */
    struct rule **rules;            /* by phase, then id */
    size_t n_rules, size_rules;
    struct expectation *expectations; /* in the order of the files */
    size_t n_expectations, size_expectations;
};

/* Reads the pack in a folder. What is wrong is said, all of it, each with its place; then -1 and an
 * error that counts. */
int pack_read(struct pack *p, const char *const *folders, size_t n, struct err *e);
/* The same; what is wrong is told to a listener instead. The pack holds what could be read. */
typedef void pack_listener(void *context, const struct err *e);
int pack_check(struct pack *p, const char *const *folders, size_t n, pack_listener *listener,
               void *context, struct err *e);
void pack_release(struct pack *p);

/* Adds a rule of no file: a mapping of keys to values as under `rules`. It comes behind all others,
 * in a phase of its own. What is wrong is told to the listener; then NULL. */
struct rule *pack_add_rule(struct pack *p, const struct node *map, pack_listener *listener,
                           void *context);
/* Compiles an alternative of a rule once more, traced and with the map of its pieces. */
int pack_trace(struct pack *p, const struct rule *rule, size_t alternative, struct pattern *x,
               struct pattern_map *map, struct err *e);
int32_t pack_kind(const struct pack *p, struct sv name);
struct define *pack_define(const struct pack *p, struct sv name);
/* The list that a name of `define` stands for, or NONE. */
int32_t pack_list(struct pack *p, struct sv name);

#endif
