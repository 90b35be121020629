# tiyao new-dataset and tiyao new-rule: what they write runs, and what is there is never harmed.

# The rules and rows of a new dataset, as it is and after a rule is added.
dataset_runs_at_once() {
    try tiyao new-dataset bridges
    same status $status 0
    same "what it says" "$(cat stdout)" "bridges/bridges.yaml
bridges/lists/bridges.txt
bridges/pack.yaml
bridges/schemas/bridges.json

  tiyao test bridges
  tiyao run ARTICLES OUT RULES=bridges"
    same files "$(find bridges -type f | sort)" "$(sed -n '/^bridges/p' stdout | sort)"
    ! grep -rn '@[a-z]*@' bridges || die "a word is left"
    try tiyao test bridges
    grep -q '^examples: [1-9][0-9]* passed, 0 failed, 0 to do$' stdout || die "$(tail -n 2 stdout stderr)"
    mkdir in
    printf '記者來到東嶺樣例，參觀甲樣例。東嶺樣例的負責人劉安國說，樣例不錯。\n' >in/a.txt
    try tiyao run in data RULES=bridges
    [[ $status == 0 ]] || die "status $status: $(tail -n 2 stderr)"
    same bridges.csv "$(cat data/bridges.csv)" '"bridge_id","doc_id","name","text_original","type","mentions","rule_id","start","end","byte_start","byte_end","pieces"
"a.bridge1","a","东岭样例","東嶺樣例","other","2","bridge.named.001","4","8","12","24",""
"a.bridge2","a","甲样例","甲樣例","first","1","bridge.known.001","11","14","33","42",""'
    grep -q '"bridges","a.bridge1","full","東嶺樣例"' data/mentions.csv || die "no mentions"
    [[ $(wc -l <data/people.csv) -gt 1 ]] || die "the pack that it extends is not there"
    try tiyao new-rule --pack bridges --to bridges/bridges.yaml bridge.sample.001 --kind bridges
    [[ $status == 0 ]] || die "$(cat stderr)"
    try tiyao test bridges
    grep -q '^examples: [1-9][0-9]* passed, 0 failed, 0 to do$' stdout || die "with a rule: $(tail -n 2 stdout stderr)"
    grep -q "^bridges/bridges.yaml:[0-9]*: rule \"bridge.sample.001\"$" said || :
}

# Names that are as long or as odd as may be, and folders of any name.
dataset_names() {
    local name folder
    for name in x n_o1 a23456789012345678901234567890123456789_ ss; do
        try tiyao new-dataset $name
        same "status for $name" $status 0
        try tiyao test $name
        grep -q ' 0 failed' stdout || die "$name: $(tail -n 1 stderr)"
    done
    for folder in "a 'b\" \$x" -x $'\xff'; do
        try tiyao new-dataset -- bridges "$folder"
        [[ $status == 0 ]] || die "$(cat stderr)"
        try tiyao test -- "$folder"
        [[ $status == 0 ]] || die "$folder: $(tail -n 1 stderr)"
    done
    try tiyao new-dataset bridges deep/
    [[ $status == 0 && -f deep/bridges.yaml ]] || die "$(cat stderr)"
    try tiyao new-dataset --extends "it's: x" quoted
    [[ $status == 0 ]] || die "$(cat stderr)"
    grep -qx "extends: 'it''s: x'" quoted/pack.yaml || die "$(grep extends quoted/pack.yaml)"
}

refuses() { # MESSAGE COMMAND ...
    local message=$1
    shift
    try "$@"
    same "status of $*" $status 2
    grep -qxF "$message" stderr || die "says: $(cat stderr)"
    [[ ! -s stdout ]] || die "it wrote to standard output"
}

