# What numbers count: the column indicator against gold by hand, with floors.

# measured_on GOLD PRECISION RECALL
measured_on() {
    command -v python3 >/dev/null || pass_over 'no python3'
    local gold=$top/tests/indicators/$1.tsv right false missed precision recall
    mkdir in
    grep -v '^#' "$gold" | cut -f1 | awk '{ f = "in/s" NR - 1 ".txt"; print > f; close(f) }'
    chain_is 0 in data EXPECT=off
    read -r right false missed precision recall < <(python3 "$top/tests/indicators/measure.py" "$gold" data/numbers.csv)
    awk -v p="$precision" -v r="$recall" -v least="$2" -v found="$3" 'BEGIN { exit !(p >= least && r >= found) }' ||
        die "precision $precision, recall $recall: $right right, $false false, $missed missed"
}

indicators_gold() { measured_on gold 0.99 0.99; }
indicators_second() { measured_on second 0.99 0.97; }
indicators_held() { measured_on held 0.94 0.83; }

test_indicators() {
    check indicators/gold indicators_gold
    check indicators/second indicators_second
    check indicators/held indicators_held
}
