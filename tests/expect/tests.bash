# What packs expect of a batch: said at the end of a run, fatal on request, never a byte of a dataset.

expectations_hold() { # ARTICLES
    [[ -d $1 ]] || pass_over "no such folder"
    chain_is 0 "$1" data
    ! grep -q tiyao-expect stderr || die "$(grep -m 1 tiyao-expect stderr)"
    try tiyao-expect --verbose data
    same status $status 0
    grep -q '^[1-9][0-9]* of [0-9]* expectations hold$' stdout || die "$(tail -n 1 stdout)"
    grep -q ': holds: ' stdout || die "nothing was looked at"
}

demanding_pack() { # SHARE
    mkdir -p mine
    printf 'pack: mine\nversion: 1\nfiles: [expect.yaml]\n' >mine/pack.yaml
    printf 'expect:\n  - { every: titles, has: organization, at_least: %s }\n' "$1" >mine/expect.yaml
}

run_says_what_fails() {
    reference
    demanding_pack 0.999
    local rules="$share/rules/zh-politics mine" lines
    chain_is 0 "$articles" data "RULES=$rules"
    lines=$(grep -c '^tiyao-expect: mine/expect.yaml:2:5: warning: titles: [0-9.]* % have "organization" (of [0-9]* rows), expected at least 99.9 %; first: ' stderr) || die "says: $(cat stderr)"
    same "lines that say it" "$lines" 1
    cp -r data plain
    cp "$work/reference/datapackage.json" plain/ # which names the packs
    alike "with an expectation that fails" plain "$work/reference"
    chain_is 0 "$articles" data "RULES=$rules"
    grep -q '^tiyao-expect: mine/' stderr || die "the second run says nothing"
    chain_is 1 "$articles" data "RULES=$rules" EXPECT=fatal
    grep -q '^tiyao-expect: mine/' stderr || die "EXPECT=fatal says nothing"
    same "the last line" "$(tail -n 1 stderr)" "tiyao: error: 1 thing not as the rule packs expect"
    chain_is 1 "$articles" fresh "RULES=$rules" EXPECT=fatal
    alike "a fatal run" fresh data
    chain_is 0 "$articles" data "RULES=$rules" EXPECT=off
    [[ ! -s stderr ]] || die "EXPECT=off says: $(cat stderr)"
    chain_is 0 "$articles" other "RULES=$rules" EXPECT=off
    [[ ! -e other/.tiyao/expected ]] || die "EXPECT=off looks all the same"
    demanding_pack 0.1
    chain_is 0 "$articles" data "RULES=$rules" EXPECT=fatal
    [[ ! -s stderr ]] || die "it holds, and yet: $(cat stderr)"
    chain_is 2 "$articles" data EXPECT=maybe
}

# The line on skipped documents stays the last one, and its setting has no say in this.
skipped_comes_last() {
    mkdir in
    cp "$articles/two_sessions_small_cuts.txt" in/
    head -c 999 /dev/urandom >in/noise.txt
    demanding_pack 0.999
    chain_is 1 in data "RULES=$share/rules/zh-politics mine"
    grep -q '^tiyao-expect: mine/' stderr || die "says: $(cat stderr)"
    same "the last line" "$(tail -n 1 stderr)" 'tiyao: 1 of 2 documents skipped, see data/documents.csv'
    chain_is 0 in data "RULES=$share/rules/zh-politics mine" ALLOW_SKIPPED=1
    chain_is 1 in data "RULES=$share/rules/zh-politics mine" ALLOW_SKIPPED=1 EXPECT=fatal
    same "the last line" "$(tail -n 1 stderr)" 'tiyao: 1 of 2 documents skipped, see data/documents.csv'
}

# A statement on what the packs never make is said, and the run is whole.
expects_what_is_not_there() {
    mkdir mine
    printf 'pack: mine\nversion: 1\nfiles: [expect.yaml]\n' >mine/pack.yaml
    printf 'expect:\n  - { every: laws, has: title }\n  - { every: people, has: shoe_size }\n' >mine/expect.yaml
    chain_is 0 "$articles" data "RULES=$share/rules/zh-politics mine"
    grep -q '^tiyao-expect: data/laws.csv: error: cannot open: No such file or directory$' stderr || die "says: $(cat stderr)"
    grep -q '^tiyao-expect: mine/expect.yaml:3:27: error: no column "shoe_size" in data/people.csv$' stderr || die "says: $(cat stderr)"
    chain_is 1 "$articles" data "RULES=$share/rules/zh-politics mine" EXPECT=fatal
}

# A million rows: memory grows by what has to be remembered of each, not by the rows.
memory_is_flat() {
    mkdir mine data
    printf 'pack: mine\nversion: 1\nfiles: [expect.yaml]\n' >mine/pack.yaml
    cat >mine/expect.yaml <<'EOF'
expect:
  - { every: numbers, has: [ kind, value ] }
  - { every: numbers, must: [ { column: value, between: [ 1, 2000000 ] }, { column: text, matches: '^x' } ] }
EOF
    { echo 'number_id,doc_id,text,kind,value'; seq 1000000 | sed 's/.*/d.n&,d,"x&, and more of it to fill the row",quantity,&/'; } >data/numbers.csv
    (
        ulimit -v 60000
        try timeout 60 "$bin/tiyao-expect" -v -r mine data
        same status $status 0
        grep -q 'of 1000000 rows' stdout || die "$(cat stdout)"
    )
}

# Datasets cut and turned at random, under the sanitizers.
survives_noise() {
    local program=$top/out/san/bin/tiyao-expect i each
    [[ -x $program ]] || pass_over "out/san is not built (make SAN=1)"
    reference
    export ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=halt_on_error=1:exitcode=99
    "$program" "$work/reference"
    for ((i = 0; i < 10; i++)); do
        rm -rf data
        mkdir data
        for each in documents titles numbers; do
            head -c $((i * 4001 + 90)) "$work/reference/$each.csv" >data/$each.csv
        done
        { head -c $((i * 500 + 400)) "$work/reference/people.csv"; head -c 60 /dev/urandom; } >data/people.csv
        tr '",\n' ',\n"' <"$work/reference/proposals.csv" >data/proposals.csv
        try "$program" -v data
        same "status of round $i" $status 1
    done
}

test_expect() {
    check expect/articles expectations_hold "$top/tests/articles"
    check expect/corpus expectations_hold "$top/../shared/corpus"
    check expect/run run_says_what_fails
    check expect/skipped skipped_comes_last
    check expect/not_there expects_what_is_not_there
    check expect/memory memory_is_flat
    check expect/noise survives_noise
}
