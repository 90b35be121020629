# Rule packs: the examples that stand beside the rules.

pack_examples() { # PACK
    try tiyao-match -r "$1" --test
    [[ $status == 0 ]] || die "$(tail -n 1 stdout stderr | tr '\n' ' ')$(grep -v passed stdout | head -n 3)"
    grep -q '^[0-9]* passed, 0 failed$' stdout || die "no line that counts: $(tail -n 1 stdout)"
    ! grep -q '^0 passed' stdout || die "ran no example"
}

test_rules() {
    local pack
    for pack in "$top"/rules/*/; do
        pack=${pack%/}
        check "rules/${pack##*/}" pack_examples "$pack"
    done
}
