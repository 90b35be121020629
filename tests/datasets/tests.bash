# Datasets that packs bring: by rules and a schema, no word of them in the programs.

# A pack with a dataset `figures` of one rule: whatever stands in 《》.
figures_pack() { # FOLDER
    mkdir -p "$1/schemas"
    cat >"$1/pack.yaml" <<'END'
pack: figures
version: 1
files: [rules.yaml]
END
    cat >"$1/rules.yaml" <<'END'
rules:
  - { id: figure.quoted.001, kind: figure, match: '《(?<what>[^》]+)》', value: { what: $what } }
resolve:
  - rows: { dataset: figures, prefix: f, from: figure, values: { what: $what } }
  - mentions:
      { dataset: mentions, prefix: m, of: [figures], form: full, values: { dataset: $.dataset, row_id: $.row, form: $.form } }
END
    cat >"$1/schemas/figures.json" <<'END'
{
  "title": "Figures",
  "fields": [
    {"name": "figure_id"}, {"name": "doc_id"}, {"name": "what"}, {"name": "rule_id"},
    {"name": "start", "type": "integer"}, {"name": "end", "type": "integer"}
  ]
}
END
}

pack_brings_dataset() {
    mkdir in
    printf '会议讨论了《养老服务规划》和《公交办法》。\n' >in/a.txt
    figures_pack own
    chain_is 0 in data "RULES=$top/rules/zh-politics own"
    grep -q '^ *2  data/figures.csv$' stdout || die "its rows are not counted: $(cat stdout)"
    same "figures.csv" "$(cat data/figures.csv)" '"figure_id","doc_id","what","rule_id","start","end"
"a.f1","a","养老服务规划","figure.quoted.001","5","13"
"a.f2","a","公交办法","figure.quoted.001","14","20"'
    same "mentions" "$(grep -c '"figures","a.f[12]","full"' data/mentions.csv)" 2
    grep -q '"figures":\[' data/json/a.json || die "not in the JSON of the document"
    grep -q '^## Figures (`figures.csv`)' data/codebook.md || die "not in the codebook"
    grep -q '^- `figures`: Figures$' data/codebook.md || die "mentions.dataset does not name it"
}

changed_schema_only_tabulates() {
    figures_pack own
    chain_is 0 "$articles" data "RULES=$top/rules/zh-politics own"
    touch mark
    sleep 0.02
    sed -i 's/"Figures"/"Works"/' own/schemas/figures.json
    chain_is 0 "$articles" data "RULES=$top/rules/zh-politics own"
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
    grep -q '^## Works (`figures.csv`)' data/codebook.md || die "the codebook is the old one"
    # A new one too.
    sed 's/figure/thing/; s/Figures/Things/' own/schemas/figures.json >own/schemas/things.json
    chain_is 0 "$articles" data "RULES=$top/rules/zh-politics own"
    [[ -f data/things.csv ]] || die "no things.csv"
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
}

former_dataset_leaves() {
    figures_pack own
    chain_is 0 "$articles" data "RULES=$top/rules/zh-politics own"
    touch data/notes.csv data/notes.jsonl
    reference
    chain_is 0 "$articles" data
    rm data/notes.csv data/notes.jsonl
    alike "without the pack" data "$work/reference"
    # A package that is none of ours decides nothing.
    mkdir other
    printf '{"resources":[{"name":"notes"}]}\n' >other/datapackage.json
    touch other/notes.csv
    chain_is 0 "$articles" other
    [[ -f other/notes.csv ]] || die "a file of somebody else is gone"
}

bad_schema_of_pack() {
    figures_pack own
    sed -i 's/"integer"/"whole"/' own/schemas/figures.json
    chain "$articles" data "RULES=$top/rules/zh-politics own"
    [[ $status == 2 ]] || die "status $status"
    grep -q '^tiyao-tabulate: own/schemas/figures.json:5: error: column "start" has the unknown type "whole"$' stderr ||
        die "says: $(cat stderr)"
    [[ ! -e data/figures.csv ]] || die "a dataset was written"
    same "shards done before it was said" "$(find data/.tiyao/text -name '*.jsonl' | wc -l)" 0
}

test_datasets() {
    local what
    for what in pack_brings_dataset changed_schema_only_tabulates former_dataset_leaves bad_schema_of_pack; do
        check "datasets/$what" $what
    done
}
