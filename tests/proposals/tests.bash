# Proposals in kinds of texts that tests/articles has few of: F1 must not fall below the floors.

keeps_floor() { # SET FLOOR-OF-PROPOSALS FLOOR-OF-TEXTS FLOOR-OF-EXHORTATIONS
    local set=$top/tests/proposals/$1 name floor
    chain_is 0 "$set/articles" data EXPECT=off
    tiyao-evaluate "$set/gold" data >figures 2>said_evaluate
    set -- proposals "$2" proposals.text "$3" proposals.exhortation "$4"
    while (($#)); do
        name=$1 floor=$2
        shift 2
        awk -v name="$name" -v floor="$floor" '$1 == name { found = 1; low = $4 < floor }
            END { exit !found || low }' figures || die "$(grep "^$name " figures) is below $floor"
    done
}

# Each article has gold, and each gold quotes its article.
gold_is_of_articles() {
    command -v python3 >/dev/null || pass_over "no python3"
    python3 "$top/tests/proposals/gold.py" "$top"/tests/proposals/{open,held} || die "$(tail -n 1 "$work/output")"
}

test_proposals() {
    local set floors
    while read -r set floors; do
        # shellcheck disable=SC2086 # three figures
        [[ $set == '#' ]] || check "proposals/$set" keeps_floor "$set" $floors
    done <"$top/tests/proposals/floors"
    check proposals/gold gold_is_of_articles
}
