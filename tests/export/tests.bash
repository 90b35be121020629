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

with_sqlite3() {
    command -v sqlite3 >/dev/null || pass_over "sqlite3 is not installed"
}

ask() { # SQL
    sqlite3 -bail data/sqlite/tiyao.sqlite "$1"
}

# Rows by a reader of its own; search finds names of two and three characters; views; the same bytes again.
sqlite_of_articles() {
    with_sqlite3
    reference
    cp -r "$work/reference" data
    exported sqlite data
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    local name
    for name in $datasets; do
        same "rows of $name" "$(ask "SELECT count(*) FROM $name")" "$(sed -n "/^      \"name\": \"$name\"/,/\"rows\"/s/.*\"rows\": \([0-9]*\).*/\1/p" data/datapackage.json)"
        ask "SELECT sql FROM sqlite_master WHERE name = '$name'" | grep -q '^) STRICT$' || die "$name is not strict"
        same "columns of $name" "$(ask "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info('$name')")" "$(columns_of "$name")"
    done
    same "keys that lead nowhere" "$(ask 'PRAGMA foreign_key_check')" ""
    same integrity "$(ask 'PRAGMA integrity_check')" ok
    same "indexes" "$(ask "SELECT count(*) FROM sqlite_master WHERE name IN ('people_by_doc_id', 'titles_by_person_id', 'numbers_by_person_id', 'proposals_by_person_ids')")" 4
    local two three
    two=$(ask "SELECT name FROM people WHERE length(name) = 2 LIMIT 1")
    three=$(ask "SELECT name FROM people WHERE length(name) = 3 LIMIT 1")
    same "search for $two" "$(found "$two")" "$(ask "SELECT count(*) FROM people WHERE instr(name || ' ' || coalesce(name_original, '') || ' ' || coalesce(variants, ''), '$two')")"
    same "search for $three" "$(found "\"$(ask "SELECT substr('$three', 1, 2) || ' ' || substr('$three', 2)")\"")" "$(ask "SELECT count(*) FROM people WHERE instr(name || ' ' || coalesce(name_original, '') || ' ' || coalesce(variants, ''), '$three')")"
    same "search by pinyin" "$(found 'pinyin:zhixia')" 1
    same "search for a rule" "$(found 'person')" 0
    same "rows of people_titles" "$(ask "SELECT count(*) FROM people_titles WHERE title_id IS NOT NULL")" "$(ask 'SELECT count(*) FROM titles')"
    same "rows of proposals_full" "$(ask "SELECT count(*) FROM proposals_full")" "$(ask 'SELECT count(*) FROM proposals')"
    [[ $(ask "SELECT count(*) FROM proposals_full WHERE posts <> ''") -gt 20 ]] || die "proposals without posts"
    same "items of a list" "$(ask "SELECT sum(length(person_ids) - length(replace(person_ids, ';', '')) + 1) FROM proposals")" "$(ask 'SELECT count(*) FROM proposals_person_ids')"
    jq -e '.databases.tiyao.tables.people | .fts_table == "people_fts" and (.columns.name | length > 3)' data/sqlite/metadata.json >jq.out ||
        die "metadata.json: $(head -c 300 data/sqlite/metadata.json)"
    cp -r data/sqlite before
    exported sqlite data
    diff -r before data/sqlite || die "other bytes"
    exported --labels en sqlite data
    jq -e '.databases.tiyao.tables.people.title == "People"' data/sqlite/metadata.json >jq.out || die "no English label"
}

found() { # QUERY
    LC_ALL=C.UTF-8 ask "SELECT count(*) FROM people_fts WHERE people_fts MATCH '$1'"
}

