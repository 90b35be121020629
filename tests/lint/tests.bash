# What no compiler looks for.

no_han_in_stages() {
    ! LC_ALL=C.UTF-8 grep -rlP '\p{Han}' "$top/stages" >found || die "Chinese characters stand in: $(tr '\n' ' ' <found)"
}

one_module_a_library() {
    local header modules
    (cd "$top" && grep -rhoE '#include <(unicode/|pcre2|yaml|csv|jansson|nettle/|sqlite3|xlsxwriter|readstat|archive|libxml)[^>]*>' stages) |
        grep -oE '<[a-z0-9]+' | sort -u >headers
    while read -r header; do
        [[ $header != '<unicode' ]] || continue
        modules=$(cd "$top" && grep -rlF "#include $header" stages | sed 's/\.[ch]$//' | sort -u | wc -l)
        [[ $modules == 1 ]] || die "$header... is included by $modules modules"
    done <headers
}

no_path_of_a_machine() {
    local files=(Makefile README.md CONTRIBUTING.md .ci stages rules schemas tests)
    ! (cd "$top" && grep -rIlE '(^|[^A-Za-z.$}/])/(work|farm|home|root)/' "${files[@]}" 2>/dev/null | grep -v '^tests/lint/') >found ||
        die "a path of a machine stands in: $(tr '\n' ' ' <found)"
}

scripts_parse() {
    local file
    for file in tests/run .ci/run .ci/packages stages/batch/run.bash tests/{bench,measure,tools}/run tests/bench/{scaling,export} tests/*/tests.bash; do
        bash -n "$top/"$file || die "$file"
    done
}

test_lint() {
    local what
    for what in no_han_in_stages one_module_a_library no_path_of_a_machine scripts_parse; do
        check "lint/$what" $what
    done
}
