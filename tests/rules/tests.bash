# Rule packs: the examples that stand beside the rules, and what is said of broken packs.

pack_examples() { # PACK
    try tiyao-match -r "$1" --test
    [[ $status == 0 ]] || die "$(tail -n 1 stdout stderr | tr '\n' ' ')$(grep -v passed stdout | head -n 3)"
    grep -q '^[0-9]* passed, 0 failed$' stdout || die "no line that counts: $(tail -n 1 stdout)"
    ! grep -q '^0 passed' stdout || die "ran no example"
}

# A broken pack: status 2, nothing written, and the messages of its file `err`, PACK for the folder.
broken_pack() { # FOLDER
    local here=$PWD
    cd "$1"
    status=0
    tiyao-match -r . </dev/null >"$here/stdout" 2>"$here/stderr" || status=$?
    cd "$here"
    sed 's|: \./|: PACK/|' stderr >said
    [[ -z $golden ]] || cp said "$1/err"
    same status "$status" 2
    [[ ! -s stdout ]] || die "wrote $(head -c 80 stdout)"
    cmp -s said "$1/err" || die "said $(head -n 1 said), not $(head -n 1 "$1/err")"
}

test_rules() {
    local pack
    for pack in "$top"/rules/*/; do
        pack=${pack%/}
        check "rules/${pack##*/}" pack_examples "$pack"
    done
    for pack in "$top"/tests/rules/bad/*/; do
        pack=${pack%/}
        check "rules/bad/${pack##*/}" broken_pack "$pack"
    done
}
