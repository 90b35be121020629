# What numbers count: the column indicator against gold.tsv, with floors.

indicators() {
    command -v python3 >/dev/null || pass_over 'no python3'
    local here=$top/tests/indicators right false missed precision recall
    mkdir in
    grep -v '^#' "$here/gold.tsv" | cut -f1 | awk '{ f = "in/s" NR - 1 ".txt"; print > f; close(f) }'
    chain_is 0 in data EXPECT=off
    read -r right false missed precision recall < <(python3 "$here/measure.py" "$here/gold.tsv" data/numbers.csv)
    awk -v p="$precision" -v r="$recall" 'BEGIN { exit !(p >= 0.98 && r >= 0.98) }' ||
        die "precision $precision, recall $recall: $right right, $false false, $missed missed"
}

test_indicators() {
    check indicators/gold indicators
}
