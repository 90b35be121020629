# What tiyao.mk runs: plans the shards of IN, makes those that are out of date under the lock of OUT,
# and says what came out. Settings come as environment variables; see tiyao.mk.
set -u -o pipefail
export LC_ALL=C
formats="excel-csv sqlite xlsx dta sav codebook wide bag" # of tiyao-export

fail() { # STATUS TEXT
    printf 'tiyao: error: %s\n' "$2" >&2
    exit "$1"
}

# The folder that holds this script, whatever characters its name has.
here() {
    local folder=${BASH_SOURCE[0]%/*}
    [[ $folder != "${BASH_SOURCE[0]}" ]] || folder=.
    cd -- "$folder" && printf '%sx' "$PWD"
}

# The rule packs, which the programs look up: RULES is one folder, or names parted by white space.
name_packs() {
    local name names=("${RULES:-zh-politics}")
    packs=()
    [[ -d ${names[0]} ]] || read -ra names -d '' <<<"${names[0]}" || :
    for name in "${names[@]}"; do
        [[ $name != -* ]] || name=./$name
        packs+=(--rules "$name")
    done
}

# A dataset that was taken away since is made again.
outputs_are_there() {
    local what name rows
    shopt -s dotglob # an id may begin with a dot
    [[ -f $OUT/datapackage.json && -f $OUT/codebook.md ]] || return 1
    while read -r what name rows; do
        [[ $what != rows || (-f $OUT/$name.csv && -f $OUT/$name.jsonl) ]] || return 1
        [[ $what$name != rowsdocuments ]] || set -- "$OUT"/json/*.json
        [[ $what$name != rowsdocuments || $rows -eq 0 || $# -ge $rows ]] || return 1
    done <"$OUT/.tiyao/tables"
}

# Of all shards, where it is asked for.
coverage_is_there() {
    local shard
    [[ -n $TIYAO_COVERAGE ]] || return 0
    while read -r shard; do
        [[ -f $OUT/.tiyao/cover/$shard.tsv ]] || return 1
    done <"$OUT/.tiyao/order"
}

# On a terminal: how many shards are done.
progress() {
    local now total
    total=$(wc -l <"$OUT/.tiyao/order")
    now=$(find "$OUT/.tiyao/rows" -name '*.jsonl' -newer "$OUT/.tiyao/started" | wc -l)
    printf '\r\033[K%d shards done, %d in all' "$now" "$total" >&2
}

# What is asked for in FORMATS is made again where that or the labels changed, or a folder is gone.
exports_are_there() {
    local format asked="${FORMATS:-} ${LABELS:-}"
    for format in ${FORMATS:-}; do
        [[ -d $OUT/$format ]] || return 1
    done
    [[ -f $OUT/.tiyao/exported && $(<"$OUT/.tiyao/exported") == "$asked" ]]
}

# Under the lock, in the folder where make was started.
make_shards() {
    local flags=${MAKEFLAGS-} letters goals=(expected)
    [[ ${EXPECT:-} != off ]] || goals=(tables)
    [[ -z ${FORMATS:-} ]] || goals+=(exported)
    # -q has done its work (see tiyao.mk).
    letters=${flags%% *}
    [[ $letters = -* || $letters = *=* ]] || flags=${letters//q/}${flags#"$letters"}
    if [[ -f $OUT/.tiyao/tables ]] && ! { outputs_are_there && coverage_is_there; }; then
        rm -f -- "$OUT/.tiyao/tables"
    fi
    # make does not miss what stands before a target that is there (.SECONDARY).
    [[ -f $OUT/.tiyao/tables ]] || rm -f -- "$OUT/.tiyao/expected"
    [[ -f $OUT/.tiyao/tables ]] && exports_are_there || rm -f -- "$OUT/.tiyao/exported"
    : >"$OUT/.tiyao/started"
    MAKEFLAGS=$flags exec "${MAKE:-make}" -s -C "$OUT/.tiyao" -f "$TIYAO_SHARE/shards.mk" "${goals[@]}"
}

# What was expected of the datasets and does not hold. False where that is fatal.
report_expected() {
    local n
    [[ ${EXPECT:-} != off && -s $OUT/.tiyao/expected ]] || return 0
    printf '%s\n' "$(<"$OUT/.tiyao/expected")" >&2
    [[ ${EXPECT:-} = fatal ]] || return 0
    n=$(wc -l <"$OUT/.tiyao/expected")
    printf 'tiyao: error: %d thing%s not as the rule packs expect\n' "$n" "$([[ $n = 1 ]] || echo s)" >&2
    return 1
}

# Exports of earlier datasets, which FORMATS did not name this time.
report_stale() {
    local format stale=
    for format in $formats; do
        [[ ! -d $OUT/$format || ! $OUT/$format -ot $OUT/.tiyao/tables ]] || stale+=" $format"
    done
    [[ -z $stale ]] || printf 'tiyao: warning: of earlier datasets: %s; write anew with FORMATS="%s"\n' \
        "${stale# }" "${stale# }" >&2
}

# Rows of metadata.csv that are left out; which ones, tiyao-plan has said.
report_metadata() {
    local n
    n=$(<"$OUT/.tiyao/metadata") || return 0
    [[ $n != 0 ]] || return 0
    printf 'tiyao: %d row%s of %s/metadata.csv left out\n' "$n" "$([[ $n = 1 ]] || echo s)" "$IN" >&2
    return 1
}

report() {
    local what name rows skipped= status=0
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    while read -r what name rows; do
        [[ $what = rows ]] && printf '%8d  %s/%s.csv\n' "$rows" "$OUT" "$name"
        [[ $what = skipped ]] && skipped="tiyao: $name $rows, see $OUT/documents.csv"
    done <"$OUT/.tiyao/tables"
    for name in ${FORMATS:-}; do printf '%8s  %s/%s\n' '' "$OUT" "$name"; done
    report_stale
    report_expected || status=1
    report_metadata || status=1
    [[ -n $skipped ]] || return $status
    [[ /dev/stdout -ef /dev/stderr ]] || printf '%s\n' "$skipped"
    printf '%s\n' "$skipped" >&2
    [[ ${ALLOW_SKIPPED:-0} = [1yt]* ]] || status=1
    return $status
}

# Where the programs and the packs are.
find_all() {
    TIYAO_SHARE=$(here) TIYAO_SHARE=${TIYAO_SHARE%x}
    PATH=$TIYAO_SHARE/../../bin:$PATH
    name_packs
}

run() {
    [[ -n ${IN:-} && -n ${OUT:-} ]] || fail 2 "the folders IN and OUT are missing"
    [[ ${EXPECT:-warn} = @(warn|fatal|off) ]] || fail 2 "EXPECT is warn, fatal or off, not \"$EXPECT\""
    local plan=() limits=() format
    FORMATS=$(printf '%s ' ${FORMATS:-}) FORMATS=${FORMATS% }
    for format in $FORMATS; do
        [[ " $formats " == *" $format "* ]] || fail 2 "FORMATS are of $formats, not \"$format\""
    done
    [[ ${LABELS:-zh} = @(zh|en) ]] || fail 2 "LABELS is zh or en, not \"$LABELS\""
    TIYAO_START=$PWD
    [[ $IN != -* ]] || IN=./$IN
    [[ $OUT != -* ]] || OUT=./$OUT
    find_all
    [[ -z ${SHARD:-} ]] || plan+=(--shard "$SHARD")
    [[ -z ${MAXDOC:-} ]] || limits+=(--max-bytes "$MAXDOC")
    [[ -z ${MAXDOC:-} ]] || plan+=(--setting "max-bytes $MAXDOC")
    [[ -t 2 && ${TERM:-dumb} != dumb ]] && TIYAO_PROGRESS=1 || TIYAO_PROGRESS=
    TIYAO_PACKS=${packs[*]@Q} TIYAO_LIMITS=${limits[*]@Q}
    [[ ${COVERAGE:-0} = [1yt]* ]] && TIYAO_COVERAGE=1 || TIYAO_COVERAGE=
    export FORMATS LABELS=${LABELS:-zh}
    export IN OUT PATH TIYAO_SHARE TIYAO_START TIYAO_PACKS TIYAO_LIMITS TIYAO_PROGRESS TIYAO_COVERAGE
    exec tiyao-plan "${packs[@]}" "${plan[@]}" -- "$IN" "$OUT" \
        bash "$TIYAO_SHARE/run.bash" --shards
}

# Compares OUT with the gold in GOLD, as the packs say.
evaluate() {
    [[ -n ${GOLD:-} && -n ${OUT:-} ]] || fail 2 "the folders GOLD and OUT are missing"
    find_all
    export TIYAO_SHARE
    exec tiyao-evaluate "${packs[@]}" -- "$GOLD" "$OUT"
}

case ${1-} in
'') run ;;
--shards) make_shards ;;
--progress) progress ;;
--report) report ;;
--evaluate) evaluate ;;
esac