dataset_refusals() {
    local has="a dataset's name begins with a letter and has up to 40 lower-case letters, digits and _, which" name
    for name in '' ../x Bridges a-b 1a _a 'a b' a23456789012345678901234567890123456789_1; do
        refuses "tiyao-new-dataset: error: $has \"$name\" does not" tiyao new-dataset -- "$name"
    done
    for name in people documents mentions; do
        refuses "tiyao-new-dataset: error: a dataset \"$name\" is there already" tiyao new-dataset $name
    done
    mkdir folder
    echo mine >file
    ln -s nowhere link
    for name in folder file link; do
        refuses "tiyao-new-dataset: error: \"$name\" is there already" tiyao new-dataset bridges $name
    done
    same "the file" "$(cat file)" mine
    refuses 'tiyao-new-dataset: error: "a\x0Ab" has a control character in it' tiyao new-dataset bridges $'a\nb'
    refuses 'tiyao-new-dataset: error: "c\x09d" has a control character in it' tiyao new-dataset -e $'c\td' bridges
    refuses 'tiyao-new-dataset: error: an empty name is given' tiyao new-dataset bridges ''
    refuses 'tiyao-new-dataset: error: "c" is one operand too many' tiyao new-dataset bridges b c
    try tiyao new-dataset bridges no/such
    same "status for a folder that is not there" $status 3
    try env TIYAO_SHARE="$PWD" tiyao-new-dataset bridges
    same "status without samples" $status 3
    # A sample that cannot be read takes what was written with it.
    cp -rL "$share" share
    rm 'share/rules/samples/dataset/schemas/@name@.json'
    mkfifo 'share/rules/samples/dataset/schemas/@name@.json'
    try env TIYAO_SHARE="$PWD/share" tiyao-new-dataset bridges
    same "status with a pipe for a sample" $status 3
    rm -r share stdout stderr
    same "what is left" "$(ls -A | tr '\n' ' ')" "file folder link "
}

rule_is_printed() {
    try tiyao new-rule
    same status $status 0
    { echo rules: && cat stdout; } >rules.yaml
    grep -qx '  - id: name.new.001' stdout || die "$(head -n 3 stdout)"
    mkdir pack
    mv rules.yaml pack/
    printf 'files: [rules.yaml]\n' >pack/pack.yaml
    try tiyao test pack
    same "its examples" "$(cat stdout stderr)" "examples: 2 passed, 0 failed, 0 to do"
    # In a pack: the next number, the phase and the fields of the kind.
    try tiyao new-rule --pack "$top/rules/zh-politics" --kind person
    grep -qx '    phase: 20' stdout || die "not the phase of persons: $(grep phase: stdout)"
    grep -q 'Others give: name, pinyin' stdout || die "no fields: $(grep Others stdout)"
    try tiyao new-rule --pack pack
    grep -qx '  - id: name.new.002' stdout || die "not the next number"
    refuses "pack/rules.yaml:3:9: error: a rule \"name.new.001\" is here already" \
        bash -c 'tiyao new-rule --pack pack name.new.001 2>&1 | sed "s/^tiyao-new-rule: //" >&2; exit ${PIPESTATUS[0]}'
    refuses 'tiyao-new-rule: error: a kind has up to 100 letters, digits, points, - and _, which "a b" does not' \
        tiyao new-rule --kind 'a b'
    refuses 'tiyao-new-rule: error: an id has up to 100 letters, digits, points, - and _, which "a: b" does not' \
        tiyao new-rule --kind a 'a: b'
    refuses 'tiyao-new-rule: error: "b" is one operand too many' tiyao new-rule a b
    try tiyao new-rule --pack pack --kind other
    same "what is said of a new kind" "$(cat stderr)" 'tiyao-new-rule: warning: no rule of the pack is of kind "other"'
}

