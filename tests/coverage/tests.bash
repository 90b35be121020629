# What rules cost and gave: counted without changing anything, the same however a batch is cut up, and
# what is said of rules that could go is true.

# A pack with a rule for each that can be said of one; each rule is a line.
write_pack() { # FOLDER
    mkdir -p "$1/schemas"
    cp "$top/rules/zh-politics/text.yaml" "$1"
    printf 'pack: small\nversion: 1.0.0\nfiles: [rules.yaml]\ntext: text.yaml\n' >"$1/pack.yaml"
    cat >"$1/rules.yaml" <<'END'
kinds:
  helper: { emit: false }
  idle: { emit: false }
  read: { emit: false }
rules:
  - { id: a.won, kind: k, priority: 1, match: ['one', 'on(?<n>[x-z])', 'never'], value: { n: $n } }
  - { id: b.lost, kind: k, match: 'ne' }
  - { id: c.unmatched, kind: c, match: 'on.q' }
  - { id: d.untried, kind: d, match: 'absent' }
  - { id: e.idle, kind: idle, match: 'six', value: { m: nothing } }
  - { id: f.helper, kind: helper, match: 'two' }
  - { id: f.asks, kind: k, phase: 1, match: '%{@helper} (?<g>six)', value: { x: $g.f } }
  - { id: g.read, kind: read, match: 'six', value: { f: '6' } }
  - { id: h.refused, kind: h, match: 'o(?<g>n)', where: [ { group: g, matches: x } ] }
  - { id: i.helper-unmatched, kind: i, phase: 0, match: 'on7' }
  - { id: i.asks, kind: k, phase: 1, match: '%{@i}' }
resolve:
  - rows: { dataset: things, prefix: t, from: k, values: { text: $.text, x: $x } }
END
    cat >"$1/schemas/things.json" <<'END'
{
  "title": "Things",
  "fields": [
    {"name": "thing_id"}, {"name": "doc_id"}, {"name": "text"}, {"name": "x"}, {"name": "rule_id"},
    {"name": "start", "type": "integer"}, {"name": "end", "type": "integer"}
  ]
}
END
}

write_texts() { # FOLDER
    mkdir -p "$1"
    printf 'one two six\n' >"$1/b.txt"
    printf 'ony two six one\n\nsix\n' >"$1/a.txt"
    printf 'nothing here\n' >"$1/c.txt"
}

# Without what differs from run to run.
without_times() { # < the output of coverage --tsv
    cut -f 1-18,20,21,25-
}

