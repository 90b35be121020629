# What every program in out/bin must do, whatever its trade.

nothing='{"record":"complete","documents":0,"records":0}'

help_of() {
    "$bin/$1" --help
}

usage_of() {
    local text
    text=$(help_of "$1")
    printf '%s\n' "${text%%$'\n'*}"
}

usage_has() { # PROGRAM EXPRESSION
    grep -q "$2" <<<"$(usage_of "$1")"
}

is_filter() { # whether it reads a record stream from standard input and writes one
    usage_has "$1" '\[FILE \.\.\.\]$' &&
        [[ $(printf '%s\n' "$nothing" | "$bin/$1" 2>/dev/null) == "$nothing" ]]
}

shows_help() {
    try "$bin/$1" --help
    same status $status 0
    [[ ! -s stderr ]] || die "it wrote to standard error"
    [[ $(head -n 1 stdout) == "usage: $1 "* ]] || die "no usage line first"
    try "$bin/$1" -h
    same "status of -h" $status 0
}

shows_version() {
    try "$bin/$1" --version
    same status $status 0
    local version
    version=$(sed -n 's/.*TIYAO_VERSION "\(.*\)"/\1/p' "$top/stages/lib/version.h")
    same output "$(cat stdout)" "$1 $version"
}

refuses_option() {
    try "$bin/$1" --no-such-option
    same status $status 2
    [[ ! -s stdout ]] || die "it wrote to standard output"
    grep -q "^$1: error: unknown option \"--no-such-option\"\$" stderr || die "says: $(cat stderr)"
}

wants_operand() {
    try "$bin/$1"
    same status $status 2
    grep -q "^$1: error: " stderr || die "says: $(cat stderr)"
}

misses_file() {
    local options=()
    [[ $(help_of "$1") != *"--out DIR"* ]] || options=(--out here)
    ! usage_has "$1" ' EXPR \[FILE' || options=(x)
    try "$bin/$1" "${options[@]}" no-such-file
    same status $status 1
    grep -q "^$1: .*no-such-file.*: No such file" stderr || die "says: $(cat stderr)"
    mkdir folder
    try "$bin/$1" "${options[@]}" folder
    same "status for a folder" $status 1
    grep -q "^$1: .*folder" stderr || die "says of a folder: $(cat stderr)"
}

refuses_cut_stream() {
    try "$bin/$1"
    same "status for an empty file" $status 1
    grep -q "^$1: .*error: " stderr || die "says: $(cat stderr)"
    printf '{"record":"document","doc_id":"a"' >cut
    try "$bin/$1" cut
    same "status for a cut line" $status 1
    printf '{"record":"complete","documents":1,"records":0}\n' >wrong
    try "$bin/$1" wrong
    same "status for wrong counts" $status 1
}

passes_through() {
    printf '%s\n' '{"record":"document","doc_id":"a","path":"a","sha256":"","bytes":0,"encoding":"","warnings":[],"skipped":true}' \
        '{"record" : "of \u4e00 other", "trade": [1, 2.50]}' '{"record":"end","doc_id":"a"}' \
        '{"record":"complete","documents":1,"records":3}' >stream
    try "$bin/$1" stream
    same status $status 0
    [[ $(sed -n 2p stdout) == "$(sed -n 2p stream)" ]] || die "a record of another stage is changed: $(sed -n 2p stdout)"
}

sees_full_disk() {
    try bash -c "'$bin/$1' --help >/dev/full"
    same "status of --help" $status 3
    is_filter "$1" || return 0
    printf '%s\n' "$nothing" >stream
    try bash -c "'$bin/$1' stream >/dev/full"
    same "status of a stream" $status 3
    grep -q "^$1: error: cannot write" stderr || die "says: $(cat stderr)"
}

sees_closed_pipe() {
    local i
    for ((i = 0; i < 20000; i++)); do
        printf '{"record":"document","doc_id":"d%d","path":"a","sha256":"","bytes":0,"encoding":"","warnings":[],"skipped":true}\n{"record":"end","doc_id":"d%d"}\n' $i $i
    done >stream
    echo '{"record":"complete","documents":20000,"records":40000}' >>stream
    timeout 20 bash -c "'$bin/$1' stream 2>stderr | head -n 1 >/dev/null; exit \${PIPESTATUS[0]}" || status=$?
    same status "${status:-0}" 3
}

synopsis_agrees() {
    local page=$share/doc/$1.1.txt line
    [[ -f $page ]] || die "no manual page"
    line=$(LC_ALL=C.UTF-8 sed -n '/^SYNOPSIS/,/^[A-Z]/p' "$page" | grep '^ ' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
    same "the synopsis" "usage: $line" "$(usage_of "$1")"
    local option
    for option in $(help_of "$1" | grep -o -- ' --[a-z][a-z-]*' | sort -u); do
        grep -q -- "$option" "$page" || die "the manual page lacks $option"
    done
}

finds_stages() {
    try tiyao read --version
    same output "$(cat stdout)" "$(tiyao-read --version)"
    try tiyao no-such-stage
    same status $status 2
    try tiyao help plan
    grep -q '^TIYAO-PLAN(1)' stdout || die "no manual page"
    try tiyao help no-such-stage
    same "status of help" $status 2
    tiyao --help >help
    grep -q '^  read  ' help || die "the help does not list read"
}

# Installed below a folder with a space in its name, out of reach of the build tree.
installs() {
    try make -C "$top" install "DESTDIR=$PWD/a b" PREFIX=/usr
    same status $status 0
    try env -i PATH=/usr/bin:/bin "a b/usr/bin/tiyao" run "$top/tests/articles" data
    [[ $status == 0 ]] || die "tiyao run: $(tail -n 2 stderr)"
    chain_is 0 "$top/tests/articles" built
    alike "installed and built" data built
    [[ -f "a b/usr/share/man/man1/tiyao.1" ]] || die "no manual page"
    ! grep -rqF "$top" "a b/usr/share" || die "a path of this machine: $(grep -rlF "$top" "a b/usr/share")"
    try make -C "$top" uninstall "DESTDIR=$PWD/a b" PREFIX=/usr
    same "files left" "$(find 'a b' -type f | wc -l)" 0
}

test_cli() {
    local program what tests
    for program in "$bin"/*; do
        program=${program##*/}
        tests="shows_help shows_version refuses_option sees_full_disk synopsis_agrees"
        ! usage_has "$program" '^usage: [^ ]* \(\[[^]]*\] \)*[A-Z]' || tests+=" wants_operand"
        ! usage_has "$program" FILE || tests+=" misses_file"
        ! is_filter "$program" || tests+=" refuses_cut_stream passes_through sees_closed_pipe"
        for what in $tests; do check "cli/$program.$what" $what "$program"; done
    done
    check cli/finds_stages finds_stages
    check cli/installs installs
}
