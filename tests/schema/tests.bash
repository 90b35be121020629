# The schemas of rule files, for editors: they know what the loaders know, no more and no less.

words_of_schemas() {
    local schema
    for schema in "$top"/schemas/rules/*.schema.json; do
        awk -f "$top/tests/schema/words.awk" "$schema"
    done | grep -vx 'condition field' | sort # it goes with a test, and is none
}

# Each probe holds a word that is unknown; the answer names those that are known.
words_of_loaders() {
    local name program file text
    while IFS=$'\t' read -r name program file text; do
        [[ $name != '#'* && $name ]] || continue
        rm -rf probe && mkdir probe
        printf 'files: [rules.yaml]\ntext: text.yaml\nevaluate: evaluate.yaml\n' >probe/pack.yaml
        printf 'about: nothing\n' >probe/rules.yaml
        printf '%s\n' "$text" >"probe/$file"
        tiyao-"$program" -r probe </dev/null 2>said && die "$name: nothing is said"
        sed -n "s/.*error: unknown .*\"[^\"]*unknown\": one of \(.*\) was expected\(, in .*\)*$/\1/p" said >known
        [[ -s known ]] || die "$name: $(head -n 1 said)"
        tr -s ', ' '\n' <known | sed "s/^/$name /"
    done <"$top/tests/schema/probes" | sort
}

schemas_know_the_keys() {
    local more
    words_of_schemas >schemas
    words_of_loaders >loaders
    [[ $(wc -l <loaders) -gt 250 ]] || die "$(tail -n 1 loaders)"
    more=$(comm -13 schemas loaders | paste -sd,)
    [[ ! $more ]] || die "schemas/rules lacks $more"
    more=$(comm -23 schemas loaders | paste -sd,)
    [[ ! $more ]] || die "schemas/rules has what no loader knows, or tests/schema/probes lacks a line: $more"
}

python_or_pass() {
    python3 -c 'import jsonschema, yaml' 2>/dev/null || pass_over "python3-jsonschema or python3-yaml is not installed"
}

packs_are_valid() {
    python_or_pass
    local packs=("$top"/rules/*/pack.yaml "$top"/tests/measure/*/pack.yaml)
    python3 "$top/tests/schema/validate.py" "$top/schemas/rules" valid "${packs[@]%pack.yaml}" || die "$(head -n 1 "$work/output")"
}

broken_packs_are_not() {
    python_or_pass
    python3 "$top/tests/schema/validate.py" "$top/schemas/rules" broken "$top"/tests/rules/bad/*/ || die "$(head -n 1 "$work/output")"
}

test_schema() {
    check schema/keys schemas_know_the_keys
    check schema/packs packs_are_valid
    check schema/broken broken_packs_are_not
}