# Every cell is there, or listed.
sqlite_of_hostile() {
    with_python
    with_sqlite3
    package data hostile
    exported sqlite data
    python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, sqlite3
csv.field_size_limit(10**9)
noted = {(r["dataset"], r["row"], r["column"]) for r in csv.DictReader(open("data/export-changes.csv", newline=""))}
db = sqlite3.connect("data/sqlite/tiyao.sqlite")
used = 0
for name in "documents", "things":
    rows = list(csv.DictReader(open(f"data/{name}.csv", newline="", encoding="utf-8")))
    for n, (row, have) in enumerate(zip(rows, db.execute(f"SELECT * FROM {name} ORDER BY rowid"), strict=True), 1):
        for column, cell in zip(row, have, strict=True):
            want = row[column]
            if column == "sure":
                cell = {None: "", 0: "false", 1: "true"}[cell]
            if column == "amount" and cell is not None and (name, str(n), column) not in noted:
                from decimal import Decimal
                assert Decimal(repr(cell)) == Decimal(want), (name, n, column, cell, want)
                continue
            if (name, str(n), column) in noted:
                used += 1
                continue
            assert str("" if cell is None else cell) == want, (name, n, column, cell, want)
assert used == len(noted) > 10, (used, len(noted))
END
    same "changes" "$(changed sqlite | awk '{ print $3, $4 }' | sort -u | tr '\n' ' ')" "amount rounded count large "
    sed -i '/^"t2"/s/"d1"/"d9"/' data/things.csv
    exported sqlite data
    grep -q 'sqlite: 1 row(s) of things refer to rows of documents' stderr || die "says: $(cat stderr)"
    sed -i 's/^"t2"/"t1"/' data/things.csv
    try tiyao-export sqlite data
    same "status with a key twice" $status 1
    grep -q 'UNIQUE constraint failed: things.thing_id, row 2 of things' stderr || die "says: $(cat stderr)"
}

# By another reader than the one that compared it.
with_openpyxl() {
    /usr/bin/python3 -c 'import openpyxl' 2>/dev/null || pass_over "python3-openpyxl is not installed"
}

sheets_are_the_datasets() {
    /usr/bin/python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, datetime, decimal, json, openpyxl, re
csv.field_size_limit(10**9)
noted = {(r["dataset"], r["row"], r["column"]) for r in csv.DictReader(open("data/export-changes.csv", newline="")) if r["format"] == "xlsx"}
package = json.load(open("data/datapackage.json"))
book = openpyxl.load_workbook("data/xlsx/tiyao.xlsx")
names = [r["name"] for r in package["resources"]]
assert book.sheetnames == names + ["codebook", "about"], book.sheetnames
cells = 0
for resource in package["resources"]:
    name, fields = resource["name"], resource["schema"]["fields"]
    sheet = book[name]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref, name
    with open(f"data/{name}.csv", newline="", encoding="utf-8") as f:
        rows = list(csv.reader(f))
    have = list(sheet.iter_rows())
    assert len(have) == len(rows), (name, len(have), len(rows))
    for n, (row, line) in enumerate(zip(rows, have)):
        for field, want, cell in zip(fields, row, line):
            value, type_ = cell.value, field["type"] if n else "string"
            if value is None or (name, str(n), field["name"]) in noted:
                assert value is not None or want == "", (name, n, field["name"], want)
                continue
            cells += 1
            if type_ in ("integer", "number"):
                assert not isinstance(value, str) and decimal.Decimal(repr(value)) == decimal.Decimal(want), (name, n, field["name"], value, want)
            elif type_ == "date":
                assert isinstance(value, datetime.datetime) and value.strftime("%Y-%m-%d") == want, (name, n, value, want)
            elif type_ == "boolean":
                assert value is (want == "true") and cell.number_format == "General", (name, n, value, want)
            else:
                value = re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), value)
                assert value == want, (name, n, field["name"], value[:60], want[:60])
assert cells > 100
columns = [(r[0].value, r[1].value) for r in book["codebook"].iter_rows(min_row=2)]
assert columns == [(r["name"], f["name"]) for r in package["resources"] for f in r["schema"]["fields"]], "codebook"
END
}

xlsx_of_articles() {
    with_openpyxl
    reference
    cp -r "$work/reference" data
    exported xlsx data
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    sheets_are_the_datasets
    cp data/xlsx/tiyao.xlsx before
    sleep 1.1
    exported xlsx data
    cmp before data/xlsx/tiyao.xlsx || die "other bytes"
    /usr/bin/python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import openpyxl, os
sheet = openpyxl.load_workbook("data/xlsx/tiyao.xlsx")["people"]
assert sheet.cell(1, sheet.max_column).value == "evidence"
for row in range(2, sheet.max_row + 1):
    link = sheet.cell(row, sheet.max_column).value
    path = link.removeprefix('=HYPERLINK("').split('"')[0]
    assert os.path.exists(os.path.join("data/xlsx", path)), link
END
}

xlsx_of_hostile() {
    with_openpyxl
    package data hostile
    exported xlsx data
    sheets_are_the_datasets
    same "what is cut" "$(changed xlsx | grep -c ' cut$')" 5
    grep -q '"xlsx","things","60","t60","text","cut","32767 of 40000 characters are kept"' data/export-changes.csv || die "not as it is said"
    same "what is replaced" "$(changed xlsx | grep -c ' replaced$')" 5
}

