# The rows that the README shows are rows of a run; --golden puts them there.

readme_rows() { # OUT
    local doc=two_sessions_small_cuts
    row() { # DATASET WHERE IS SHOW
        awk -f "$top/tests/readme/rows.awk" -v doc=$doc -v name="$1" -v where="$2" -v is="$3" -v show="$4" "$out/$1.csv"
    }
    local out=$1
    printf '| dataset | a row, with some of its columns |\n|---|---|\n'
    row documents "" "" "doc_id encoding script title n_people n_numbers"
    row people "" "" "person_id name pinyin roles mentions rule_id byte_start byte_end"
    row titles "" "" "title_id person_id name organization position status"
    row proposals kind motion "proposal_id proposer kind text"
    row numbers kind duration "number_id text kind value unit sentence"
    row mentions dataset people "mention_id row_id form text_original byte_start byte_end"
}

readme_shows_a_run() {
    reference
    readme_rows "$work/reference" >rows
    [[ $(wc -l <rows) == 8 ]] || die "a row is missing: $(cat rows)"
    sed -n '/^<!-- rows/,/^<!-- end of rows/p' "$top/README.md" | grep '^|' >shown || :
    if [[ $golden ]]; then
        { sed '/^<!-- rows/q' "$top/README.md"; cat rows; sed -n '/^<!-- end of rows/,$p' "$top/README.md"; } >readme
        cat readme >"$top/README.md"
        return
    fi
    diff shown rows >differences || die "README.md shows other rows (make golden): $(head -n 3 differences | tr '\n' ' ')"
}

test_readme() {
    check readme/rows readme_shows_a_run
}
