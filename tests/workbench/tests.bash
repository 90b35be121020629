# The programs for whoever writes rules, on whole files: explain, grep.

mentions_of() { # FILE: what match finds: kind, rule, start, end, fields
    tiyao-read "$1" | tiyao-normalize | tiyao-segment | tiyao-match |
        sed -n 's/^{"record":"mention","kind":"\([^"]*\)","rule":"\([^"]*\)","start":\([0-9]*\),"end":\([0-9]*\),"fields":/\1 \2 \3 \4 /p' |
        sed 's/\["\(\(\\.\|[^"\\]\)*\)"[^]]*\]/"\1"/g; s/}$//' | sort
}

explained_of() { # FILE: what explain says stands
    tiyao-explain --json --all "$1" |
        sed -n 's/^{"what":"stands","rule":"\([^"]*\)".*,"kind":"\([^"]*\)","phase":[0-9]*,"alternative":[0-9]*,"start":\([0-9]*\),"end":\([0-9]*\),.*,"fields":\({[^}]*}\),"parts":.*/\2 \1 \3 \4 \5/p' | sort
}

# Watching what rules do changes nothing of it.
explain_agrees_with_match() {
    local file
    for file in "$top"/tests/articles/*; do
        mentions_of "$file" >matched
        explained_of "$file" >explained
        [[ -s matched ]] || die "nothing is found in ${file##*/}"
        # Helpers are explained too, and never handed on.
        cut -d' ' -f1 matched | sort -u >kinds
        comm -23 matched explained >missing
        comm -13 matched explained | sort | join - kinds >wrong
        [[ ! -s missing ]] || die "${file##*/}: not explained: $(head -n 1 missing)"
        [[ ! -s wrong ]] || die "${file##*/}: explained and not found: $(head -n 1 wrong)"
        tiyao-explain --json --all "$file" | grep '"what":"stands"' | grep -vc '"parts":' >bare || :
        same "${file##*/}: mentions of no attempt" "$(cat bare)" 0
    done
}

# Every byte of a file can be asked for.
explain_takes_every_byte() {
    local byte
    printf '\xef\xbb\xbf\xe8\xad\xb0\xe5\x93\xa1\r\n\r\n \xf0\xa0\x80\x80\xff.' >file
    for ((byte = 0; byte < $(stat -c %s file); byte++)); do
        try tiyao-explain "file:$byte"
        same "status at byte $byte: $(cat stderr)" "$status" 0
        # Those of the line end between two blocks have no place of their own.
        grep -q '^file:[0-9]*:[0-9]*, bytes [0-9]' stdout || [[ $byte -ge 9 && $byte -le 13 ]] ||
            die "no place at byte $byte: $(head -n 1 stdout)"
    done
    try tiyao-explain "file:$byte"
    same "status behind the end" "$status" 2
}

# What the programs of the chain say and how they end reaches whoever asked.
explain_tells_of_the_chain() {
    local pack=$top/tests/stages/explain/place/pack
    cp -r "$pack" pack
    sed -i 's/entity:/entitty:/' pack/rules.yaml
    try tiyao-explain -r pack --text x
    same "status of a bad operation" "$status" 2
    grep -q '^tiyao-resolve: pack/rules.yaml:.*: error: unknown operation "entitty"' stderr || die "says $(cat stderr)"
    grep -q '^tiyao-explain: error: tiyao-resolve failed$' stderr || die "says $(cat stderr)"
    [[ ! -s stdout ]] || die "wrote something"
    mkdir bin
    cp "$bin"/tiyao-{explain,read,normalize,match,resolve} bin
    try bin/tiyao-explain -r "$pack" --text x
    same "status without a program" "$status" 3
    grep -q '^tiyao-explain: error: cannot run tiyao-segment: No such file' stderr || die "says $(cat stderr)"
    printf '#!/bin/sh\nkill -9 $$\n' >bin/tiyao-segment
    chmod +x bin/tiyao-segment
    try bin/tiyao-explain -r "$pack" --text x
    same "status of a program that is killed" "$status" 3
    grep -q '^tiyao-explain: error: tiyao-segment failed$' stderr || die "says $(cat stderr)"
    printf '#!/bin/sh\ncat >/dev/null\n' >bin/tiyao-segment
    try bin/tiyao-explain -r "$pack" --text x
    [[ $status != 0 ]] || die "a stream without its end is taken"
}