# More rows than a sheet has.
xlsx_splits() {
    with_openpyxl
    mkdir data
    { echo '"doc_id"'; seq -f '"d%.0f"' 1048580; } >data/documents.csv
    echo '{"resources": [{"name": "documents", "path": "documents.csv", "rows": 1048580, "schema": {"fields": [{"name": "doc_id", "type": "string"}], "primaryKey": ["doc_id"]}}]}' >data/datapackage.json
    exported xlsx data
    grep -q 'documents has 1048580 rows, a sheet 1048575: they go on in further sheets' stderr || die "says: $(cat stderr)"
    /usr/bin/python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import openpyxl
book = openpyxl.load_workbook("data/xlsx/tiyao.xlsx", read_only=True)
assert book.sheetnames == ["documents", "documents_2", "codebook", "about"], book.sheetnames
rows = [r[0] for r in book["documents_2"].iter_rows(values_only=True)]
assert rows == ["doc_id", "d1048576", "d1048577", "d1048578", "d1048579", "d1048580"], rows
END
}

with_pandas() {
    /usr/bin/python3 -c 'import pandas' 2>/dev/null || pass_over "python3-pandas is not installed"
}

# By a reader that shares no code with the writer: pandas.
stata_is_the_datasets() { # LANGUAGE
    /usr/bin/python3 - "$1" <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, datetime, json, sys
from decimal import Decimal
from pandas.io.stata import StataReader
csv.field_size_limit(10**9)
suffix = {"zh": ":zh", "en": ""}[sys.argv[1]]
noted = {}
for r in csv.DictReader(open("data/export-changes.csv", newline="")):
    if r["format"] == "dta":
        noted[r["dataset"], r["row"], r["column"]] = r["change"]
cells = labelled = 0
for resource in json.load(open("data/datapackage.json"))["resources"]:
    name, fields = resource["name"], resource["schema"]["fields"]
    rows = list(csv.DictReader(open(f"data/{name}.csv", newline="", encoding="utf-8")))
    reader = StataReader(f"data/dta/{name}.dta", convert_categoricals=False, convert_missing=True, convert_dates=False)
    table = reader.read()
    assert len(table) == len(rows), (name, len(table), len(rows))
    assert list(table.columns) == [f["name"] for f in fields], name
    labels, sets = reader.variable_labels(), reader.value_labels()
    for f in fields:
        column = f["name"]
        assert labels[column] == f.get("title" + suffix, f.get("title")), (name, column, labels[column])
        allowed = f.get("categories") or [{"value": v} for v in f.get("constraints", {}).get("enum", [])]
        coded = "items" not in f and (allowed or f["type"] == "boolean")
        if coded:
            values = [c["value"] for c in allowed] or ["false", "true"]
            base = 1 if allowed else 0
            if allowed:
                assert [sets[column][base + i] for i in range(len(values))] == [c.get("label" + suffix, c["value"]) for c in allowed], (name, column)
                labelled += 1
        day = f["type"] == "date" and noted.get((name, "", column)) != "text"
        for n, (row, value) in enumerate(zip(rows, table[column]), 1):
            want = row[column]
            if (name, str(n), column) in noted:
                continue
            cells += 1
            if coded:
                have = "" if str(value) == ".a" else values[int(value) - base]
            elif day:
                have = "" if str(value) == "." else (datetime.date(1960, 1, 1) + datetime.timedelta(int(value))).isoformat()
            elif f["type"] in ("integer", "number"):
                if want == "":
                    assert str(value) == ".", (name, n, column, value)
                else:
                    assert float(want) == float(value) and Decimal(repr(float(value))) == Decimal(want) or int(float(want)) == int(value), (name, n, column, value, want)
                continue
            else:
                have = value
            assert have == want, (name, n, column, str(have)[:60], want[:60])
assert cells > 100 and labelled, (cells, labelled)
END
}

stata_of_articles() {
    with_pandas
    reference
    cp -r "$work/reference" data
    exported dta data
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    stata_is_the_datasets zh
    cp -r data/dta before
    sleep 1.1
    TZ=Asia/Shanghai exported dta data
    diff -r before data/dta || die "other bytes"
    exported --labels en dta data
    stata_is_the_datasets en
}

