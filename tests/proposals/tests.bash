# Proposals in kinds of texts that tests/articles has few of.

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
    check_floors proposals zh-politics
    check proposals/columns says_more
}