# No output stands open, no process is left, whatever is closed.
explain_keeps_to_itself() {
    local pack=$top/tests/stages/explain/place/pack
    (exec <&- && tiyao-explain -r "$pack" --text 'Ann said so.' >without) || die "standard input closed: $?"
    tiyao-explain -r "$pack" --text 'Ann said so.' >with
    cmp -s with without || die "other output without standard input"
    status=0
    tiyao-explain -r "$pack" --text 'Ann said so.' >/dev/full 2>stderr || status=$?
    same "status of a full disk" "$status" 3
    # Large enough that the pipes fill.
    awk 'BEGIN { for (; n < 20000; n++) print "The clerk Ann Lee said so to minister Bob Smith." }' >large
    timeout 60 tiyao-explain -r "$pack" large:899993 >stdout || die "a large file: $?"
    grep -q 'person.says.001' stdout || die "nothing of the place in a large file"
    # A large text, as one argument may be.
    try tiyao-explain -r "$pack" --text "$(head -n 2000 large)" --at 95000
    same "status of a large text: $(cat stderr)" "$status" 0
}

# Colours are for terminals.
explain_is_plain_in_pipes() {
    local pack=$top/tests/stages/explain/place/pack
    command -v script >/dev/null || pass_over "script is not installed"
    script -qec true /dev/null >/dev/null 2>&1 || pass_over "no pseudo-terminal to be had"
    tiyao-explain -r "$pack" --text 'Ann said so.' >plain
    ! grep -q $'\033' plain || die "colours in a pipe"
    TERM=xterm script -qec "tiyao-explain -r '$pack' --text 'Ann said so.'" coloured >/dev/null
    grep -q $'\033\[' coloured || die "no colours on a terminal"
    sed 's/\x1b\[[0-9;]*m//g; s/\r$//' coloured | grep -v '^Script \|^$' | diff - plain >differences || die "differs: $(head -n 3 differences)"
    NO_COLOR=1 TERM=xterm script -qec "tiyao-explain -r '$pack' --text 'Ann said so.'" coloured >/dev/null
    ! grep -q $'\033\[' coloured || die "colours with NO_COLOR"
}

# Every literal is found as often as by grep -o, in files of which no argument list could hold the names.
grep_finds_all() {
    local pack=$top/tests/stages/explain/place/pack long i n=0
    long=$(printf 'n%.0s' {1..200})
    mkdir -p "in/$long"
    for ((i = 0; i < 1200; i++)); do
        printf 'A clerk, number %d; the clerk.\n%s\n' $i "$(printf 'clerk %.0s' $(seq $((i % 3))))" >"in/$long/$i.txt"
    done
    tiyao-grep -r "$pack" clerk in >found
    same "matches" "$(wc -l <found)" "$(grep -rho clerk in | wc -l)"
    tiyao-grep -r "$pack" -c clerk in >counts
    same "documents" "$(wc -l <counts)" 1200
    same "counted" "$(awk -F: '{ n += $NF } END { print n }' counts)" "$(wc -l <found)"
    same "the order" "$(cut -d: -f1 counts)" "$(cd . && find in -type f | sort)"
    tiyao-grep -r "$pack" --tsv clerk in | tail -n +2 | cut -f 1,4,5 | sort >bytes
    grep -rbo clerk in | awk -F: '{ print $1 "\t" $2 "\t" $2 + 5 }' | sort | diff - bytes >differences ||
        die "bytes: $(head -n 3 differences)"
}

