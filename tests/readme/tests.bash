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

# The figures of the README are those that evaluate gives; --golden puts them there.

figures_of() { # GOLD OUT
    tiyao-evaluate --tsv "$1" "$2" | awk -F '\t' '$1 == "figure" { printf "%s %.3f\n", $2, $6 }'
}

readme_figures() { # COLUMN FIGURES
    awk -v column="$1" '
        NR == FNR { f1[$1] = $2; next }
        /^\| F1 \|/ { inside = 1 }
        /^$/ { inside = 0 }
        inside && $2 in f1 {
            figure = $2 == "numbers" ? "numbers.value" : $2
            split($0, cell, "|")
            cell[column] = " " f1[figure] " "
            $0 = "|" cell[2] "|" cell[3] "|" cell[4] "|"
        }
        { print }' <(sed 's/^numbers.value \(.*\)/&\nnumbers \1/' "$2") "$top/README.md"
}

readme_tells_figures() { # COLUMN GOLD ARTICLES
    [[ -d $2 && -d $3 ]] || pass_over "no $2"
    chain_is 0 "$3" data
    figures_of "$2" data >figures
    [[ $(grep -c . figures) -ge 10 ]] || die "too few figures"
    readme_figures "$1" figures >readme
    [[ ! $golden ]] || cat readme >"$top/README.md"
    diff "$top/README.md" readme >differences || die "README.md tells other figures (make golden): $(grep '^[<>]' differences | head -n 4 | tr '\n' ' ')"
    grep -q '^| proposals.*| 0\.[0-9]* | 0\.[0-9]* |$' readme || die "the figures are not found"
}

test_readme() {
    check readme/rows readme_shows_a_run
    check readme/figures readme_tells_figures 3 "$top/tests/gold" "$top/tests/articles"
    check readme/figures_of_corpus readme_tells_figures 4 "$top/../shared/gold" "$top/../shared/corpus"
}
