# tiyao-rules(5): each example is run and gives what the page shows; each word of the language has one.

# The page's examples below ./examples: packs/PACK, resolve/NAME.
take_examples() {
    local page left
    left=$(for page in lib/tiyao-rules normalize/tiyao-text; do
        awk -v out="$PWD/examples" -f "$top/tests/manual/examples.awk" "$top/stages/$page.5"
    done)
    [[ ! $left ]] || die "$left"
    cp examples/packs/page/text.yaml "$top/rules/zh-politics/evaluate.yaml" examples/packs/my-rules
    printf 'pack: page\ntext: text.yaml\nfiles: [%s]\n' \
        "$(cd examples/packs/page && ls rules*.yaml | paste -sd,)" >examples/packs/page/pack.yaml
}

rules_do_as_shown() {
    local pack
    take_examples
    for pack in examples/packs/*/; do
        try tiyao-test "${pack%/}"
        [[ $status == 0 ]] || die "${pack##*packs/} $(cat stderr stdout | grep -v passed | head -n 2 | tr '\n' ' ')"
    done
    for pack in examples/packs/*/; do tiyao-lint "${pack%/}" >>findings 2>&1 || :; done
    ! grep 'error: ' findings >findings.left || die "$(head -n 1 findings.left)"
    same "lint's last lines" "$(grep -c '^0 errors, ' findings)" "$(ls examples/packs | wc -l)"
    ! grep 'warning: ' findings | grep -v '\[no-anchor\]$' >findings.left || die "$(head -n 1 findings.left)"
    tiyao-test examples/packs/page >stdout
    [[ $(sed -n 's/^examples: \([0-9]*\) passed.*/\1/p' stdout) -gt 60 ]] || die "only $(tail -n 1 stdout)"
}

# The rows of a stream as the page shows them: ID { COLUMN: VALUE, ... }, of some datasets or all.
show_rows() { # [DATASET ...]
    local datasets=$*
    sed -n 's/^{"record":"row","dataset":"\('"${datasets// /\\|}"'[^"]*\)","id":"\([^"]*\)".*"values":{\(.*\)}}$/\2 { \3 }/p' |
        sed 's/^a\.//; s/"a\.\([a-z][a-z0-9]*\)"/"\1"/g; s/;a\.\([a-z0-9]*\)/;\1/g' |
        sed 's/"\([a-z_]*\)":/\1: /g; s/,\([a-z_]*: \)/, \1/g; s/","/", "/g; s/"//g'
}

# The chain with the page's rules and some operations, on a text.
resolve_example() { # NAME
    local here=examples/resolve/$1 each
    rm -rf pack && cp -r examples/packs/page pack
    for each in $(cat "$here/after") "$1" $(cat "$here/then"); do
        cp "examples/resolve/$each/rules" "pack/resolve-$each.yaml"
        sed -i "s/\]$/,resolve-$each.yaml]/" pack/pack.yaml
    done
    cp "$here/text" a.txt
    tiyao-read a.txt | tiyao-normalize -r pack | tiyao-segment -r pack | tiyao-match -r pack |
        tiyao-resolve -r pack
}

operations_do_as_shown() {
    local name
    take_examples
    for name in $(ls examples/resolve); do
        [[ -e examples/resolve/$name/rows ]] || continue
        resolve_example "$name" >stream 2>stderr || die "$name: $(head -n 2 stderr | tr '\n' ' ')"
        show_rows $(cat "examples/resolve/$name/datasets") <stream >rows
        diff "examples/resolve/$name/rows" rows >differences ||
            die "$name: $(grep '^[<>]' differences | head -n 4 | tr '\n' ' ')"
    done
}

# What the loaders know and the page shows no example of.
words_have_examples() {
    local file kind more
    take_examples
    words_of_loaders >loaders
    for file in examples/packs/*/*.yaml examples/resolve/*/rules; do
        kind=rules
        case $file in
        examples/packs/page/pack.yaml) continue ;; # made by this test
        */pack.yaml) kind=pack ;;
        */text.yaml) kind=text ;;
        esac
        "$build/tests/manual/paths" "$file" | sed "s/^/$kind:/"
    done >paths
    cut -f1 "$top/tests/manual/places" | grep -v '^#' | sort >placed
    more=$(cut -d' ' -f1 loaders | sort -u | comm -23 - placed | paste -sd,)
    [[ ! $more ]] || die "tests/manual/places does not say where $more stands"
    # Not asked for: choices, and `about`, which every mapping below resolve may hold.
    sed -n -e 's/^\([a-z_]*\)\t-$/^\1 /p' -e 's/^\([a-z_]*\)\t^rules:resolve.*/^\1 about$/p' "$top/tests/manual/places" >left
    awk -F'\t' -f "$top/tests/manual/used.awk" "$top/tests/manual/places" paths | sort -u >used
    more=$(comm -23 loaders used | { grep -vf left || :; } | paste -sd,)
    [[ ! $more ]] || die "tiyao-rules(5) shows no example of $more"
}

pages_refer_to_pages() {
    local macro name section
    grep -hoE '^\.Xr tiyao[a-z-]* [0-9]' "$top"/stages/*/*.[1-8] | sort -u >references
    [[ $(wc -l <references) -gt 15 ]] || die "only $(wc -l <references) references"
    while read -r macro name section; do
        [[ -f $share/man/$name.$section ]] || die "there is no $name($section)"
    done <references
}

test_manual() {
    check manual/rules rules_do_as_shown
    check manual/resolve operations_do_as_shown
    check manual/words words_have_examples
    check manual/references pages_refer_to_pages
}