# What grep finds by a rule's own expression is what the rule finds, where nothing contends.
grep_finds_what_rules_find() {
    local file=$top/tests/articles/stats_donglan_2024.txt
    tiyao-read "$file" | tiyao-normalize | tiyao-segment | tiyao-match |
        sed -n 's/^{"record":"mention","kind":"person","rule":"[^"]*","start":\([0-9]*\),"end":\([0-9]*\),.*/\1 \2/p' >ruled
    [[ -s ruled ]] || die "no person is found"
    tiyao-grep --json '%{@person}' "$file" | sed -n 's/.*"start":\([0-9]*\),"end":\([0-9]*\),"byte.*/\1 \2/p' >found
    # The file's text is that which is matched: offsets are the same but for blank lines.
    same "persons" "$(wc -l <found)" "$(wc -l <ruled)"
    same "their lengths" "$(awk '{ print $2 - $1 }' found)" "$(awk '{ print $2 - $1 }' ruled)"
}

grep_takes_hostile_names() {
    local pack=$top/tests/stages/explain/place/pack name
    mkdir in
    for name in '-r' '--' '$(touch here)' '`touch here`' $'a\nb' ';touch here' "a'b\"c" $'\xff' '*' ' '; do
        printf 'A clerk.\n' >"in/$name.txt"
    done
    try tiyao-grep -r "$pack" clerk in
    same "status" "$status" 0
    same "matches" "$(wc -l <stdout)" 10
    [[ ! -e here && ! -e in/here ]] || die "a name was run"
    cd in
    try tiyao-grep -r "$pack" clerk -- *
    same "status with operands" "$status" 0
    same "matches in operands" "$(wc -l <stdout)" 10
    [[ ! -e here ]] || die "a name was run"
}

grep_ends() {
    local pack=$top/tests/stages/explain/place/pack
    awk 'BEGIN { for (; n < 50000; n++) print "The clerk Ann Lee said so to minister Bob Smith." }' >large.txt
    timeout 60 bash -c 'tiyao-grep -r "$0" clerk large.txt large.txt 2>stderr | head -n 1 >line; exit ${PIPESTATUS[0]}' "$pack" || status=$?
    same "status with a closed pipe" "${status-0}" 3
    same "messages" "$(grep -c '^tiyao-grep: error: cannot write' stderr)" 1
    status=0
    tiyao-grep -r "$pack" clerk large.txt >/dev/full 2>stderr || status=$?
    same "status with a full disk" "$status" 3
    # An expression that would take for ever.
    printf 'a%.0s' {1..3000} >slow.txt
    printf '!\n' >>slow.txt
    status=0
    timeout 60 tiyao-grep -r "$pack" '(?:a|aa|a?a)+(?:[a-z]+)+?!x?[0-9]' slow.txt >stdout 2>stderr || status=$?
    same "status of an expression without an end" "$status" 1
    same "what is said" "$(cat stderr)" "tiyao-grep: slow.txt: warning: the expression ran out of its budget in line 1"
    mkdir pack
    printf 'files: []\ntext: text.yaml\n' >pack/pack.yaml
    printf 'normalise: {}\n' >pack/text.yaml
    try tiyao-grep -r pack a large.txt
    same "status of a bad pack" "$status" 2
    grep -q '^tiyao-normalize: pack/text.yaml:1:1: error: unknown key "normalise"' stderr || die "says $(cat stderr)"
    grep -q '^tiyao-grep: error: tiyao-segment failed$' stderr || die "says $(cat stderr)"
}

test_workbench() {
    local what
    for what in explain_agrees_with_match explain_takes_every_byte explain_tells_of_the_chain \
        explain_keeps_to_itself explain_is_plain_in_pipes \
        grep_finds_all grep_finds_what_rules_find grep_takes_hostile_names grep_ends; do
        check "workbench/$what" $what
    done
}