changes_nothing() {
    cat "$work"/reference/.tiyao/text/*.jsonl >text
    tiyao-match <text >without
    try tiyao-match --coverage counts text
    same status $status 0
    cmp stdout without || die "--coverage changes the mentions"
    same "the last line" "$(tail -n 1 counts)" "$(printf 'end\t%d' $(($(wc -l <counts) - 1)))"
    chain_is 0 "$articles" data COVERAGE=1 SHARD=2 -j2
    alike "COVERAGE=1" data "$work/reference"
}

adds_up() {
    chain_is 0 "$articles" one COVERAGE=1 -j1
    chain_is 0 "$articles" many COVERAGE=1 SHARD=1 -j2
    same "number of files" "$(ls many/.tiyao/cover | wc -l)" 12
    local each
    for each in one many; do tiyao-coverage --tsv $each | without_times >$each.tsv; done
    cmp one.tsv many.tsv || die "twelve shards differ from one"
    tiyao-coverage --tsv $(ls -r many/.tiyao/cover/*.tsv) | without_times >reversed.tsv
    cmp one.tsv reversed.tsv || die "the order of files matters"
    tiyao-coverage --tsv "$articles" | without_times >here.tsv
    cmp one.tsv here.tsv || die "matched here it differs"
    tiyao-coverage one >said
    same "the first line" "$(head -n 1 said)" "12 documents, 0.03 MB of text"
}

is_made_with_the_rows() {
    local shard
    chain_is 0 "$articles" data SHARD=4
    ! ls data/.tiyao/cover/* 2>/dev/null || die "coverage that was not asked for"
    try tiyao-coverage data
    same "status without coverage" $status 1
    grep -q '^tiyao-coverage: data: error: \([0-9]*\) of \1 shards have no coverage' stderr || die "$(cat stderr)"
    cp -r data before
    chain_is 0 "$articles" data SHARD=4 COVERAGE=1
    alike "with COVERAGE=1" data before
    same "files" "$(ls data/.tiyao/cover | wc -l)" "$(wc -l <data/.tiyao/order)"
}

goes_with_the_rows() {
    cp -r "$top/rules/zh-politics" pack
    chain_is 0 "$articles" data SHARD=4 COVERAGE=1 RULES=pack
    same "files" "$(ls data/.tiyao/cover | wc -l)" "$(wc -l <data/.tiyao/order)"
    touch here
    sleep 0.01
    chain_is 0 "$articles" data SHARD=4 COVERAGE=1 RULES=pack
    ! find data/.tiyao/cover -name '*.tsv' -newer here | grep -q . || die "made again for nothing"
    rm data/.tiyao/cover/"$(head -n 1 data/.tiyao/order)".tsv
    chain_is 0 "$articles" data SHARD=4 COVERAGE=1 RULES=pack
    same "files made again" "$(find data/.tiyao/cover -name '*.tsv' -newer here | wc -l)" 1
    echo >>pack/people.yaml
    chain_is 0 "$articles" data SHARD=4 RULES=pack
    same "files of other rows" "$(ls data/.tiyao/cover | wc -l)" 0
    chain_is 0 "$articles" data SHARD=4 COVERAGE=1 RULES=pack
    mkdir few
    cp "$articles"/hk* few
    chain_is 0 few data SHARD=4 COVERAGE=1 RULES=pack
    same "files of shards that are gone" "$(ls data/.tiyao/cover | wc -l)" "$(wc -l <data/.tiyao/order)"
}

tells_what_could_go() {
    write_pack pack
    write_texts in
    try tiyao-coverage -r pack in
    same status $status 0
    same messages "$(cat stderr)" ""
    sed 's/ *[0-9.]*%/ %/; s/  */ /g' stdout >said
    cat >wanted <<'END'
3 documents, 0.00 MB of text

rule tried matched won lost refused time example
a.won 3 3 3 0 0 % a: ony two six [one]
 1 2 2 2 0 0 % a: ony two six [one]
 2 1 1 1 0 0 % a: [ony] two six one
 3 0 0 0 0 0 %
b.lost 2 2 0 2 0 % lost: a: ny two six o[ne]
c.unmatched 3 0 0 0 0 %
d.untried 0 0 0 0 0 %
e.idle 3 3 3 0 0 % a: ony two [six] one
f.helper 2 2 2 0 0 % a: ony [two] six one
g.read 3 3 3 0 0 % a: ony two [six] one
h.refused 3 0 0 0 3 %
i.helper-unmatched 0 0 0 0 0 %
f.asks 3 2 2 0 0 % a: ony [two six] one
i.asks 0 0 0 0 0 %

won, but mentions of the kind are not handed on and no rule asks for them:
 e.idle

matched, but every match lost to another mention:
 b.lost

tried, but never matched:
 c.unmatched (the only one of kind c: what names the kind would have to go too)
 h.refused (the only one of kind h: what names the kind would have to go too)

never tried: nothing that they look for stands in these documents:
 d.untried (the only one of kind d: what names the kind would have to go too)
 i.helper-unmatched (the only one of kind i: what names the kind would have to go too)
 i.asks

alternatives of other rules that never won:
 a.won 3: untried

without these, the rows of these documents would be the same; other documents may need them

11 rules, 13 expressions: 3 rules never tried, 2 never matched, 1 never won, 1 of no use, 4 won
END
    diff wanted said >differences || die "$(head -n 5 differences | tr '\n' ' ')"
    try tiyao-coverage --rule c. --rule d.untried -r pack in
    same "rules of two prefixes" "$(grep -c '^[a-z]\.' stdout)" 2
    same "verdicts" "$(tiyao-coverage --tsv -r pack in | cut -f 1,2,4,5 | tr '\t\n' ': ')" \
        "rule:alternative:use:verdict a.won:1:given:won a.won:2:given:won a.won:3:given:untried b.lost:1:given:lost c.unmatched:1:given:unmatched d.untried:1:given:untried e.idle:1:none:unused f.helper:1:helper:won g.read:1:helper:won h.refused:1:given:unmatched i.helper-unmatched:1:given:untried f.asks:1:given:won i.asks:1:given:untried "
}

# Rows of the pack's documents, as resolve makes them.
rows_of() { # PACK FOLDER
    tiyao-read "$2"/*.txt | tiyao-normalize -r "$1" | tiyao-segment -r "$1" | tiyao-match -r "$1" |
        tiyao-resolve -r "$1" | grep '"record":"row"'
}

what_could_go_can_go() {
    write_pack pack
    write_texts in
    rows_of pack in >rows
    [[ $(wc -l <rows) -ge 5 ]] || die "there are too few rows to tell"
    tiyao-coverage -r pack in | sed -n '/^won, but/,/^alternatives/s/^  \([a-z.-]*\).*/\1/p' >idle
    same "rules to go" "$(wc -l <idle)" 7
    local id
    cp -r pack fewer
    while read -r id; do sed -i "/{ id: $id,/d" fewer/rules.yaml; done <idle
    sed -i "s/, 'never'//; /^  idle:/d" fewer/rules.yaml
    same "rules left" "$(grep -c '{ id:' fewer/rules.yaml)" 4
    rows_of fewer in >rows.fewer
    cmp rows rows.fewer || die "rows have changed"
    for id in $(sed -n 's/.*{ id: \([a-z.-]*\),.*/\1/p' fewer/rules.yaml); do
        rm -rf one
        cp -r fewer one
        sed -i "/{ id: $id,/d" one/rules.yaml
        rows_of one in >rows.one 2>/dev/null || :
        ! cmp -s rows rows.one || die "$id won and could go as well"
    done
}

