# Snapshots: what a pack makes of the texts in its folder tests/, compared, reviewed and accepted.

small_pack() { # FOLDER
    mkdir -p "$1/tests"
    cp "$top/rules/zh-politics/text.yaml" "$1"
    printf 'pack: small\nversion: 1.0.0\nfiles: [rules.yaml]\ntext: text.yaml\n' >"$1/pack.yaml"
    cat >"$1/rules.yaml" <<'END'
kinds:
  helper: { emit: false }
rules:
  - id: a.word
    kind: word
    match: '(?<w>one|two)'
    value: { w: $w }
    tests: [ { text: one, want: [ { w: one } ] } ]
  - id: b.helper
    kind: helper
    match: 'six'
    tests: [ { text: six, want: [ {} ] } ]
  - id: c.slow
    kind: slow
    match: '(?:x+x+)+y'
    budget: { warn: 1m, stop: 100 }
    tests: [ { text: xxy, want: [ {} ] } ]
resolve:
  - entity: { dataset: words, prefix: w, from: word, key: w, form: full, values: { word: $w, spare: $none } }
  - mentions: { dataset: places, prefix: p, of: [words], form: full, values: { of: $.row } }
  - document: { dataset: documents, values: [ { column: title, block: headline } ] }
END
}

snapshot_is() { # FILE < what it holds
    cat >wanted
    diff wanted "$1" >differences || die "$1: $(head -n 4 differences | tr '\n' ' ')"
}

says() { # STATUS LAST LINE OF STDOUT
    same status "$status" "$1"
    same "the last line" "$(tail -n 1 stdout)" "$2"
}

compares() {
    small_pack pack
    printf 'one six \357\274\264wo\r\n\r\ntwo one two\r\n' >pack/tests/a.txt
    printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n' >'pack/tests/b c.txt'
    : >pack/tests/none.txt
    printf 'not a text\n' >pack/tests/README.md
    try tiyao-test pack
    says 1 'snapshots: 0 as before, 0 written, 0 differ, 3 new'
    same "what is new" "$(sed -n 2p stdout)" 'pack/tests/a.snapshot: new: look at it, then --accept'
    [[ ! -e pack/tests/a.snapshot ]] || die "written without being asked"
    try tiyao-test --accept pack
    says 0 'snapshots: 0 as before, 3 written, 0 differ, 0 new'
    snapshot_is pack/tests/a.snapshot <<'END'
- row documents {title: one six Two}
1:1 mention word a.word "one" {w: one}
1:1 row words a.word "one" {word: one}
1:1 row places a.word "one" {of: words@1:1}
3:1 mention word a.word "two" {w: two}
3:1 row words a.word "two" {word: two}
3:1 row places a.word "two" {of: words@3:1}
3:5 mention word a.word "one" {w: one}
3:5 row places a.word "one" {of: words@1:1}
3:9 mention word a.word "two" {w: two}
3:9 row places a.word "two" {of: words@3:1}
END
    snapshot_is 'pack/tests/b c.snapshot' <<'END'
- row documents {title: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}
1:1 limit c.slow
END
    snapshot_is pack/tests/none.snapshot <<<'- row documents {}'
    same "files" "$(ls -A pack/tests | tr '\n' ' ')" 'README.md a.snapshot a.txt b c.snapshot b c.txt none.snapshot none.txt '
    try tiyao-test pack
    says 0 'snapshots: 3 as before, 0 written, 0 differ, 0 new'
    cp -r pack elsewhere
    try tiyao-test "$PWD/elsewhere/../elsewhere/"
    says 0 'snapshots: 3 as before, 0 written, 0 differ, 0 new'
}

shows_what_differs() {
    small_pack pack
    printf 'one\n\ntwo\n\none two\n' >pack/tests/a.txt
    tiyao-test --accept pack >stdout 2>stderr
    cp pack/tests/a.snapshot good
    sed -i 's/(?<w>one|two)/(?<w>one|tw)/' pack/rules.yaml
    try tiyao-test pack
    says 1 'snapshots: 0 as before, 0 written, 1 differ, 0 new'
    sed '1d;$d' stdout >said
    snapshot_is said <<'END'
pack/tests/a.snapshot: fail: - as it was, + as it is
  ...
  1:1 row words a.word "one" {word: one}
  1:1 row places a.word "one" {of: words@1:1}
- 3:1 mention word a.word "two" {w: two}
- 3:1 row words a.word "two" {word: two}
- 3:1 row places a.word "two" {of: words@3:1}
+ 3:1 mention word a.word "tw" {w: tw}
+ 3:1 row words a.word "tw" {word: tw}
+ 3:1 row places a.word "tw" {of: words@3:1}
  5:1 mention word a.word "one" {w: one}
  5:1 row places a.word "one" {of: words@1:1}
- 5:5 mention word a.word "two" {w: two}
- 5:5 row places a.word "two" {of: words@3:1}
+ 5:5 mention word a.word "tw" {w: tw}
+ 5:5 row places a.word "tw" {of: words@3:1}
END
    cmp pack/tests/a.snapshot good || die "the snapshot was touched"
    sed -i 's/(?<w>one|tw)/(?<w>one|two)/' pack/rules.yaml
    # Lines that are too many, too few, not whole, or nothing at all.
    sed '1d' good >pack/tests/a.snapshot
    try tiyao-test pack
    same "a line at the beginning" "$(sed -n 3,5p stdout | cut -c 1-12 | tr '\n' '|')" '+ - row docu|  1:1 mentio|  1:1 row wo|'
    printf 'x \033[31m\377' >>pack/tests/a.snapshot
    try tiyao-test pack
    same "a line at the end" "$(tail -n 2 stdout | head -n 1)" '- x \x1B[31m\xFF'
    : >pack/tests/a.snapshot
    try tiyao-test pack
    same "all lines" "$(grep -c '^+ ' stdout)" "$(wc -l <good)"
    seq 30000 >pack/tests/a.snapshot
    try tiyao-test pack
    same "many lines" "$(grep -c '^[+-] ' stdout)" $((30000 + $(wc -l <good)))
}