stata_of_hostile() {
    with_pandas
    package data hostile
    exported dta data
    stata_is_the_datasets zh
    same "what is cut" "$(changed dta | grep -c ' cut$')" 0
    same "what is changed" "$(changed dta | awk '{ print $NF }' | sort -u | tr '\n' ' ')" "replaced rounded text trimmed "
}

# By PSPP's reader.
spss_of_articles() {
    command -v pspp-convert >/dev/null || pass_over "pspp is not installed"
    reference
    cp -r "$work/reference" data
    exported sav data
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    local name
    for name in $datasets; do
        LC_ALL=C.UTF-8 pspp-convert --labels "data/sav/$name.sav" "$name.csv" >said 2>&1 || die "$name: $(cat said)"
        [[ ! -s said ]] || die "PSPP says of $name: $(head -n 3 said)"
        python3 - "$name" <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, json, sys
name = sys.argv[1]
have = list(csv.DictReader(open(f"{name}.csv", newline="", encoding="utf-8")))
rows = list(csv.DictReader(open(f"data/{name}.csv", newline="", encoding="utf-8")))
fields = next(r["schema"]["fields"] for r in json.load(open("data/datapackage.json"))["resources"] if r["name"] == name)
assert len(have) == len(rows), (name, len(have), len(rows))
for n, (a, b) in enumerate(zip(rows, have), 1):
    for f in fields:
        column, want, got = f["name"], a[f["name"]], b[f["name"]]
        allowed = f.get("categories") or [{"value": v} for v in f.get("constraints", {}).get("enum", [])]
        if "items" not in f and allowed:
            want = next((c.get("label:zh", want) for c in allowed if c["value"] == want), got if want == "" else None)
            assert a[column] or got, (name, n, column)
        assert got.strip() == want.strip(), (name, n, column, got, want)
END
    done
    printf '%s\n' "GET FILE='data/sav/documents.sav'." "DISPLAY DICTIONARY /VARIABLES=encoding." >codes.sps
    LC_ALL=C.UTF-8 pspp -O format=csv -o codes.csv codes.sps && grep -q 'F8\.0' codes.csv && ! grep -q 'F[0-9]*\.2' codes.csv || die "codes are shown with decimals: $(grep F codes.csv)"
}

spss_of_hostile() {
    with_python
    package data hostile
    exported sav data
    same "what is changed" "$(changed sav | awk '{ print $NF }' | sort -u | tr '\n' ' ')" "cut replaced rounded text trimmed "
    ! command -v pspp-convert >/dev/null || LC_ALL=C.UTF-8 pspp-convert data/sav/things.sav things.csv >said 2>&1 || die "PSPP: $(head -n 2 said)"
}

# Names and labels that a format refuses, and lengths at which ReadStat loses bytes.
statistics_limits() {
    with_python
    python3 - <<'END'
import json, os
os.mkdir("data")
names = ["doc_id", "in", "Strange-Name", "DOC_ID", "n" * 40, "wide"]
fields = [{"name": n, "type": "string", "title": "字" * 100} for n in names]
lengths = [255, 256, 508, 758, 1013, 1515, 2017]
with open("data/documents.csv", "w") as f:
    f.write(",".join(names) + "\n")
    for i, n in enumerate(lengths):
        f.write(f"d{i},a,b,c,{'x' * (2017 if i == 0 else n)},{'x' * n}\n")
json.dump({"resources": [{"name": "documents", "path": "documents.csv", "rows": len(lengths), "schema": {"fields": fields, "primaryKey": ["doc_id"]}}]}, open("data/datapackage.json", "w"))
END
    exported dta sav data
    local format
    for format in dta sav; do
        same "names of $format" "$(changed $format | grep -c ' renamed$')" 4
        same "labels of $format" "$(changed $format | grep -c ' label$')" 6
    done
    local n
    for n in 758 1013 1268 1515 1523 5085 32512; do
        printf 'doc_id,text\nd1,%s\n' "$(printf "%${n}s" '' | tr ' ' x)" >data/documents.csv
        echo '{"resources": [{"name": "documents", "path": "documents.csv", "rows": 1, "schema": {"fields": [{"name": "doc_id", "type": "string"}, {"name": "text", "type": "string"}]}}]}' >data/datapackage.json
        exported sav data
        same "changes at $n bytes" "$(changed sav)" ""
    done
}

