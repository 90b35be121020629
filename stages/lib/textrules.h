/* What a pack says of the layout of its texts: the `layout` part of text.yaml.
 *
 * Marks by what they do, and expressions that tell captions, bylines and the like. Everything is
 * matched against folded text. tiyao-text(5) describes every key.
 */
#ifndef TIYAO_TEXTRULES_H
#define TIYAO_TEXTRULES_H

#include "arena.h"
#include "rx.h"
#include "yaml.h"

/* What a mark does; a code point may do several things. */
enum mark {
    MARK_END = 1 << 0,    /* ends a sentence */
    MARK_CLOSER = 1 << 1, /* may follow an end within the sentence */
    MARK_PAUSE = 1 << 2,  /* stands between parts of a sentence, which goes on behind it */
    MARK_LEAD = 1 << 3,   /* announces what follows: what ends with it is whole */
    MARK_INNER = 1 << 4,  /* never begins a line of its own accord */
    MARK_OPENS = 1 << 5,  /* of a quotation or bracket; a mark that does both is MARK_TOGGLE */
    MARK_CLOSES = 1 << 6,
    MARK_BRACKET = 1 << 7, /* a closing bracket: what ends with it is whole */
    MARK_STOP = 1 << 8,    /* a full stop: no headline holds one */
    MARK_LIST = 1 << 9,    /* stands between the items of a list, also in a headline */
};

enum { MARK_TABLED = 0x10000 };

/* Kinds of blocks. KIND_PAGE is taken out by normalize: a number of a page. */
enum block_kind {
    KIND_HEADLINE,
    KIND_SUBHEAD,
    KIND_BYLINE,
    KIND_CAPTION,
    KIND_EDITOR,
    KIND_PARAGRAPH,
    KIND_PAGE,
    KIND_COUNT,
};
extern const char *const kind_names[KIND_COUNT];

/* An expression that tells a kind; its block has no more code points than longest. It sees only the
 * last `end` code points of it (0: all). under_head: only for what stands between a headline and a
 * paragraph. */
struct block_rule {
    enum block_kind kind;
    struct rx *rx;
    uint32_t longest, end;
    bool under_head;
};

/* A pair of quotation marks; the two may be the same. */
struct quote_pair {
    uint32_t open, close;
};

struct textrules {
    uint16_t marks[MARK_TABLED]; /* enum mark by code point */
    struct quote_pair *quotes;
    size_t n_quotes;
    struct block_rule *blocks; /* the first that matches decides */
    size_t n_blocks;
    struct rx *starts;         /* a line that begins so begins a block; NULL: none */
    struct rx *cuts_name;      /* a line that ends so breaks off in a name; NULL: none */
    struct rx *cuts_phrase;    /* a line that ends so is no headline; NULL: none */
    struct rx *space;          /* of a seam: a space stands for the line break; NULL: not given */
    struct rx *cuts_word;      /* of a seam: the line's last character goes too; NULL: none */
    struct rx *not_end;        /* what ends with a mark that ends no sentence; NULL: none */
    uint32_t longest_headline; /* code points of a headline, a subhead */
    uint32_t running;          /* a line of so many code points is no headline but running text */
    uint32_t clause;           /* a line of so many with a pause may be running text */
    uint32_t longest_rule;     /* of all block rules */
};

/* The `text` file of the last pack among the folders that has one; its parts are left in
 * *normalize and *layout; n is at least 1. Without such a pack it is STATUS_USAGE. */
int textrules_find(const char *const *folders, size_t n, struct node **normalize,
                   struct node **layout, struct arena *a, struct err *e);

int textrules_open(struct textrules **out, const struct node *layout, struct arena *a,
                   struct err *e);
void textrules_close(struct textrules *t);

/* What a line break that is taken out leaves. */
enum seam {
    SEAM_NOTHING,
    SEAM_SPACE, /* a space stands for it */
    SEAM_WORD,  /* the character before it, a hyphen, goes with it */
};

/* Letters and digits of Latin script, as far as marks within words are concerned. */
static inline bool textrules_is_word(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7);
}

/* An apostrophe or what looks like one, behind a letter: it opens nothing. */
static inline bool textrules_apostrophe(uint32_t before, uint32_t c) {
    return (c == '\'' || c == 0x2019) && textrules_is_word(before);
}

static inline unsigned textrules_marks(const struct textrules *t, uint32_t c) {
    return c < MARK_TABLED ? t->marks[c] : 0;
}

/* The kind that the rules give a line or block of folded text with so many code points;
 * KIND_PARAGRAPH where none matches. */
enum block_kind textrules_kind(const struct textrules *t, struct sv text, size_t cps,
                               bool under_head);
/* A line that begins so begins a block. */
bool textrules_starts(const struct textrules *t, struct sv text);
/* A line with this end breaks off in a name; in a phrase. */
bool textrules_cuts_name(const struct textrules *t, struct sv tail);
bool textrules_cuts_phrase(const struct textrules *t, struct sv tail);

/* How much the expressions for seams and ends see on either side, code points. */
enum { TEXTRULES_LOOK = 16 };

/* The pack says what line breaks leave. */
static inline bool textrules_has_seams(const struct textrules *t) {
    return t->space || t->cuts_word;
}
/* text is the end of a line, a line feed and the beginning of the next line. */
enum seam textrules_seam(const struct textrules *t, struct sv text);
/* The mark of text that ends at byte `behind` ends no sentence, as an abbreviation's. */
bool textrules_no_end(const struct textrules *t, struct sv text, size_t behind);

/* The level of a Markdown heading, the number of '#', and what stands before its text; 0 where it
 * is none. */
unsigned textrules_heading(struct sv text, size_t *prefix);
/* A line that is emphasized in Markdown from end to end: a heading, if nothing else. */
bool textrules_emphasized(struct sv text);

#endif
