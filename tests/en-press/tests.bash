# The pack for English press text on articles of its own: how right, and every row traced.

english=$top/tests/en-press
english_pack="RULES=$top/rules/en-press"

# The run that the others look at, made once.
english_run() {
    [[ -f $work/english/datapackage.json ]] || chain_is 0 "$english/articles" "$work/english" "$english_pack"
}

is_right() { # GROUP
    english_run
    try tiyao-evaluate -r "$top/rules/en-press" --least people=0.95,titles=0.85,proposals=0.70 \
        --least proposals.exhortation=0.85,numbers.value=0.90,numbers.ordinal=0.90 "$english/gold/$1" "$work/english"
    same "status of evaluate" $status 0
}

# values DATASET MEMBER: of the rows, which hold no quotation mark in it
values() {
    sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p' "$work/english/$1.jsonl"
}

english_is_read() {
    english_run
    same "encodings" "$(values documents encoding | sort | uniq -c | tr -s ' \n' ' ')" ' 1 utf-16le 8 utf-8 1 windows-1252 '
    same "scripts" "$(values documents script | sort -u)" none
    same "pinyin" "$(values people pinyin | sort -u)" ""
    grep -q '"name":"Tomas O'\''Dell","name_original":"Tomas O’Dell"' "$work/english/people.jsonl" ||
        die "a curly apostrophe is not straight, or not kept in the original"
    grep -q '"text":"Landlords who live [^"]*council must [^"]*","text_original":"Landlords who live [^"]*council\\nmust .*"pieces":\["612-616","618-712"\]' \
        "$work/english/proposals.jsonl" || die "a word that the line broke is not whole, or its hyphen is in it"
    grep '"doc_id":"stats_labour_q3"' "$work/english/documents.jsonl" | grep -q '"published":"2024-11-14"' ||
        die "the date of a press release is not found"
}

test_en-press() {
    check en-press/developed is_right developed
    check en-press/held-back is_right held-back
    check en-press/read english_is_read
    check en-press/trace traces "$english/articles" "$english_pack"
}