# Into a file: it holds what it held, and the rule.
rule_goes_into_a_file() {
    local text
    printf '# mine\ndefine: {}\nrules:\n    - id: a.b.1\n      kind: a\n      match: x # last\n\n\n# rows\n# of it\nresolve: []\n' >r.yaml
    chmod 640 r.yaml
    try tiyao new-rule --to r.yaml a.b.2
    same "what it says" "$(cat stdout stderr)" 'r.yaml:8: rule "a.b.2"'
    same "the line of the rule" "$(sed -n 8p r.yaml)" '    # What it is for, in words: `about`. An id stays the same for ever, since rows carry it.'
    same "the id's line" "$(sed -n 9p r.yaml)" '    - id: a.b.2'
    same "what stood before" "$(head -n 7 r.yaml)" "$(printf '# mine\ndefine: {}\nrules:\n    - id: a.b.1\n      kind: a\n      match: x # last\n')"
    same "what stood behind" "$(tail -n 4 r.yaml)" "$(printf '\n# rows\n# of it\nresolve: []\n')"
    same "its mode" "$(stat -c %a r.yaml)" 640
    try tiyao new-rule --to r.yaml a.b.3
    same "ids" "$(grep -c '^    - id: a' r.yaml)" 3
    refuses 'tiyao-new-rule: r.yaml:4:11: error: a rule "a.b.1" is here already' tiyao new-rule --to r.yaml a.b.1
    # Files of other shapes.
    for text in '' '# nothing\n' 'resolve: []' 'rules:\n- id: x\n  kind: x\n  match: x' \
        'rules:\n  - { id: x, kind: x, match: x }\nabout: last\n' 'rules:\r\n  - id: x\r\n    kind: x\r\n    match: x\r\n' \
        '\xef\xbb\xbfrules:\n  - id: x\n    kind: x\n    match: x\n' '---\nrules:\n  - id: x\n    kind: x\n    match: x\n'; do
        printf -- "$text" >r.yaml
        try tiyao new-rule --to r.yaml name.a.1
        [[ $status == 0 ]] || die "$text: $(cat stderr)"
        printf 'files: [r.yaml]\n' >pack.yaml
        grep -q '^resolve' r.yaml || tiyao test . | grep -q '2 passed, 0 failed' || die "$text: it is no pack any more"
        printf -- "$text" | tr -d '\n' >before
        tr -d '\n' <r.yaml >after
        [[ $text == *about* ]] || cmp -s -n "$(wc -c <before)" before after || die "$text: what was there is changed"
    done
    rm r.yaml
    try tiyao new-rule --to r.yaml name.a.1
    same "what it says of a new file" "$(cat stdout)" 'r.yaml:2: rule "name.a.1"'
    mkdir folder
    mv r.yaml folder/
    ln -s folder/r.yaml r.yaml
    try tiyao new-rule --to r.yaml name.a.2
    [[ -L r.yaml && $(grep -c '^  - id' folder/r.yaml) == 2 ]] || die "the link is no link any more"
}

rule_leaves_files_alone() {
    local text
    for text in 'rules: []' 'rules: [ { id: x, kind: x, match: x } ]\n' 'rules: x\n' '- a\n' 'rules:\n  -\n    id: x\n    kind: x\n    match: x\n' \
        'rules:\n  - id: x\n    kind: x\n    match: x\n...\n' '{ rules: [ ] }\n' '{ rules:\n  - a }\n' 'a: [\n' '\x00\x01\xff'; do
        printf -- "$text" >r.yaml
        cp r.yaml before
        try tiyao new-rule --to r.yaml name.a.1
        same "status for $text" $status 2
        grep -q '^tiyao-new-rule: r.yaml.*: error: ' stderr || die "$text: says $(cat stderr)"
        cmp -s r.yaml before || die "$text: the file is changed"
    done
    head -c 2000000 /dev/zero | tr '\0' '#' >r.yaml
    try tiyao new-rule --to r.yaml name.a.1
    same "status for a large file" $status 2
    mkdir folder
    mkfifo pipe
    for text in folder pipe no/such/file; do
        try timeout 10 tiyao-new-rule --to $text name.a.1
        [[ $status == [23] ]] || die "status $status for $text"
    done
    same "parts" "$(ls -A | grep part || :)" ""
}

test_new() {
    local what
    for what in dataset_runs_at_once dataset_names dataset_refusals rule_is_printed rule_goes_into_a_file \
        rule_leaves_files_alone; do
        check "new/$what" $what
    done
}