codebook_of_articles() {
    reference
    cp -r "$work/reference" data
    exported codebook data
    python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, json
package = json.load(open("data/datapackage.json"))
fields = [(r, f) for r in package["resources"] for f in r["schema"]["fields"]]
rows = list(csv.DictReader(open("data/codebook/codebook.csv", newline="", encoding="utf-8")))
assert len(rows) == len(fields)
for (r, f), row in zip(fields, rows):
    assert (row["dataset"], row["column"], row["type"], row["label_zh"], row["label_en"], row["description_zh"], row["example"]) == \
        (r["name"], f["name"], f["type"], f["title:zh"], f["title"], f["description:zh"], f.get("example", "")), row
    for c in f.get("categories", f.get("items", {}).get("categories", [])):
        assert f'{c["value"]}: {c["label:zh"]}' in row["values_zh"] and f'{c["value"]}: {c["label"]}' in row["values_en"], row
    assert (row["missing"] == "never") == bool(f.get("constraints", {}).get("required")), row
text = open("data/codebook/README.txt", encoding="utf-8").read()
for r in package["resources"]:
    assert f'\n{r["name"]}.csv  ({r["rows"]})  {r["title:zh"]}: {r["description:zh"]}\n' in text, r["name"]
for p in package["tiyao"]["packs"]:
    assert f'rules: {p["name"]} {p["version"]}, sha256 {p["sha256"]}\n' in text
assert f'documents: {package["tiyao"]["documents"]}, skipped: 0' in text
END
}

# make check-tools runs the recipe by DuckDB of npm.
parquet_of_articles() {
    command -v duckdb >/dev/null || pass_over "duckdb is not installed"
    reference
    cp -r "$work/reference" data
    exported codebook data
    local name
    (cd data && duckdb <codebook/parquet.sql) || die "the recipe of Parquet fails"
    for name in $datasets; do
        same "rows of $name" "$(duckdb -csv -noheader -c "SELECT count(*) FROM 'data/$name.parquet'")" \
            "$(jq -r ".resources[] | select(.name == \"$name\").rows" data/datapackage.json)"
    done
}

# Counts and sums by code of its own.
wide_of_articles() {
    reference
    cp -r "$work/reference" data
    exported wide data
    [[ $(ls data/wide | tr '\n' ' ') == "documents.csv people.csv " ]] || die "files: $(ls data/wide)"
    python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import collections, csv
read = lambda name: list(csv.DictReader(open(f"data/{name}.csv", newline="", encoding="utf-8")))
count = lambda rows: collections.Counter(rows)
titles, proposals, numbers, people = map(read, ("titles", "proposals", "numbers", "people"))
held = count(t["person_id"] for t in titles)
made = count(p for r in proposals for p in r["person_ids"].split(";"))
wide = read("wide/people")
assert [w["person_id"] for w in wide] == [p["person_id"] for p in people]
for w in wide:
    assert (int(w["n_titles"]), int(w["n_proposals"])) == (held[w["person_id"]], made[w["person_id"]]), w
assert sum(int(w["n_proposals"]) for w in wide) > 20
speakers = count(p["doc_id"] for p in people if "speaker" in p["roles"].split(";"))
kinds = count((r["doc_id"], r["kind"]) for r in proposals)
yuan = collections.Counter()
for r in numbers:
    if r["kind"] == "money" and r["unit_canonical"] == "元":
        yuan[r["doc_id"]] += float(r["value"])
wide = read("wide/documents")
assert len(wide) == len(read("documents"))
for w in wide:
    d = w["doc_id"]
    assert (int(w["n_speakers"]), int(w["n_motions"]), int(w["n_recommendations"])) == (speakers[d], kinds[d, "motion"], kinds[d, "recommendation"]), w
    assert abs(float(w["sum_yuan"] or 0) - yuan[d]) <= 1e-9 * yuan[d], w
assert sum(yuan.values()) > 0
END
}