reviews() {
    local each
    small_pack pack
    for each in a b c d; do printf 'one\n' >pack/tests/$each.txt; done
    tiyao-test --accept pack >stdout 2>stderr
    for each in a b c; do echo old >pack/tests/$each.snapshot; done
    rm pack/tests/d.snapshot
    printf 'n\nwhat\n\ny\nq\n' >answers
    status=0
    tiyao-test --review pack <answers >stdout 2>stderr || status=$?
    says 1 'snapshots: 0 as before, 1 written, 2 differ, 1 new'
    same "questions" "$(grep -o 'write this snapshot? \[y/n/q\]' stdout | wc -l)" 5
    same a "$(cat pack/tests/a.snapshot)" old
    [[ $(wc -l <pack/tests/b.snapshot) -gt 2 ]] || die "b is not written"
    same c "$(cat pack/tests/c.snapshot)" old
    [[ ! -e pack/tests/d.snapshot ]] || die "d is written"
    status=0
    tiyao-test --review pack </dev/null >stdout 2>stderr || status=$?
    says 1 'snapshots: 1 as before, 0 written, 2 differ, 1 new'
    printf 'y\ny\ny' >answers
    status=0
    tiyao-test --review pack <answers >stdout 2>stderr || status=$?
    says 0 'snapshots: 1 as before, 3 written, 0 differ, 0 new'
    status=0
    tiyao-test --review pack </dev/null >stdout 2>stderr || status=$?
    says 0 'snapshots: 4 as before, 0 written, 0 differ, 0 new'
}

takes_any_name() {
    small_pack pack
    printf 'one\n' >pack/tests/$'-n\n\e[31m$(touch pwned)\xff "quoted".txt'
    printf 'one\n' >pack/tests/.txt
    printf 'one\n' >pack/tests/.hidden.txt
    printf 'old\n' >pack/tests/gone.snapshot
    try tiyao-test --accept pack
    says 0 'snapshots: 0 as before, 1 written, 0 differ, 0 new'
    same "what is said" "$(sed -n 2p stdout)" 'pack/tests/-n\x0A\x1B[31m$(touch pwned)\xFF "quoted".snapshot: written'
    grep -q '^tiyao-test: pack/tests/gone.snapshot: warning: the snapshot has no text$' stderr || die "$(cat stderr)"
    [[ ! -e pwned ]] || die "a name was run"
    try tiyao-test pack
    says 0 'snapshots: 1 as before, 0 written, 0 differ, 0 new'
}

bad_texts_and_folders() {
    small_pack pack
    printf '\201\201\201\201\377\377\200' >pack/tests/a.txt
    printf 'one\n' >pack/tests/b.txt
    mkdir pack/tests/c.txt
    printf 'one\n' >pack/tests/d.txt
    try tiyao-test --accept pack
    says 1 'snapshots: 0 as before, 2 written, 2 differ, 0 new'
    grep -q '^pack/tests/a.snapshot: fail: the text was skipped$' stdout || die "$(cat stdout)"
    rm -r pack/tests/[ac].txt pack/tests/b.snapshot
    mkdir pack/tests/b.snapshot
    try tiyao-test --accept pack
    same "status of a folder for a snapshot" $status 1
    grep -q 'b.snapshot: error: cannot read the snapshot$' stderr || die "$(cat stderr)"
    rmdir pack/tests/b.snapshot
    try bash -c 'ulimit -f 0; exec tiyao-test --accept pack >/dev/null'
    [[ $status != 0 ]] || die "a full disk is no error"
    [[ ! -e pack/tests/b.snapshot ]] || die "a snapshot that is not whole"
    rm -r pack/tests
    printf 'x\n' >pack/tests
    try tiyao-test pack
    same "status of a file tests" $status 2
    rm pack/tests
    try tiyao-test pack
    says 0 'examples: 3 passed, 0 failed, 0 to do'
}

options_that_exclude_each_other() {
    small_pack pack
    try tiyao-test --accept --review pack
    same status $status 2
    try tiyao-test --accept --rule a pack
    same status $status 2
    printf 'one\n' >pack/tests/a.txt
    try tiyao-test --rule a pack
    says 0 'examples: 1 passed, 0 failed, 0 to do'
    printf 'rules: [ { id: a, kind: k, match: ( } ]\n' >pack/rules.yaml
    try tiyao-test --accept pack
    same "status of a bad pack" $status 2
    [[ ! -e pack/tests/a.snapshot ]] || die "a bad pack wrote a snapshot"
}

test_snapshot() {
    local what
    for what in compares shows_what_differs reviews takes_any_name bad_texts_and_folders \
        options_that_exclude_each_other; do
        check "snapshot/$what" $what
    done
}
