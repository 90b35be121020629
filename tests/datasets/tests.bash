# Datasets that packs bring: by rules and a schema, no word of them in the programs.

# A pack with a dataset `figures` of one rule: whatever stands in 《》.
figures_pack() { # FOLDER
    mkdir -p "$1/schemas"
    cat >"$1/pack.yaml" <<'END'
pack: figures
version: 1
extends: zh-politics
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
    chain_is 0 in data RULES=own
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
    chain_is 0 "$articles" data RULES=own
    touch mark
    sleep 0.02
    sed -i 's/"Figures"/"Works"/' own/schemas/figures.json
    chain_is 0 "$articles" data RULES=own
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
    grep -q '^## Works (`figures.csv`)' data/codebook.md || die "the codebook is the old one"
    # A new one too.
    sed 's/figure/thing/; s/Figures/Things/' own/schemas/figures.json >own/schemas/things.json
    chain_is 0 "$articles" data RULES=own
    [[ -f data/things.csv ]] || die "no things.csv"
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
}

former_dataset_leaves() {
    figures_pack own
    chain_is 0 "$articles" data RULES=own
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
    chain "$articles" data RULES=own
    [[ $status == 2 ]] || die "status $status"
    grep -q '^tiyao-tabulate: own/schemas/figures.json:5: error: column "start" has the unknown type "whole"$' stderr ||
        die "says: $(cat stderr)"
    [[ ! -e data/figures.csv ]] || die "a dataset was written"
    same "shards done before it was said" "$(find data/.tiyao/text -name '*.jsonl' | wc -l)" 0
}

# ---- the packs zh-places and zh-quotes ----

# Some columns of a dataset, a row a line, parted by "|".
columns() { # FILE COLUMN ...
    local file=$1
    shift
    awk -v show="$*" '
        function fields(line, out) { return split(substr(line, 2, length(line) - 2), out, "\",\"") }
        NR == 1 { n = fields($0, names); for (i = 1; i <= n; i++) at[names[i]] = i; m = split(show, wanted, " "); next }
        { fields($0, value); line = value[at[wanted[1]]]; for (i = 2; i <= m; i++) line = line "|" value[at[wanted[i]]]; print line }' "$file"
}

