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
    python3 "$top/tests/proposals/gold.py" "$top"/tests/proposals/{open,held,fresh,last} || die "$(tail -n 1 "$work/output")"
}

# Each row says its verb, whether it is quoted, whom it asks and its topics; the topics are a list's.
says_more() {
    mkdir in mine
    printf '%s\n' 高一鸣建议教育部加大投入，办好乡村学校。 '' '“政府应当修好道路，”高一鸣表示。' >in/a.txt
    printf '%s\n' 'pack: mine' 'version: 1.0.0' 'extends: zh-politics' 'files: [mine.yaml]' >mine/pack.yaml
    printf '%s\n' 'define:' '  topic: { list: mine.txt, fields: [topic], overrides: true }' >mine/mine.yaml
    printf '道路\tRoads\n学校\tSchools\n投入\tMoney\n' >mine/mine.txt
    chain_is 0 in data EXPECT=off
    same "verb, quoted, addressee, topics" "$(cut -d, -f5,14- data/proposals.csv | tr -d '"\r' | tail -n +2)" \
        "recommendation,建议,false,教育部,教育;农业与乡村
recommendation,表示,true,政府,交通"
    chain_is 0 in data EXPECT=off RULES="$PWD/mine"
    same "topics of another list" "$(cut -d, -f17 data/proposals.csv | tr -d '"\r' | tail -n +2)" \
        "Money;Schools
Roads"
}

test_proposals() {
    local set floors
    while read -r set floors; do
        # shellcheck disable=SC2086 # three figures
        [[ $set == '#' ]] || check "proposals/$set" keeps_floor "$set" $floors
    done <"$top/tests/proposals/floors"
    check proposals/gold gold_is_of_articles
    check proposals/columns says_more
}
