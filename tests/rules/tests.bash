# Rule packs: the examples that stand beside the rules, and what is said of broken packs.

pack_examples() { # PACK
    try tiyao-test "$1"
    [[ $status == 0 ]] || die "$(tail -n 1 stdout stderr | tr '\n' ' ')$(grep -v passed stdout | head -n 3)"
    grep -q '^examples: [0-9]* passed, 0 failed, ' stdout || die "no line that counts: $(tail -n 1 stdout)"
    ! grep -q '^examples: 0 passed' stdout || die "ran no example"
    [[ ! -s stderr ]] || die "$(cat stderr)"
}

# A pack that ships has nothing that lint would say, but for what a remark in it allows.
pack_is_clean() { # PACK
    local base=()
    [[ ${1##*/} != zh-places && ${1##*/} != zh-quotes ]] || base=("$top/rules/zh-politics")
    try tiyao-lint -q "${base[@]}" "$1"
    same "what lint says" "$(head -n 3 stdout)" '0 errors, 0 warnings'
    same status "$status" 0
}

# The folder of a pack as the files `err` call it.
as_in_err() {
    sed 's|: \./|: PACK/|; s,\( at \|"\)\./,\1PACK/,g'
}

# A broken pack: status 2, nothing written, and the messages of its file `err`, PACK for the folder.
broken_pack() { # FOLDER
    local here=$PWD
    cd "$1"
    status=0
    tiyao-match -r . </dev/null >"$here/stdout" 2>"$here/stderr" || status=$?
    cd "$here"
    as_in_err <stderr >said
    [[ -z $golden ]] || cp said "$1/err"
    same status "$status" 2
    [[ ! -s stdout ]] || die "wrote $(head -c 80 stdout)"
    cmp -s said "$1/err" || die "said $(head -n 1 said), not $(head -n 1 "$1/err")"
}

# He or she is whom the text speaks of, not who wrote it.
dateline_is_no_antecedent() {
    mkdir in
    echo '【記者葉育誠／嘉禾報導】嘉禾縣議員吳佩玲昨日在縣議會指出，偏鄉學校缺少輔導老師，她要求縣府三年內補齊人力。' >in/a.txt
    echo '本报青溪4月9日电（记者 罗晓岚 通讯员 许志远）县人民医院副院长黎振华昨日指出，山里老人看病不便，他建议交通部门增开三条公交线路。' >in/b.txt
    echo '記者葉育誠／嘉禾報導　嘉禾縣長林秋谷昨日指出，鐘點費偏低，他建議中央提高補助額度。' >in/c.txt
    chain_is 0 in data
    same "who proposes" "$(cut -d, -f2,4 data/proposals.csv | tr -d '"\r' | tail -n +2 | paste -sd' ')" \
        'a,吴佩玲 b,黎振华 c,林秋谷'
}

# A small file does not become a large one, in one text or in many.
templates_are_bounded() {
    local long word
    long=$(printf '%50000s' | tr ' ' x)
    mkdir one many
    for word in one many; do printf 'pack: p\nfiles: [r.yaml]\n' >$word/pack.yaml; done
    {
        printf 'templates:\n  t: { parameters: [v], rule: { id: a, kind: k, match: b, about: "'
        printf '%%{=v}%.0s' {1..30}
        printf '" } }\nrules: [ { import: t, with: { v: "%s" } } ]\n' "$long"
    } >one/r.yaml
    try timeout 10 tiyao-match -r one
    same "status" $status 2
    grep -q 'r.yaml:2:.* error: a text filled in is longer than 1048576 bytes, imported at one/r.yaml:3:10$' stderr ||
        die "says: $(head -c 300 stderr)"
    {
        printf 'templates:\n  t: { parameters: [v], rule: { id: a, kind: k, match: b, tests: ['
        printf '{ text: "%%{=v}%%{=v}" },%.0s' {1..200}
        printf '] } }\nrules: [ { import: t, with: { v: "%s" } } ]\n' "$long"
    } >many/r.yaml
    try timeout 10 tiyao-match -r many
    same "status of many" $status 2
    grep -q ' error: the templates of the pack are filled to more than 16777216 bytes, imported at ' stderr ||
        die "says: $(head -c 300 stderr)"
}

# A list of many terms is looked up apart from the other anchors: what is found is the same.
long_list_is_found() {
    mkdir pack in
    printf 'pack: long\nfiles: [rules.yaml]\n' >pack/pack.yaml
    seq -f 'w%.0f' 12000 >pack/long.txt
    cat >pack/rules.yaml <<'END'
define:
  long: { list: long.txt }
rules:
  - { id: a, kind: a, match: '%{long}!' }
  - { id: b, kind: b, match: '(?:one|%{long}|two)(?<n>[!?])', value: { n: $n } }
  - { id: c, kind: c, match: '%{long}' }
END
    echo 'Two w1? one! w12000 two? w11999! w12001! xw7!' >in/a.txt
    tiyao-read in/a.txt | tiyao-normalize | tiyao-segment >segments
    tiyao-match -r pack segments >found
    tiyao-match -r pack --no-prefilter segments | cmp -s - found || die "the prefilter changes what is found"
    same "what is found" "$(sed -n 's/.*"rule":"\(.\)","start":\([0-9]*\),"end":\([0-9]*\).*/\1\2-\3/p' found | paste -sd' ')" \
        'c4-6 b4-7 b8-12 c13-19 b20-24 c25-31 a25-32 b25-32 c33-38 c42-44 a42-45 b42-45'
    echo w77 >>pack/long.txt
    try tiyao-match -r pack segments
    same "status of a term given twice" "$status" 2
    grep -q 'pack/long.txt:12001: error: term is given twice: "w77"' stderr || die "$(head -n 1 stderr)"
}

# lint says of each broken pack what the other programs say, and more where it can.
lint_says_the_same() {
    local pack
    for pack in "$top"/tests/rules/bad/*/; do
        if ! grep -q ': the rule pack has ' "$pack/err"; then # what it extends cannot be read
            (cd "$pack" && tiyao-lint . 2>&1) >all || [[ $? == 2 ]] || die "$pack: status $?"
            cmp -s <(sed 's|^tiyao-lint|tiyao-match|' all | as_in_err) "$pack/err" || die "$pack: $(head -n 1 all)"
            continue
        fi
        (cd "$pack" && tiyao-lint -q .) >all 2>stderr || [[ $? == 1 ]] || die "$pack: status $?"
        [[ ! -s stderr ]] || die "$pack: $(head -n 1 stderr)"
        sed -n 's|^\./|: ./|; s|: error: |&|p' all | as_in_err | sed 's|^: ||' | sort >said
        sed -n 's|^tiyao-match: \(PACK\)|\1|p' "$pack/err" | sort >expected
        cmp -s said expected || die "$pack: $(diff expected said | head -n 3 | tr '\n' ' ')"
    done
}

# Every code has its paragraph in the manual page.
lint_codes_are_documented() {
    tiyao-lint --codes | while read -r code _; do
        grep -qx "\.It Cm $code" "$top/stages/lint/tiyao-lint.1" || die "the manual page lacks $code"
        grep -q "\[$code\]$" "$top"/tests/stages/lint/*/out || die "no case shows $code"
    done
}

hostile() { # NAME: a pack of that name, rules from standard input
    mkdir -p "$1"
    echo 'files: [rules.yaml]' >"$1/pack.yaml"
    cat >"$1/rules.yaml"
}

repeat() { # N TEXT: lines of it, & for the number
    seq 1 "$1" | sed "s/.*/$2/"
}

# Packs that want lint to work for ever.
lint_is_bounded() {
    local pack
    { echo 'rules:'; repeat 1500 '  - { id: a&, kind: k&, match: z&(?:a|aa|a+)+(?:b+c?)*d }'; } | hostile explosions
    { echo 'rules:'; repeat 2000 '  - { id: a&, kind: k, match: zz }'; } | hostile alike
    { printf "rules: [ { id: a, kind: k, match: 'x(?!"; repeat 9000 'a&' | paste -sd'|'; echo "y)' } ]"; } | hostile branches
    { printf "rules: [ { id: a, kind: k, match: 'x["; repeat 20000 'a&' | tr -d '\n'; echo "]+' } ]"; } | hostile class
    {
        echo 'define:'
        echo "  d0: { regex: '(?:ab?)+' }"
        for ((i = 1; i < 11; i++)); do echo "  d$i: { regex: '%{d$((i - 1))}%{d$((i - 1))}?', uses: [d$((i - 1))] }"; done
        echo "rules: [ { id: a, kind: k, match: 'x%{d10}' } ]"
    } | hostile definitions
    { printf 'rules: '; repeat 3000 '['; } | hostile deep
    head -c 100000 /dev/zero | tr '\0' '(' | sed "s/.*/rules: [ { id: a, kind: k, match: '&' } ]/" | hostile groups
    for pack in explosions alike branches class definitions deep groups; do
        status=0
        timeout 60 tiyao-lint $pack >stdout 2>stderr || status=$?
        [[ $status == 1 ]] || die "$pack: status $status: $(head -n 1 stderr)"
        tail -n 1 stdout | grep -qE '^[0-9]+ errors?, [0-9]+ warnings?$' || die "$pack: $(tail -n 1 stdout)"
    done
}

# What stands before a match is looked at for 256 characters: without a bound each place would cost
# all of the text before it.
context_has_an_end() {
    local n
    mkdir pack
    printf 'pack: ends\nfiles: [r.yaml]\n' >pack/pack.yaml
    printf "rules:\n  - { id: a, kind: k, within: document, before: 'q[a-z]*', match: X }\n" >pack/r.yaml
    for n in 200 300; do
        { printf q && printf '%*s' $n '' | tr ' ' a && echo X; } >$n.txt
        tiyao-read $n.txt | tiyao-normalize | tiyao-segment | tiyao-match -r pack | grep -c '"mention"' >>found || :
    done
    same "matches behind 200 and 300 characters" "$(paste -sd' ' found)" '1 0'
}

# From every place an expression without a bound may read on to the end: that counts.
long_scope_has_a_budget() {
    mkdir pack
    printf 'pack: far\nfiles: [r.yaml]\n' >pack/pack.yaml
    printf "rules:\n  - { id: a, kind: k, within: document, match: '[^x]+[f-h][f-h]' }\n" >pack/r.yaml
    printf 'ab %.0s' {1..1000} >short.txt
    printf 'ab %.0s' {1..30000} >long.txt
    for n in short long; do
        tiyao-read $n.txt | tiyao-normalize | tiyao-segment | tiyao-match -r pack 2>>stderr | grep -c '"limit"' >>found || :
    done
    same "limits in 3 and 90 KB" "$(paste -sd' ' found)" '0 1'
    grep -q 'rule "a" ran out of its budget' stderr || die "$(head -n 1 stderr)"
}

test_rules() {
    local pack
    for pack in "$top"/rules/*/pack.yaml "$top"/tests/measure/*/pack.yaml; do
        pack=${pack%/pack.yaml}
        check "rules/${pack##*/}" pack_examples "$pack"
        check "rules/${pack##*/}.is_clean" pack_is_clean "$pack"
    done
    for pack in "$top"/tests/rules/bad/*/; do
        pack=${pack%/}
        check "rules/bad/${pack##*/}" broken_pack "$pack"
    done
    check rules/lint_says_the_same lint_says_the_same
    check rules/lint_codes_are_documented lint_codes_are_documented
    check rules/lint_is_bounded lint_is_bounded
    check rules/templates_are_bounded templates_are_bounded
    check rules/long_list_is_found long_list_is_found
    check rules/dateline_is_no_antecedent dateline_is_no_antecedent
    check rules/context_has_an_end context_has_an_end
    check rules/long_scope_has_a_budget long_scope_has_a_budget
}
