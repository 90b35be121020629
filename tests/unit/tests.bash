# Modules: each tests/unit/test_NAME.c is a cmocka program; its tests are counted one by one.

test_unit() {
    local source name line status
    for source in "$top"/tests/unit/test_*.c; do
        name=${source##*/test_} name=${name%.c}
        wanted "unit/$name" || continue
        CMOCKA_MESSAGE_OUTPUT=TAP "$build/tests/unit/test_$name" >"$work/tap" 2>"$work/output"
        status=$?
        while IFS= read -r line; do
            case $line in
            'ok '*) count ok "unit/$name.${line##* - }" ;;
            'not ok '*) count FAIL "unit/$name.${line##* - }" "$(grep -m 1 '^#' "$work/tap")" ;;
            esac
        done <"$work/tap"
        [[ $status -lt 128 ]] || count FAIL "unit/$name" "died with status $status"
        grep -q '^ok\|^not ok' "$work/tap" || count FAIL "unit/$name" "ran no test"
    done
}
