# Exports: what each format holds, and that it is compared before it gets its name.

package() { # FOLDER KIND [ROWS]
    python3 "$top/tests/export/package.py" "$@"
}

with_python() {
    command -v python3 >/dev/null || pass_over "python3 is not installed"
}

exported() { # FORMAT ... OUT
    try tiyao-export "$@"
    [[ $status == 0 ]] || die "status $status: $(tail -n 2 stderr)"
}

changed() { # FORMAT: the changes noted, a line each: dataset row column change
    awk -v FPAT='"([^"]|"")*"' -v format="\"$1\"" '$1 == format { gsub(/"/, ""); print $2, $3, $5, $6 }' FS=, data/export-changes.csv
}

# What reads back is what was there, on the shipped articles and on all that is hostile.
excel_csv_goes_back() {
    local file
    cp -r "$1" data
    exported excel-csv data
    for file in data/excel-csv/*.csv; do
        [[ $(head -c 3 "$file") == $'\xEF\xBB\xBF' ]] || die "no byte order mark"
        [[ $(head -n 1 "$file") == *$'\r' ]] || die "no CRLF"
        tiyao-export --unguard "$file" | cmp - "data/${file##*/}" || die "$file does not go back"
    done
    [[ $(ls data/excel-csv) == "$(cd data && ls -- *.csv | grep -v export-changes)" ]] || die "files: $(ls data/excel-csv)"
}

excel_csv_of_articles() {
    reference
    excel_csv_goes_back "$work/reference"
}

excel_csv_of_hostile() {
    with_python
    package hostile hostile
    excel_csv_goes_back hostile
    local cell
    for cell in "'=1+1" "'+B2" "'-A1" "'-2+3" "'@SUM(A1)" $'\'\t=1' "''" "'''" "''plain" "'=" "'-"; do
        grep -qF ",\"$cell\"," data/excel-csv/things.csv || die "not guarded: $cell"
    done
    for cell in -3 -3.50 +5 0001 1e5 "龍"; do
        grep -qF "\"$cell" data/excel-csv/things.csv || die "gone: $cell"
        ! grep -qF "\"'$cell" data/excel-csv/things.csv || die "guarded for nothing: $cell"
    done
    grep -qF '"-9223372036854775809"' data/excel-csv/things.csv || die "a number was touched"
    same "long cells" "$(changed excel-csv | grep -c ' text long$')" 5
    same "cells with NUL" "$(changed excel-csv | grep -c ' nul$')" 3
}

says_what_is_wrong() { # STATUS TEXT COMMAND ...
    local expected=$1 text=$2
    shift 2
    try "$@"
    [[ $status == "$expected" ]] || die "status $status, not $expected: $(cat stderr)"
    grep -qF -- "$text" stderr || die "says: $(cat stderr)"
    [[ ! -e data/excel-csv ]] || die "something was written"
    [[ -z $(find . -name '*.part' 2>/dev/null) ]] || die "parts are left: $(find . -name '*.part')"
}

refuses_what_is_no_data() {
    with_python
    package data generated 20
    says_what_is_wrong 2 'no format "word"; there are excel-csv' tiyao-export word data
    says_what_is_wrong 2 'labels are zh or en, not "fr"' tiyao-export --labels fr excel-csv data
    says_what_is_wrong 2 'formats are needed' tiyao-export data
    says_what_is_wrong 1 'nowhere: error: cannot open the folder' tiyao-export excel-csv nowhere
    mkdir empty
    says_what_is_wrong 1 'empty/datapackage.json: error: cannot open' tiyao-export excel-csv empty
    cp -r data kept
    sed -i '$d' data/things.csv
    says_what_is_wrong 1 'things.csv: error: it has 19 rows, datapackage.json says 20' tiyao-export excel-csv data
    sed -i '1s/text/texts/' data/things.csv
    says_what_is_wrong 1 'things.csv: error: the header is not as the schema' tiyao-export excel-csv data
    cp kept/things.csv data
    printf '"t21","d1\n' >>data/things.csv
    says_what_is_wrong 1 'things.csv:22: error: a quoted cell is not closed' tiyao-export excel-csv data
    sed 's/"things.csv"/"..\/things.csv"/' kept/datapackage.json >data/datapackage.json
    says_what_is_wrong 1 'another path than things.csv' tiyao-export excel-csv data
    printf '{"resources": [7]}' >data/datapackage.json
    says_what_is_wrong 1 'data/datapackage.json: error: a resource is no mapping' tiyao-export excel-csv data
    flock kept -c "tiyao-export excel-csv kept 2>stderr" || status=$?
    same "status with a lock" "$status" 3
    grep -q 'another run is writing this folder' stderr || die "says: $(cat stderr)"
}

# A disk that is full leaves what was there before.
keeps_what_was_there() {
    with_python
    package data generated 5000
    exported excel-csv data
    cp -r data/excel-csv before
    (ulimit -f 64 && tiyao-export excel-csv data) 2>stderr && die "it wrote more than it may" || status=$?
    same status $status 3
    diff -r before data/excel-csv || die "it is not as before"
    [[ -z $(find data -name '*.part') ]] || die "parts are left"
    echo mine >data/excel-csv/notes.txt
    echo old >data/excel-csv/gone.csv
    exported excel-csv data
    [[ -f data/excel-csv/notes.txt && ! -e data/excel-csv/gone.csv ]] || die "files: $(ls data/excel-csv)"
}

# By the makefile: made with the datasets, again when they change, and said when they were not.
run_exports() {
    mkdir in
    cp "$articles"/oped*.txt in
    chain_is 0 in data FORMATS=' excel-csv '
    grep -q ' data/excel-csv$' stdout || die "prints: $(cat stdout)"
    [[ -s data/excel-csv/people.csv ]] || die "no file"
    local made
    made=$(stat -c %y data/excel-csv)
    chain_is 0 in data FORMATS=excel-csv
    same "the time of what is up to date" "$(stat -c %y data/excel-csv)" "$made"
    rm -r data/excel-csv
    chain_is 0 in data FORMATS=excel-csv
    [[ -s data/excel-csv/people.csv ]] || die "not made again"
    cp "$articles"/agency_rural*.txt in
    chain_is 0 in data
    grep -qF 'tiyao: warning: of earlier datasets: excel-csv; write anew with FORMATS="excel-csv"' stderr || die "says: $(cat stderr)"
    chain_is 0 in data FORMATS=excel-csv
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    same "lines of documents" "$(grep -c . data/excel-csv/documents.csv)" 3
    chain_is 2 in data FORMATS='excel-csv word'
    grep -q 'FORMATS are of .*, not "word"' stderr || die "says: $(cat stderr)"
    chain_is 2 in data FORMATS=excel-csv LABELS=fr
}

# The list in run.bash is that of the program.
lists_agree() {
    try tiyao-export no-such-format x
    same "formats" "$(sed -n 's/^formats="\(.*\)".*/\1/p' "$top/stages/batch/run.bash")" \
        "$(sed 's/.*there are //; s/,//g' stderr)"
}

test_export() {
    check export/run_exports run_exports
    check export/lists_agree lists_agree
    check export/excel_csv_of_articles excel_csv_of_articles
    check export/excel_csv_of_hostile excel_csv_of_hostile
    check export/refuses_what_is_no_data refuses_what_is_no_data
    check export/keeps_what_was_there keeps_what_was_there
}