# The rows, written by hand before the rules had seen the articles; and all that a dataset is.
pack_gives_rows() { # NAME COLUMN ...
    local name=$1 what
    shift
    chain_is 0 "$top/tests/datasets/articles" data RULES=zh-$name
    columns data/$name.csv "$@" >have
    diff "$top/tests/datasets/$name.want" have >differences || die "$(grep '^[<>]' differences | head -n 4 | tr '\n' ' ')"
    local rows
    rows=$(wc -l <have)
    same "rows in JSON Lines" "$(wc -l <data/$name.jsonl)" "$rows"
    same "rows in the JSON of documents" "$(cat data/json/*.json | grep -c "^{\"${name%s}_id\":")" "$rows"
    grep -q "^ *$rows  data/$name.csv\$" stdout || die "not counted: $(cat stdout)"
    grep -q "\"path\": \"$name.csv\"" data/datapackage.json || die "not in the data package"
    same "sections of the codebook" "$(grep -c "(\`$name.csv\`)\$" data/codebook.md)" 2
    same "mentions.dataset in the codebook" "$(grep -c "^- \`$name\`: " data/codebook.md)" 2
    same "columns in both languages" "$(grep -c "^| \`${name%s}_id\` | .* | .* | .* | .* | .* |\$" data/codebook.md)" 2
    # mentions has each row, and people's rows do not change for the pack.
    [[ $(columns data/mentions.csv dataset row_id | grep "^$name|" | sort -u | wc -l) == "$rows" ]] || die "rows without mentions"
    chain_is 0 "$top/tests/datasets/articles" plain
    for what in documents people titles proposals numbers; do
        cmp data/$what.csv plain/$what.csv || die "$what.csv differs with the pack"
    done
    grep -v "\"$name\"" data/mentions.csv | cut -d, -f2- | cmp - <(cut -d, -f2- plain/mentions.csv) || die "other mentions differ"
}

keys_lead_somewhere() {
    chain_is 0 "$top/tests/datasets/articles" data "RULES=zh-places zh-quotes"
    columns data/people.csv person_id | sort >people
    columns data/quotes.csv person_ids | tr ';' '\n' | grep . | sort -u >used
    [[ -s used ]] || die "nobody is quoted"
    same "persons of quotes that are none" "$(comm -13 people used)" ""
    columns data/documents.csv doc_id | sort >documents
    same "documents of places" "$(columns data/places.csv doc_id | sort -u)" "$(cat documents)"
    same "counted mentions" "$(columns data/mentions.csv dataset | grep -c '^places$')" \
        "$(columns data/places.csv mentions | awk '{ n += $1 } END { print n }')"
    # Both packs at once give what each gives alone, in either order.
    local name
    for name in places quotes; do
        chain_is 0 "$top/tests/datasets/articles" $name RULES=zh-$name
        cmp data/$name.csv $name/$name.csv || die "$name.csv differs beside the other pack"
    done
    chain_is 0 "$top/tests/datasets/articles" turned "RULES=zh-quotes zh-places" -j2 SHARD=1
    for name in places quotes mentions people; do
        cmp data/$name.csv turned/$name.csv || die "$name.csv follows the order of packs"
    done
}

# No program knows the names: under other names the same rows come out.
names_are_the_packs_own() {
    ! (cd "$top" && grep -rnE '"(places|quotes)\.|"places"|zh-places|zh-quotes|quote_id|place_id' stages) >found || die "$(head -n 1 found)"
    cp -rL "$top/rules/zh-places" spots
    cp -rL "$top/rules/zh-quotes" sayings
    sed -i 's/\(dataset: \|of: \[\|"name": "\)places/\1spots/' spots/places.yaml spots/schemas/places.json
    sed -i 's/\(dataset: \|of: \[\|"name": "\)quotes/\1sayings/' sayings/quotes.yaml sayings/schemas/quotes.json
    mv spots/schemas/places.json spots/schemas/spots.json
    mv sayings/schemas/quotes.json sayings/schemas/sayings.json
    chain_is 0 "$top/tests/datasets/articles" renamed "RULES=spots sayings"
    chain_is 0 "$top/tests/datasets/articles" data "RULES=zh-places zh-quotes"
    cmp renamed/spots.csv data/places.csv || die "places under another name differ"
    cmp renamed/sayings.csv data/quotes.csv || die "quotes under another name differ"
}

# Memory grows with the document, not with its square.
long_document() {
    local i
    for ((i = 0; i < 3000; i++)); do
        echo '东岭省明溪市青溪县石桥镇的班车发车。周明远表示，全县新开通线路十二条，“车来了，路通了。”周明远说，“好，坐车。”'
    done >a.txt
    tiyao-read a.txt | tiyao-normalize -r zh-quotes | tiyao-segment -r zh-quotes | tiyao-match -r zh-quotes -r zh-places >mentions
    (ulimit -v 500000 && tiyao-resolve -r zh-quotes -r zh-places <mentions >rows) || die "it takes more than 500 MB"
    same "quotes" "$(grep -c '"dataset":"quotes","id"' rows)" 9000
}

test_datasets() {
    local what
    for what in pack_brings_dataset changed_schema_only_tabulates former_dataset_leaves bad_schema_of_pack; do
        check "datasets/$what" $what
    done
    check datasets/places pack_gives_rows places doc_id place text_original type variants mentions
    check datasets/quotes pack_gives_rows quotes doc_id speaker cue kind text
    for what in keys_lead_somewhere names_are_the_packs_own long_document; do
        check "datasets/$what" $what
    done
}
