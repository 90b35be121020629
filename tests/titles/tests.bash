# Titles in kinds of texts that tests/articles has few of: F1 must not fall below the floors.

titles_keep_floor() { # SET FLOOR-OF-TITLES FLOOR-OF-POSITIONS
    local set=$top/tests/titles/$1 name floor
    chain_is 0 "$set/articles" data EXPECT=off
    tiyao-evaluate "$set/gold" data >figures 2>said_evaluate
    set -- titles "$2" titles.position "$3"
    while (($#)); do
        name=$1 floor=$2
        shift 2
        awk -v name="$name" -v floor="$floor" '$1 == name { found = 1; low = $4 < floor }
            END { exit !found || low }' figures || die "$(grep "^$name " figures) is below $floor"
    done
}

# An article without gold, or gold without an article, would not be compared.
titles_have_gold() {
    local set
    for set in "$top"/tests/titles/{open,held}; do
        same "gold of ${set##*/}" "$(cd "$set/gold" && ls)" "$(cd "$set/articles" && ls | sed 's/txt$/json/')"
    done
}

test_titles() {
    local set floors
    while read -r set floors; do
        # shellcheck disable=SC2086 # two figures
        [[ $set == '#' ]] || check "titles/$set" titles_keep_floor "$set" $floors
    done <"$top/tests/titles/floors"
    check titles/gold titles_have_gold
}