# What a pack declares is a view or is refused.
views_of_packs() {
    with_python
    with_sqlite3
    package data generated 300
    mkdir -p mine/schemas
    printf 'pack: mine\nversion: 1\nfiles: []\n' >mine/pack.yaml
    echo "CREATE VIEW reds AS SELECT * FROM things WHERE color = 'red'; CREATE VIEW none AS SELECT * FROM nowhere;" >mine/schemas/views.sql
    exported --rules ./mine sqlite data
    same "rows of a view" "$(ask 'SELECT count(*) FROM reds')" 100
    same "views" "$(ask "SELECT group_concat(name) FROM sqlite_master WHERE type = 'view'")" reds
    local bad
    for bad in "ATTACH 'stolen' AS x; CREATE TABLE x.t (a)" "DELETE FROM things" "CREATE TABLE t (a)" "PRAGMA journal_mode = WAL" \
        "CREATE TEMP VIEW t AS SELECT 1" "SELECT load_extension('x')" "UPDATE sqlite_master SET sql = 'x'" "DROP TABLE things" "nonsense"; do
        echo "$bad;" >mine/schemas/views.sql
        try tiyao-export --rules ./mine sqlite data
        [[ $status == 2 ]] || die "status $status for: $bad"
        grep -q 'mine/schemas/views.sql: error: sqlite: ' stderr || die "says: $(cat stderr)"
    done
    [[ ! -e stolen ]] || die "a file was made"
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

# A bag by coreutils alone: what is listed is there with its sum, nothing else is, and as much as is said.
bag_is_whole() { # FOLDER
    (
        cd "$1" || exit 1
        [[ $(cat bagit.txt) == $'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8' ]] || exit 1
        sha256sum --check --strict --quiet manifest-sha256.txt tagmanifest-sha256.txt || exit 1
        [[ $(find data -type f | LC_ALL=C sort) == "$(cut -c 67- manifest-sha256.txt)" ]] || exit 1
        [[ $(cut -c 67- tagmanifest-sha256.txt | tr '\n' ' ') == 'bag-info.txt bagit.txt manifest-sha256.txt ' ]] || exit 1
        grep -qx "Payload-Oxum: $(find data -type f -printf '%s\n' | awk '{ n += $1 } END { printf "%.0f.%d", n, NR }')" bag-info.txt
    ) >bag.said 2>&1
}

damaged() { # COMMAND: run in a copy of the bag, which is then no longer whole
    rm -rf copy
    cp -r data/bag copy
    (cd copy && eval "$1") || die "cannot: $1"
    ! bag_is_whole copy || die "not noticed: $1"
}

bag_of_articles() {
    reference
    cp -r "$work/reference" data
    exported bag excel-csv codebook xlsx data
    [[ ! -s stderr ]] || die "says: $(cat stderr)"
    bag_is_whole data/bag || die "it is not whole: $(cat bag.said)"
    rm -rf held
    cp -r data held
    rm -rf held/bag held/.tiyao
    cp data/bag/data/README.txt held
    diff -r held data/bag/data || die "it does not hold what is there"
    cmp data/codebook/README.txt data/bag/data/README.txt || die "another README.txt"
    damaged 'printf x | dd of=data/people.csv bs=1 seek=100 conv=notrunc status=none'
    damaged 'printf x >>data/xlsx/tiyao.xlsx'
    damaged 'rm data/titles.csv'
    damaged 'echo >data/more.txt'
    damaged 'sed -i 2d manifest-sha256.txt'
    damaged 'sed -i "s/^Payload-Oxum: ./&1/" bag-info.txt; sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt'
    ! grep -q Bagging-Date data/bag/bag-info.txt || die "a date that nobody gave"
    cp -r data/bag before
    sleep 1.1
    TZ=Asia/Shanghai exported bag data
    diff -r before data/bag || die "other bytes"
    SOURCE_DATE_EPOCH=1711929599 exported --info 'Source-Organization: 东岭大学' --info 'Contact-Name: A: B' bag data
    bag_is_whole data/bag || die "it is not whole with lines of ours: $(cat bag.said)"
    same "lines of ours" "$(head -n 2 data/bag/bag-info.txt)" $'Source-Organization: 东岭大学\nContact-Name: A: B'
    grep -qx 'Bagging-Date: 2024-03-31' data/bag/bag-info.txt || die "the date is $(grep Date data/bag/bag-info.txt)"
    local line
    for line in 'no label' ': text' 'Label:' 'Label:text' $'Two: a\nLines: b' 'payload-oxum: 1.1' 'Bagging-Date: 2020-01-01' $'Bytes: \xff'; do
        try tiyao-export --info "$line" bag data
        same "status of --info \"$line\"" $status 2
    done
}

# What is not ours stays beside data/, older exports and what is no file stay out.
bag_leaves_out() {
    with_python
    package data generated 300
    exported excel-csv data
    touch -d '1 minute ago' data/excel-csv
    mkdir data/json
    echo '{}' >data/json/d1.json
    echo mine >data/json/notes.txt
    echo mine >data/mine.csv
    exported bag data
    same warning "$(cat stderr)" "tiyao-export: warning: bag: excel-csv is of earlier datasets and left out"
    same "files" "$(cd data/bag/data && find . -type f | LC_ALL=C sort | tr '\n' ' ')" \
        './README.txt ./datapackage.json ./documents.csv ./export-changes.csv ./json/d1.json ./things.csv '
    mkdir -p data/bag/archive data/bag/data/deep/deeper
    echo mine | tee data/bag/archive/a.txt >data/bag/data/deep/deeper/b
    exported excel-csv bag data
    [[ ! -s stderr && -f data/bag/archive/a.txt && ! -e data/bag/data/deep && -f data/bag/data/excel-csv/things.csv ]] || die "files: $(find data/bag)"
    bag_is_whole data/bag || die "it is not whole: $(cat bag.said)"
    cp -r data/bag before
    (ulimit -f 8 && tiyao-export bag data) 2>stderr && die "it wrote more than it may" || status=$?
    same "status where the disk is full" $status 3
    diff -r before data/bag || die "it is not as before"
    ln -s /etc/passwd data/json/d2.json
    try tiyao-export bag data
    same "status with a link" $status 1
    rm data/json/d2.json
    sed -i '$d' data/things.csv
    try tiyao-export bag data
    same "status of other rows than the package has" $status 1
    diff -r before data/bag || die "it is not as before"
    [[ -z $(find data -name '*.part') ]] || die "parts are left"
    reference
    cp -r "$work/reference" other
    sed -i '2s/[0-9]/7/' other/people.csv
    try tiyao-export bag other
    same "status of other bytes than the package has" $status 1
    grep -q 'other/people.csv: error: its SHA-256 is not the one that datapackage.json has' stderr || die "says: $(cat stderr)"
}

# CR, LF and % within a path are percent-encoded, and nothing else is.
bag_of_odd_names() {
    with_python
    package data generated 20
    python3 - <<'END'
import os
os.mkdir("data/json")
for name in ("a%b", "100%25", "line\nfeed", "cr\rlf\r\n", " lead", "trail ", "quote\"'", "back\\slash", "*?[x]", "屠红燕", "-r", "é"):
    open(f"data/json/{name}.json", "w").write(name)
END
    exported bag data
    python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import hashlib, os, re
listed = {}
for line in open("data/bag/manifest-sha256.txt", encoding="utf-8", newline="\n").read().split("\n")[:-1]:
    total, path = line.split("  ", 1)
    assert set(re.findall("%..", path)) <= {"%0A", "%0D", "%25"} and path.count("%") == len(re.findall("%(0A|0D|25)", path)), path
    listed[re.sub("%(..)", lambda m: chr(int(m[1], 16)), path)] = total
there = [os.path.join(folder, name)[len("data/bag/"):] for folder, _, names in os.walk("data/bag/data") for name in names]
assert list(listed) == sorted(there, key=os.fsencode), (listed, there)
assert len(there) == 12 + 5, there
for path, total in listed.items():
    assert hashlib.sha256(open("data/bag/" + path, "rb").read()).hexdigest() == total, path
END
    python3 -c 'open(b"data/json/\xff.json", "w")'
    try tiyao-export bag data
    same "status of a name that is not UTF-8" $status 1
}

# A bit that is flipped on the way to the disk is seen by each format, and nothing gets its name.
notices_damage() {
    command -v cc >/dev/null || pass_over "there is no cc"
    ! nm -D "$bin/tiyao-export" 2>/dev/null | grep -q __asan_init || pass_over "programs with ASan cannot be preloaded"
    cc -shared -fPIC -O1 -o damage.so "$top/tests/export/damage.c" -ldl
    reference
    local format text
    while read -r format text; do
        rm -rf data damaged
        cp -r "$work/reference" data
        try env DAMAGE="$text" DAMAGED=damaged LD_PRELOAD="$PWD/damage.so" tiyao-export "$format" data
        [[ -e damaged ]] || die "$format: \"$text\" was not written"
        same "status of $format with damage at \"$text\"" $status 3
        [[ ! -e data/$format && $(wc -l <stderr) == 1 ]] || die "$format, \"$text\": $(cat stderr)"
        [[ -z $(find data -name '*.part') ]] || die "parts are left"
    done <<'END'
excel-csv 乐知夏
excel-csv "roles"
dta 乐知夏
sav 乐知夏
sqlite 乐知夏
sqlite oxian
sqlite fts_table
xlsx
codebook label_zh
codebook documents:
codebook COPY
wide 乐知夏
wide "n_titles"
bag 乐知夏
bag Payload-Oxum
bag data/people.csv
END
}

# Surrogates alone, which are no characters: as bytes of an article, as escapes in JSON. What comes out
# is UTF-8 everywhere, with U+FFFD in their places, and offsets still count the bytes.
surrogates() {
    with_python
    with_sqlite3
    mkdir in
    printf '本报讯（记者 乐知夏）\xED\xA0\x80全国政协委员樊若兰建议，投入300万元改造县乡客运站点，服务20个省份。\n' >in/a.txt
    chain_is 0 in data FORMATS='excel-csv sqlite xlsx dta sav codebook wide bag'
    printf '全国政协委员樊若兰建议，投入\xED\xA0\xBD\xED\xB8\x80\xED\xA0\xBD\xED\xB8\x80三百万元。\n' >in/b.txt
    chain_is 1 in damaged
    grep -q 'b.txt: warning: .* skipped' stderr || die "says: $(cat stderr)"
    sed -i 's/"title:zh": "文档"/"title:zh": "文\\ud800档"/' data/datapackage.json
    exported excel-csv sqlite xlsx dta sav codebook wide bag data
    grep -q '文�档' data/codebook/README.txt || die "the label in the README: $(grep documents.csv data/codebook/README.txt)"
    python3 - <<'END' >lost 2>&1 || die "$(tail -n 1 lost)"
import csv, io, os, sqlite3, zipfile
article = open("in/a.txt", "rb").read()
rows = list(csv.DictReader(open("data/numbers.csv", newline="", encoding="utf-8")))
assert [r["text"] for r in rows] == ["300万元", "20个"], rows
for r in rows:
    assert article[int(r["byte_start"]):int(r["byte_end"])].decode() == r["text_original"], r
assert "replaced" in next(csv.DictReader(open("data/documents.csv", newline="", encoding="utf-8")))["warnings"].split(";")
checked = 0
for folder, _, names in os.walk("data"):
    for name in names:
        held = open(os.path.join(folder, name), "rb").read()
        if name.endswith((".csv", ".json", ".jsonl", ".txt", ".md", ".sql")):
            held.decode("utf-8")
            checked += 1
        assert not any(held[i + 1] >= 0xA0 for i in range(len(held) - 1) if held[i] == 0xED) or name.endswith((".xlsx", ".sqlite", ".dta", ".sav")), name
assert checked > 30, checked
book = zipfile.ZipFile("data/xlsx/tiyao.xlsx")
text = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
assert "文\ufffd档" in text and "樊若兰" in text
db = sqlite3.connect("data/sqlite/tiyao.sqlite")
assert db.execute("SELECT count(*) FROM numbers WHERE instr(sentence, char(65533, 65533, 65533)) > 0").fetchone() == (2,), db.execute("SELECT sentence FROM numbers").fetchall()
END
    tiyao-read in/a.txt | sed 's/万元/\\ud800元/' | tiyao-normalize >normalized || die "an escape is refused"
    iconv -f UTF-8 -t UTF-8 normalized >same || die "what comes out is no UTF-8"
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
    check export/sqlite_of_articles sqlite_of_articles
    check export/sqlite_of_hostile sqlite_of_hostile
    check export/xlsx_of_articles xlsx_of_articles
    check export/xlsx_of_hostile xlsx_of_hostile
    check export/xlsx_splits xlsx_splits
    check export/stata_of_articles stata_of_articles
    check export/stata_of_hostile stata_of_hostile
    check export/spss_of_articles spss_of_articles
    check export/spss_of_hostile spss_of_hostile
    check export/statistics_limits statistics_limits
    check export/codebook_of_articles codebook_of_articles
    check export/parquet_of_articles parquet_of_articles
    check export/wide_of_articles wide_of_articles
    check export/bag_of_articles bag_of_articles
    check export/bag_leaves_out bag_leaves_out
    check export/bag_of_odd_names bag_of_odd_names
    check export/surrogates surrogates
    check export/notices_damage notices_damage
    check export/views_of_packs views_of_packs
    check export/refuses_what_is_no_data refuses_what_is_no_data
    check export/keeps_what_was_there keeps_what_was_there
}
