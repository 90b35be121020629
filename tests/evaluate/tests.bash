# evaluate against another program that knows the same definitions, on a gold and a run that are
# changed at random.

score=$top/../shared/score

# agrees GOLD OUT SEED ...: every figure that both have is the same.
agrees() {
    local gold=$1 out=$2 seed
    shift 2
    for seed; do
        rm -rf gold out
        python3 "$top/tests/evaluate/perturb.py" "$seed" "$gold" "$out" gold out \
            "$share/opencc/TSCharacters.txt" "$score/t2s.tsv"
        tiyao-evaluate --json gold out >ours 2>said || die "seed $seed: $(tail -n 1 said)"
        python3 "$score/score.py" --json gold out >theirs 2>said || die "seed $seed: $(tail -n 1 said)"
        python3 "$top/tests/evaluate/same.py" ours theirs >differences ||
            die "seed $seed: $(head -n 1 differences)"
    done
}

agrees_on_articles() {
    [[ -f $score/score.py ]] || pass_over "no ../shared/score"
    command -v python3 >/dev/null || pass_over "no python3"
    reference
    agrees "$top/tests/gold" "$work/reference" {1..12}
}

agrees_on_corpus() {
    [[ -f $score/score.py ]] || pass_over "no ../shared/score"
    command -v python3 >/dev/null || pass_over "no python3"
    chain_is 0 "$top/../shared/corpus" data
    agrees "$top/../shared/gold" data {21..32}
}

# Both spellings of the command, and packs that a run names.
make_evaluates() {
    try make -C "$top" evaluate "OUT=$PWD/data"
    same status $status 0
    grep -q '^people  *[01]\.' stdout || die "no figures: $(head -n 3 stdout)"
    mkdir gold 'my pack'
    printf 'pack: plain\nversion: 1\nabout: no language\nfiles: []\n' >'my pack/pack.yaml'
    printf '{"doc": "two_sessions_small_cuts", "people": [{"name": "乐知夏", "roles": ["reporter"]}]}' >gold/a.json
    try env OUT=data GOLD=gold RULES='my pack' bash "$share/run.bash" --evaluate
    same "status with a pack" $status 0
    # Without a yardstick all columns of the gold count, and only one person is known to be right.
    grep -q '^people .* 1 *7 *0$' stdout || die "the pack is not used: $(head -n 3 stdout)"
}

# The same bytes wherever and however often it is run.
is_steady() {
    reference
    cp -r "$top/tests/gold" gold
    tiyao-evaluate --diff gold "$work/reference" >one
    LC_ALL=C.UTF-8 TZ=Pacific/Kiritimati tiyao-evaluate --diff "$PWD/gold" "$work/reference/" >two
    cmp one two || die "two runs differ"
    [[ $(wc -l <one) -gt 30 ]] || die "it says nothing"
}

# Gold and rows that no reader would make, under the sanitizers.
survives_noise() {
    local program=$top/out/san/bin/tiyao-evaluate i status
    [[ -x $program ]] || pass_over "out/san is not built (make SAN=1)"
    reference
    export ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=halt_on_error=1:exitcode=99
    for ((i = 0; i < 12; i++)); do
        rm -rf gold out
        cp -r "$top/tests/gold" gold
        mkdir out
        head -c $((i * 977 + 5)) "$top/tests/gold/stats_donglan_2024.json" >gold/cut.json
        { head -c $((i * 300 + 40)) "$top/tests/gold/stats_donglan_2024.json"; head -c 40 /dev/urandom; } >gold/noise.json
        tr '"{[:' '[":{' <"$top/tests/gold/stats_donglan_2024.json" >gold/turned.json
        for each in people titles numbers; do
            head -c $((i * 4001 + 90)) "$work/reference/$each.csv" >out/$each.csv
        done
        tr '",\n' ',\n"' <"$work/reference/proposals.csv" >turned
        head -c $((i * 3000)) turned >out/proposals.csv
        status=0
        "$program" --diff gold out >stdout 2>stderr || status=$?
        [[ $status == 1 || $status == 2 ]] || die "round $i: status $status: $(tail -n 1 stderr)"
    done
    "$program" --diff "$top/tests/gold" "$work/reference" >stdout
}

# Many numbers in one document: time and memory stay within bounds, or it says that it will not.
bears_many_rows() {
    local i
    mkdir gold out
    {
        printf '{"numbers": ['
        for ((i = 0; i < 3000; i++)); do printf '{"text": "%d人", "kind": "quantity", "value": "%d"},' $i $i; done
        printf '{"text": "1年"}]}'
    } >gold/a.json
    {
        echo 'doc_id,text,kind,value,value_max,unit'
        for ((i = 0; i < 3000; i++)); do echo "a,$((i + 7))人,quantity,$i,,"; done
    } >out/numbers.csv
    try timeout 60 "$bin/tiyao-evaluate" gold out
    same status $status 0
    grep -q '^numbers.detect .* 2993 ' stdout || die "$(head -n 2 stdout)"
    { echo 'doc_id,text,kind,value,value_max,unit'; seq 40000 | sed 's/.*/a,5人,quantity,5,,/'; } >out/numbers.csv
    try timeout 60 "$bin/tiyao-evaluate" gold out
    same "status with too many" $status 1
    grep -q 'gold/a.json: error: dataset "numbers": too many rows to align: 40000, gold 3001$' stderr || die "says: $(cat stderr)"
}

test_evaluate() {
    check evaluate/agrees_on_articles agrees_on_articles
    check evaluate/agrees_on_corpus agrees_on_corpus
    check evaluate/make make_evaluates
    check evaluate/steady is_steady
    check evaluate/noise survives_noise
    check evaluate/many_rows bears_many_rows
}
