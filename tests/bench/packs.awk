# Rule packs of any size, for tests/bench/scaling: words of Han characters on standard input, of which
# the rules' anchors and the terms of a list are cut; always the same ones.
#   awk -f packs.awk -v rules=N -v out=FOLDER      a pack of N rules of five shapes
#   awk -f packs.awk -v terms=N -v out=FOLDER      a pack of one rule whose list has N terms
function draw(n) { return int(rand() * n) }

# A stretch of a word, of so many characters.
function piece(n,    word) {
    word = words[draw(count)]
    return substr(word, 3 * draw(length(word) / 3 - n + 1) + 1, 3 * n)
}

# One that was not given before.
function fresh(least, most,    text) {
    do text = piece(least + draw(most - least + 1)); while (text in given)
    given[text] = 1
    return text
}

function random_term(    n, i, text, c) {
    do {
        text = ""
        for (n = 2 + draw(5); n > 0; n--) {
            c = 19968 + draw(20902)
            text = text sprintf("%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64)
        }
    } while (text in given)
    given[text] = 1
    return text
}

function rule(i,    id) {
    id = sprintf("  - id: bench.%d\n    kind: k%d\n", i, i % 20)
    if (i % 5 == 0)
        return id sprintf("    match: '(?<post>%s)(?<name>%%{surname}\\p{sc:Han}{1,2})'\n    after: '%%{saying}|[，、]'\n" \
            "    where: [ { group: name, not_in: places } ]\n    value: { name: $name, post: $post }\n", fresh(2, 4))
    if (i % 5 == 1)
        return id sprintf("    match: '(?<body>%%{places})%s'\n    before: '^|[，。、的]'\n    value: { body: $body }\n", fresh(2, 4))
    if (i % 5 == 2)
        return id sprintf("    match: '(?<n>[0-9.]{1,9})(?:多|余)?(?<unit>%s)'\n    value: { n: $n, unit: $unit }\n", fresh(2, 4))
    if (i % 5 == 3)
        return id sprintf("    match: '%s(?<text>[^，。；]{2,12})[，。；]'\n    not_before: '不|没有'\n    value: { text: $text }\n", fresh(2, 4))
    return id sprintf("    match: '%s(?:的|了|在)?(?<post>%%{posts})'\n    within: paragraph\n    value: { post: $post }\n", fresh(2, 4))
}

{ words[count++] = $0 }
END {
    srand(20)
    file = out "/rules.yaml"
    print "pack: bench\nfiles: [rules.yaml]" > (out "/pack.yaml")
    if (terms) {
        print "define:\n  term: { list: terms.txt }\nrules:\n  - { id: bench.term, kind: k, match: '%{term}' }" > file
        for (i = 0; i < terms; i++) print random_term() > (out "/terms.txt")
        exit
    }
    print "define:\n  surname: { list: surnames.txt }\n  saying: { list: saying.txt }" > file
    print "  posts: { list: posts.txt, fields: [a, b, c, d] }\n  places: { list: places.txt, fields: [a, b, c] }\nrules:" > file
    for (i = 0; i < rules; i++) printf "%s", rule(i) > file
}
