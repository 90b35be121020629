# Several packs: which are found where, which extend others, what a run makes of them.

# A pack that extends the one that ships: another post, another rule for it, one rule less, a column
# of its own in resolve.
mine_pack() { # FOLDER EXTENDS
    mkdir -p "$1"
    printf 'pack: mine\nversion: 2\nextends: %s\nfiles: [rules.yaml]\n' "$2" >"$1/pack.yaml"
    cat >"$1/rules.yaml" <<'END'
define:
  post: { list: posts.txt, extends: true }
rules:
  - { id: number.ordinal.001, off: true }
resolve:
  - rows:
      dataset: titles
      prefix: t
      from: title
      when: [ { field: position, is: 总舵主 } ]
      each: person
      values: { person_id: $person.id, name: $person, position: 首领, status: current }
END
    printf '总舵主\n' >"$1/posts.txt"
}

a_text() {
    mkdir in
    printf '本报讯 省林业局局长周明远昨日说，青溪总舵主高一鸣已到。\n' >in/a.txt
}

said_of() { # what it says of a pack, without the place of the programs
    try tiyao-match "$@" </dev/null
    sed "s,$bin/../share/tiyao,SHARE,g" stderr
}

packs_are_found() {
    mkdir -p a/one b/one b/two two
    local folder
    for folder in a/one b/one b/two two; do
        printf 'files: [rules.yaml]\n' >$folder/pack.yaml
        printf 'rules: [ { id: a, kind: k, match: a, tests: [ { text: "%s", want: [] } ], where: [ 1 ] } ]\n' $folder >$folder/rules.yaml
    done
    mkdir one # no pack: it has no pack.yaml
    export TIYAO_RULES=:none:a:b:
    said_of -r one | grep -q '^tiyao-match: a/one/rules.yaml' || die "one: $(cat stderr)"
    said_of -r two | grep -q '^tiyao-match: two/rules.yaml' || die "two: $(cat stderr)"
    said_of -r b/two | grep -q '^tiyao-match: b/two/rules.yaml' || die "b/two: $(cat stderr)"
    same "of a name that is nowhere" "$(said_of -r zh-nothing)" \
        'tiyao-match: error: no rule pack "zh-nothing"; looked for "zh-nothing/pack.yaml", "none/zh-nothing/pack.yaml", "a/zh-nothing/pack.yaml", "b/zh-nothing/pack.yaml", "SHARE/rules/zh-nothing/pack.yaml"'
    same "its status" "$(try tiyao-match -r zh-nothing </dev/null; echo $status)" 2
    same "of a folder" "$(said_of -r one/)" \
        'tiyao-match: error: no rule pack "one/"; looked for "one//pack.yaml"'
    same "of no name" "$(said_of -r '')" 'tiyao-match: error: no rule pack ""; looked for nothing'
    unset TIYAO_RULES
    same "of a name that was listed" "$(said_of -r one)" \
        'tiyao-match: error: no rule pack "one"; looked for "one/pack.yaml", "SHARE/rules/one/pack.yaml"'
    try tiyao-match -r zh-politics --print-expressions
    same "status of the pack that ships" $status 0
    mv stdout named
    try tiyao-match --print-expressions
    cmp -s stdout named || die "without a name it is another one"
    mkdir -p own/zh-politics
    printf 'files: [rules.yaml]\n' >own/zh-politics/pack.yaml
    printf 'rules: [ { id: a, kind: k, match: a } ]\n' >own/zh-politics/rules.yaml
    same "the pack without a name" "$(TIYAO_RULES=own tiyao-match --print-expressions | cut -f1)" a
}

