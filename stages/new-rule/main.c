/* tiyao-new-rule: a rule to start from, printed or put into a rule file. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "append.h"
#include "fillin.h"
#include "pack.h"
#include "share.h"
#include "stage.h"
#include "wholefile.h"

enum { LONGEST = 100, MOST_NUMBER = 999 };

static struct texts kind_option, packs, to_option;

static const struct option_def options[] = {
    {'k', "kind", "KIND", "the kind of its mentions; the beginning of ID", OPTION_TEXT,
     &kind_option},
    {'p', "pack", "DIR", "the rule pack that it is for; may be given more than once", OPTION_TEXT,
     &packs},
    {'t', "to", "FILE", "put it behind the rules of this file", OPTION_TEXT, &to_option},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct pack pack; /* empty where none is named */
    struct str id, kind, phase, fields, rule;
} run;

static int check_name(const char *what, const char *name, struct err *e) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    size_t n = strlen(name);
    if (n > 0 && n <= LONGEST && strspn(name, letters) == n && name[0] != '-' && name[0] != '.')
        return 0;
    return err_set(e, STATUS_USAGE,
                   "%s has up to %d letters, digits, points, - and _, which \"%s\" does not", what,
                   LONGEST, name);
}

/* ---- what the pack says ---- */

static const struct rule *find_rule(const char *id) {
    for (size_t i = 0; i < run.pack.n_rules; i++)
        if (sv_is(run.pack.rules[i]->id, id)) return run.pack.rules[i];
    return NULL;
}

static int check_free(const char *id, struct err *e) {
    const struct rule *r = find_rule(id);
    return r ? node_err(node_get(r->at, "id"), e, "a rule \"%s\" is here already", id) : 0;
}

/* The first KIND.new.NNN that no rule of the pack has. */
static int make_id(struct err *e) {
    for (int i = 1; i <= MOST_NUMBER; i++) {
        str_clear(&run.id);
        str_printf(&run.id, "%s.new.%03d", run.kind.p, i);
        if (!find_rule(run.id.p)) return 0;
    }
    return err_set(e, STATUS_USAGE, "all ids up to \"%s\" are taken", run.id.p);
}

static void add_field(const char *name) {
    struct str known = {0}, one = {0};
    str_printf(&known, "%s,", run.fields.p);
    str_printf(&one, " %s,", name);
    if (!strstr(known.p, one.p)) str_printf(&run.fields, "%s %s", run.fields.n ? "," : "", name);
    str_release(&known);
    str_release(&one);
}

/* The phase and the fields of the rules of this kind that there are. */
static void look_at_kind(void) {
    int64_t phase = 50;
    bool known = false;
    str_c(&run.fields, "");
    for (size_t i = 0; i < run.pack.n_rules; i++) {
        const struct rule *r = run.pack.rules[i];
        if (!sv_is(run.pack.kinds[r->kind].name, run.kind.p)) continue;
        if (!known) phase = r->phase;
        known = true;
        for (size_t k = 0; k < r->n_fields; k++)
            add_field(r->fields[k].name.p);
    }
    str_printf(&run.phase, "%lld", (long long)phase);
    if (packs.n > 0 && !known) err_warn(NULL, "no rule of the pack is of kind \"%s\"", run.kind.p);
}

/* ---- the rule ---- */

static int name_rule(const char *id, struct err *e) {
    const char *kind = kind_option.n ? kind_option.item[kind_option.n - 1] : NULL;
    if (kind)
        str_c(&run.kind, kind);
    else
        str_put(&run.kind, id ? id : "name", id ? strcspn(id, ".") : 4);
    if (check_name("a kind", run.kind.p, e) != 0) return -1;
    if (!id) return make_id(e);
    str_c(&run.id, id);
    return check_name("an id", id, e) == 0 ? check_free(id, e) : -1;
}

static int fill(struct err *e) {
    struct str path = {0}, text = {0}, fields = {0};
    uint64_t size;
    str_c(&fields, "");
    if (run.fields.n > 0) str_printf(&fields, " Others give:%s.", run.fields.p);
    const struct fillin_word words[] = {{"@id@", run.id.p},
                                        {"@kind@", run.kind.p},
                                        {"@phase@", run.phase.p},
                                        {"@fields@", fields.p},
                                        {NULL, NULL}};
    int result = share_path(&path, "rules/samples/rule.yaml", e);
    if (result == 0 && wholefile_read(&text, AT_FDCWD, path.p, 65536, &size) != WHOLEFILE_READ)
        result = err_at(e, STATUS_SYSTEM, path.p, "cannot read this sample");
    if (result == 0) fillin_put(&run.rule, str_view(&text), words);
    str_release(&path);
    str_release(&text);
    str_release(&fields);
    return result;
}

static int print(const char *text, struct err *e) {
    if (fputs(text, stdout) >= 0 && fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static int put_into(const char *file, struct err *e) {
    struct str said = {0};
    unsigned line;
    int result = append_rule(file, run.id.p, str_view(&run.rule), &line, e);
    if (result == 0) str_printf(&said, "%s:%u: rule \"%s\"\n", file, line, run.id.p);
    if (result == 0) result = print(said.p, e);
    str_release(&said);
    return result;
}

static int run_all(int n, char **operands, struct out *o, struct err *e) {
    (void)o;
    if (n > 1) return err_set(e, STATUS_USAGE, "\"%s\" is one operand too many", operands[1]);
    if (packs.n > 0 && pack_read(&run.pack, packs.item, packs.n, e) != 0) return -1;
    if (name_rule(n ? operands[0] : NULL, e) != 0) return -1;
    look_at_kind();
    if (fill(e) != 0) return -1;
    return to_option.n ? put_into(to_option.item[to_option.n - 1], e) : print(run.rule.p, e);
}

static void release(void) {
    if (packs.n > 0) pack_release(&run.pack);
    struct str *const all[] = {&run.id, &run.kind, &run.phase, &run.fields, &run.rule};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        str_release(all[i]);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "new-rule",
        .summary = "write a rule to start from, with remarks and examples",
        .operands = "[ID]",
        .options = options,
        .run = run_all,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
