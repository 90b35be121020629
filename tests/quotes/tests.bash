# Quotes of articles of their own: F1 must not fall below the floors.

quotes_keep_floor() { # SET FLOOR-OF-QUOTES FLOOR-OF-TEXTS
    local set=$top/tests/quotes/$1
    chain_is 0 "$set/articles" data RULES=zh-quotes EXPECT=off
    try tiyao-evaluate -r "$top/rules/zh-quotes" --least "quotes=$2,quotes.text=$3" "$set/gold" data
    [[ $status == 0 ]] || die "$(cat stderr)"
}

# Each article has gold, and each gold quotes its article.
quotes_are_of_articles() {
    command -v python3 >/dev/null || pass_over "no python3"
    python3 "$top/tests/proposals/gold.py" "$top"/tests/quotes/{open,held} || die "$(tail -n 1 "$work/output")"
}

test_quotes() {
    local set floors
    while read -r set floors; do
        # shellcheck disable=SC2086 # two figures
        [[ $set == '#' ]] || check "quotes/$set" quotes_keep_floor "$set" $floors
    done <"$top/tests/quotes/floors"
    check quotes/gold quotes_are_of_articles
}