extended_packs_are_read_first() {
    local name
    mkdir p
    for name in a b c d; do
        mkdir p/$name
        printf 'rules: [ { id: %s, kind: k, match: %s } ]\n' $name $name >p/$name/rules.yaml
    done
    printf 'files: [rules.yaml]\n' >p/a/pack.yaml
    printf 'extends: a\nfiles: [rules.yaml]\n' >p/b/pack.yaml       # beside it
    printf 'extends: [../a]\nfiles: [rules.yaml]\n' >p/c/pack.yaml # as seen from it
    printf 'extends: [b, c]\nfiles: [rules.yaml]\n' >p/d/pack.yaml
    same "rules of all, each once" "$(tiyao-match -r p/d -r p/a -r p/./b --print-expressions | cut -f1 | tr '\n' ' ')" 'a b c d '
    (cd p/d && same "from inside" "$(tiyao-match -r . --print-expressions | cut -f1 | tr '\n' ' ')" 'a b c d ')
    # In the order of packs, which is not that of the command line: b may override a.
    printf 'rules: [ { id: a, kind: k, match: bb, overrides: true } ]\n' >p/b/rules.yaml
    same "the rule that overrides" "$(tiyao-match -r p/a -r p/b --print-expressions | cut -f1,2)" $'a\t(?:bb)(?C253)'
    same "whatever is named first" "$(tiyao-match -r p/b -r p/a --print-expressions | cut -f1,2)" $'a\t(?:bb)(?C253)'
    for name in {1..70}; do
        mkdir p/n$name
        printf 'extends: n%d\nfiles: []\n' $((name + 1)) >p/n$name/pack.yaml
    done
    try tiyao-match -r p/n1
    same "status of too many" $status 2
    grep -q ': error: more than 64 rule packs$' stderr || die "says: $(cat stderr)"
}

a_pack_extends_ours() {
    a_text
    mine_pack mine zh-politics
    chain_is 0 in plain
    same "the post that nobody knows" "$(grep -c 总舵主 plain/titles.csv)" 0
    chain_is 0 in data RULES=mine
    same "posts" "$(cut -d, -f4,6 data/titles.csv | tr -d '"\r' | tail -n +2 | paste -sd' ')" \
        '周明远,局长 高一鸣,总舵主 高一鸣,首领'
    same "packs of the package" "$(grep -o '"name": "[a-z-]*", "version": "[0-9.]*"' data/datapackage.json | paste -sd' ')" \
        '"name": "zh-politics", "version": "0.1.0" "name": "mine", "version": "2"'
    chain_is 0 in other RULES=mine TIYAO_RULES="$top/rules"
    alike "the pack by another way" data other
}

changed_base_is_seen() {
    a_text
    mkdir rules
    cp -rL "$top/rules/zh-politics" rules/base
    mine_pack rules/mine base
    export TIYAO_RULES=$PWD/rules
    chain_is 0 in data RULES=mine
    touch mark
    sleep 0.02
    chain_is 0 in data RULES=mine
    same "shards done again for nothing" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
    printf '副总舵主\n' >>rules/base/lists/posts.txt
    chain_is 0 in data RULES=mine
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 1
    same "shards read again" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 0
    # The last pack that names a text file has it.
    sed 's/^  headline: .*/  headline: 3/' rules/base/text.yaml >rules/mine/text.yaml
    printf 'text: text.yaml\n' >>rules/mine/pack.yaml
    chain_is 0 in data RULES=mine
    same "shards read again for a text file" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 1
    printf '本报讯\n\n省林业局局长周明远昨日说。\n' >b.txt
    same "blocks by the last text file" "$(tiyao-read b.txt | tiyao-normalize -r mine | tiyao-segment -r mine | grep -c '"headline"')" \
        "$(tiyao-read b.txt | tiyao-normalize -r rules/mine -r rules/base | tiyao-segment -r rules/base -r rules/mine | grep -c '"headline"')"
}

missing_pack_stops_a_run() {
    a_text
    chain in data RULES=zh-nothing
    same status $status 2
    grep -q '^tiyao-plan: error: no rule pack "zh-nothing"; looked for "zh-nothing/pack.yaml", ' stderr || die "says: $(cat stderr)"
    [[ ! -e data/people.csv ]] || die "datasets were written"
    mine_pack mine zh-nothing
    chain in data RULES=mine
    same "status of what extends it" $status 2
    grep -q '^tiyao-plan: mine/pack.yaml:3:10: error: no rule pack "zh-nothing"; looked for "mine/../zh-nothing/pack.yaml", ' stderr ||
        die "says: $(cat stderr)"
}

test_packs() {
    local what
    for what in packs_are_found extended_packs_are_read_first a_pack_extends_ours changed_base_is_seen missing_pack_stops_a_run; do
        check "packs/$what" $what
    done
}