shows_hostile_names() {
    write_pack pack
    mkdir in
    printf 'one \033[31m six\n' >in/$'tab\tline\nfeed \e[31m\\.txt'
    printf 'ony six\n' >in/$'\xff"quote'\''$(touch pwned).txt'
    chain_is 0 in data COVERAGE=1 RULES=pack
    try tiyao-coverage data
    same status $status 0
    [[ $(tr -d '\n' <stdout | LC_ALL=C grep -c $'[\001-\037]') == 0 ]] || die "control characters are shown"
    tiyao-coverage --tsv data >table
    same "lines" "$(wc -l <table)" 14
    same "cells of each line" "$(awk -F '\t' '{ print NF }' table | sort -u)" 29
    tiyao-profile --documents data >table
    same "documents" "$(cut -f 2 table | tail -n +2 | sort)" \
        "$(printf '%s\n' '\\xFF"quote'\''$(touch pwned).txt' 'tab\tline\nfeed \x1B[31m\\.txt' | sed 's/\\x1B/\x1b/' | sort)"
    [[ ! -e pwned ]] || die "a name was run"
}

refuses_what_is_not_whole() {
    tiyao-match --coverage counts "$work"/reference/.tiyao/text/*.jsonl >/dev/null
    head -n -1 counts >cut
    head -c -1 counts >cut-line
    sed '3s/\t[0-9]*\t/\tx\t/' counts >bad
    sed '2d' counts >short
    printf 'coverage\tthis is an article\n' >other
    local each
    for each in cut cut-line bad short other; do
        try tiyao-coverage counts $each
        same "status of $each" $status 1
        [[ ! -s stdout ]] || die "$each: it wrote to standard output"
        grep -q "^tiyao-coverage: $each: error: " stderr || die "$each: $(cat stderr)"
    done
    try tiyao-coverage cut
    same message "$(cat stderr)" "tiyao-coverage: cut: error: the coverage file is cut short"
    try tiyao-match --coverage no/such/folder "$work"/reference/.tiyao/text/*.jsonl
    same "status of a file that cannot be written" $status 3
    grep -q '^tiyao-match: no/such/folder: error: cannot write: ' stderr || die "$(cat stderr)"
    head -n 3 "$work/reference/.tiyao/text/$(head -n 1 "$work/reference/.tiyao/order").jsonl" >stream
    try tiyao-match --coverage none stream
    same "status of a cut stream" $status 1
    [[ ! -e none ]] || die "coverage of a cut stream"
    mkdir full
    try bash -c "ulimit -f 4; tiyao-match --coverage full/counts '$work'/reference/.tiyao/text/*.jsonl >/dev/null"
    [[ $status != 0 && $(ls -A full) != counts ]] || die "a file that is not whole"
}

profile_names_the_slow() {
    write_pack pack
    mkdir in
    echo '  - { id: j.slow, kind: j, phase: 2, match: "(?:x+x+)+y", budget: { warn: 100, stop: 300k } }' >slow
    sed -i '/id: i.asks/r slow' pack/rules.yaml
    printf '%s\n' "$(printf 'x%.0s' {1..60})" >in/x.txt
    for n in {10..30}; do printf 'one two six %s\n' $n >in/$n.txt; done
    try tiyao-profile -r pack in
    same status $status 0
    grep -q '^  j.slow: warned in 1 documents, stopped in 1$' stdout || die "no budget: $(tail -n 3 stdout)"
    same "the slowest rule" "$(awk '/ms\/MB/ { getline; print $6; exit }' stdout)" j.slow
    same "documents" "$(grep -c ' in/' stdout)" 10
    same "the slowest document" "$(tiyao-profile --documents -r pack in 2>stderr | sed -n 2p | cut -f 1)" x
    same "lines of --tsv" "$(tiyao-profile --tsv -r pack in 2>stderr | wc -l)" 15
    tiyao-profile --top 2 -r pack in >stdout 2>stderr
    grep -q ' 10 other rules$' stdout || die "the others are not summed up"
    chain_is 0 in data COVERAGE=1 RULES=pack SHARD=3 -j2
    tiyao-profile --tsv data | cut -f 1,2,6-11 | sort >run
    tiyao-profile --tsv -r pack in 2>stderr | cut -f 1,2,6-11 | sort >here
    cmp run here || die "a run and its documents differ"
}

test_coverage() {
    local what
    for what in changes_nothing adds_up is_made_with_the_rows goes_with_the_rows tells_what_could_go \
        what_could_go_can_go shows_hostile_names refuses_what_is_not_whole profile_names_the_slow; do
        check "coverage/$what" with_reference $what
    done
}

with_reference() {
    reference
    "$@"
}
