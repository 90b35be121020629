# The chain as a whole, over the shipped articles and over what input does in the wild.

articles=$top/tests/articles
datasets="documents people titles proposals numbers mentions"

# The run that others are compared with, made once.
reference() {
    [[ -f $work/reference/datapackage.json ]] || chain_is 0 "$articles" "$work/reference"
}

columns_of() { # DATASET
    sed -n 's/^      "name": "\([a-z_0-9]*\)",$/"\1"/p' "$top/schemas/$1.json" | paste -sd,
}

all_files_exist() {
    reference
    local name
    for name in $datasets; do
        [[ -s $work/reference/$name.csv ]] || die "no $name.csv"
        same "the header of $name.csv" "$(head -n 1 "$work/reference/$name.csv")" "$(columns_of $name)"
        [[ -f $work/reference/$name.jsonl ]] || die "no $name.jsonl"
        [[ $(wc -l <"$work/reference/$name.jsonl") -gt 0 ]] || die "no rows in $name.jsonl"
    done
    [[ -s $work/reference/codebook.md ]] || die "no codebook.md"
    same "number of JSON files" "$(ls "$work/reference/json" | wc -l)" "$(ls "$articles" | wc -l)"
    same "documents" "$(wc -l <"$work/reference/documents.jsonl")" "$(ls "$articles" | wc -l)"
}

jobs_do_not_matter() {
    reference
    chain_is 0 "$articles" data SHARD=1 -j4
    alike "-j4 with a document a shard" data "$work/reference"
}

# A document a shard and as many as there are, in a copy that has another order of creation.
order_does_not_matter() {
    reference
    mkdir copy
    ls "$articles" | sort -r | while read -r file; do cp "$articles/$file" copy/; done
    chain_is 0 copy data SHARD=3 -j2
    alike "a copy" data "$work/reference"
}

locale_does_not_matter() {
    reference
    mkdir locale
    localedef -i tr_TR -f UTF-8 "$PWD/locale/tr_TR.UTF-8" 2>/dev/null ||
        [[ -d locale/tr_TR.UTF-8 ]] || pass_over "no locale tr_TR can be made"
    try env LOCPATH="$PWD/locale" LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Pacific/Kiritimati \
        make -f "$share/tiyao.mk" run "IN=$articles" OUT=data
    same status $status 0
    alike "locale tr_TR" data "$work/reference"
}

jit_does_not_matter() {
    reference
    cat "$work"/reference/.tiyao/text/*.jsonl >text
    tiyao-match <text >with
    tiyao-match --no-jit <text >without
    cmp with without || die "--no-jit changes the mentions"
    tiyao-match --no-prefilter <text >plain
    cmp with plain || die "--no-prefilter changes the mentions"
}

second_run_does_nothing() {
    chain_is 0 "$articles" data
    sleep 0.02
    touch mark
    chain_is 0 "$articles" data
    find data -newer mark -type f ! -name started >changed
    [[ ! -s changed ]] || die "written again: $(tr '\n' ' ' <changed)"
    grep -q 'data/people.csv' stdout || die "does not say where the datasets are: $(cat stdout)"
}

touched_document_redoes_its_shard() {
    cp -r "$articles" in
    chain_is 0 in data SHARD=1
    cp -r data before
    touch mark
    sleep 0.02
    printf '\n' >>in/stats_donglan_2024.txt
    chain_is 0 in data SHARD=1
    same "shards read again" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 1
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 1
    ! cmp -s data/documents.csv before/documents.csv || die "documents.csv is the old one"
}

changed_permissions_are_seen() {
    [[ $(id -u) != 0 ]] || setpriv --reuid=65534 --clear-groups true 2>/dev/null ||
        pass_over "cannot be another user than root here"
    mkdir in data
    cp "$articles/stats_donglan_2024.txt" "$articles/two_sessions_small_cuts.txt" in/
    chmod 000 in/stats_donglan_2024.txt
    chmod 777 . in data
    local as=()
    [[ $(id -u) != 0 ]] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chmod a+rx "$work" "$PWD"
    "${as[@]}" test -x "$bin/tiyao-read" || pass_over "the programs cannot be reached as another user"
    try "${as[@]}" make -f "$share/tiyao.mk" run IN=in OUT=data
    same "status with an unreadable file" $status 1
    grep -q '^tiyao-read: stats_donglan_2024.txt: warning: .*Permission denied' stderr || die "says: $(cat stderr)"
    same "the last line" "$(tail -n 1 stderr)" "tiyao: 1 of 2 documents skipped, see data/documents.csv"
    chmod 644 in/stats_donglan_2024.txt
    try "${as[@]}" make -f "$share/tiyao.mk" run IN=in OUT=data
    same "status with a readable file" $status 0
}

removed_document_leaves() {
    cp -r "$articles" in
    chain_is 0 in data
    rm in/stats_donglan_2024.txt
    chain_is 0 in data
    ! grep -rlF stats_donglan_2024 data --exclude-dir=.tiyao >found || die "still in $(tr '\n' ' ' <found)"
    [[ ! -e data/json/stats_donglan_2024.json ]] || die "its JSON file is still there"
    rm -rf data2
    chain_is 0 in data2
    alike "a fresh run" data data2
}

added_document_changes_one_shard() {
    mkdir in
    local i
    for ((i = 0; i < 300; i++)); do printf '第%d\n' $i >in/n$i.txt; done
    chain_is 0 in data SHARD=20
    touch mark
    sleep 0.02
    echo 新 >in/n77b.txt
    chain_is 0 in data SHARD=20
    local again
    again=$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)
    [[ $again -le 2 ]] || die "$again shards were read again"
    same documents "$(wc -l <data/documents.jsonl)" 301
}

changed_rule_does_not_read_again() {
    cp -rL "$top/rules/zh-politics" pack
    chain_is 0 "$articles" data RULES=pack
    touch mark
    sleep 0.02
    find pack -exec touch {} +
    chain_is 0 "$articles" data RULES=pack
    same "shards done after touching rules" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 0
    printf '# a remark\n' >>pack/pack.yaml
    chain_is 0 "$articles" data RULES=pack
    same "shards matched again" "$(find data/.tiyao/rows -newer mark -name '*.jsonl' | wc -l)" 1
    same "shards read again" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 0
    printf '# a remark\n' >>pack/text.yaml
    chain_is 0 "$articles" data RULES=pack
    same "shards read after text.yaml changed" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 1
}

missing_output_is_made_again() {
    reference
    chain_is 0 "$articles" data
    rm data/people.csv data/json/stats_donglan_2024.json
    chain_is 0 "$articles" data
    alike "made again" data "$work/reference"
    rm -r data/.tiyao
    chain_is 0 "$articles" data
    alike "without .tiyao" data "$work/reference"
}

out_inside_in_is_refused() {
    cp -r "$articles" in
    local out
    for out in in in/data in/../in/x/y "$PWD/in/data"; do
        chain in "$out"
        [[ $status != 0 ]] || die "\"$out\" is not refused"
        grep -q 'inside the input folder' stderr || die "says: $(cat stderr)"
    done
    ln -s in link
    chain in link/data
    [[ $status != 0 ]] || die "a link into IN is not refused"
    same "files in IN" "$(find in -type f | wc -l)" "$(find "$articles" -type f | wc -l)"
    chain_is 0 in inside
}

locked_out_stops() {
    mkdir -p data/.tiyao
    exec 8>data/.tiyao/lock
    flock 8
    chain "$articles" data
    [[ $status != 0 ]] || die "status 0 though locked"
    grep -q 'another run is at work on "data"' stderr || die "says: $(cat stderr)"
    try tiyao-plan "$articles" data
    same "status of tiyao-plan" $status 3
    [[ ! -e data/people.csv ]] || die "it wrote all the same"
    flock -u 8
    chain_is 0 "$articles" data
}

interrupted_run_goes_on() {
    reference
    local first
    chain_is 0 "$articles" data SHARD=1
    first=$(head -n 1 data/.tiyao/order)
    # What a killed run leaves: parts, and no result of some shards.
    rm data/.tiyao/tables data/.tiyao/rows/*.jsonl data/.tiyao/text/"$first".jsonl
    printf '{"record":"docu' >data/.tiyao/text/"$first".jsonl.part
    printf '{"record":"docu' >data/.tiyao/rows/"$first".jsonl.part
    touch mark
    sleep 0.02
    chain_is 0 "$articles" data SHARD=1
    alike "after an interruption" data "$work/reference"
    same "shards read again" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 1
    same "parts left" "$(find data -name '*.part' | wc -l)" 0
}

# Killed for real, at several times, by a signal that nothing can catch.
killed_run_goes_on() {
    reference
    local pause child
    for pause in 0.01 0.03 0.06 0.1; do
        rm -rf data
        setsid make -f "$share/tiyao.mk" run "IN=$articles" OUT=data SHARD=1 >/dev/null 2>&1 &
        child=$!
        sleep $pause
        kill -KILL -- "-$child" 2>/dev/null || :
        wait $child 2>/dev/null || :
        for ((i = 0; i < 50; i++)); do
            chain "$articles" data SHARD=1
            grep -q 'another run' stderr || break
            sleep 0.1
        done
        same "status after a kill" $status 0
        alike "killed after $pause s" data "$work/reference"
    done
}

bad_pack_is_refused() {
    cp -rL "$top/rules/zh-politics" pack
    printf 'no_such_key: 1\n' >>pack/pack.yaml
    chain "$articles" data RULES=pack
    same status $status 2
    grep -q 'pack/pack.yaml:[0-9]*:[0-9]*: error' stderr || die "says: $(cat stderr)"
    [[ ! -e data/people.csv ]] || die "datasets were written"
    chain "$articles" data RULES=no-such-pack
    same "status without a pack" $status 2
}

empty_folder_gives_headers() {
    mkdir in
    echo remark >in/readme.rst
    chain_is 0 in data
    grep -q 'no \*.txt or \*.md' stderr || die "says nothing of it"
    local name
    for name in $datasets; do
        same "$name.csv" "$(cat data/$name.csv)" "$(columns_of $name)"
    done
}

# Names that a careless recipe would run, break at or lose.
hostile_names() {
    local in=$'i n"\'$x`touch ran1`$(touch ran2);#' name number=0
    local out=$'o  ut\'"`touch ran3`$(touch ran4):%\\n&'
    mkdir -p "$in/sub folder"
    for name in 'a b.txt' "a'b.txt" 'a"b.txt' $'a\nb.txt' 'a:b.txt' '`touch ran5`.txt' '$(touch ran6).txt' \
        '-rf.txt' '--help.md' '$HOME.txt' 'a%b.txt' 'a#b.txt' 'a\b.txt' '*.txt' '.txt' 'a&b;c.txt' \
        $'\xff\xfe.txt' $'us\x1f.txt' '中文 名.txt' 'sub folder/a b.txt' 'sub folder/UPPER.TXT'; do
        printf '第%d篇。记者张三报道。\n' $number >"$in/$name"
        number=$((number + 1))
    done
    chain_is 0 "$in" "$out" -j3
    same "documents" "$(wc -l <"$out/documents.jsonl")" $number
    same "JSON files" "$(ls -A "$out/json" | wc -l)" $number
    ! compgen -G 'ran[0-9]' || die "a name was run"
    grep -q '"us\\u001f.txt"\|"us\\u001F.txt"' "$out/documents.jsonl" || die "the name with U+001F is lost"
    grep -qF '"\\xFF\\xFE.txt"' "$out/documents.jsonl" || die "the name that is no UTF-8 is not shown as such"
    same "equal ids" "$(ls -A "$out/json" | sort | uniq -d | wc -l)" 0
    # Once more through the makefile of the project, whose settings pass one make more.
    try make -C "$top" run "IN=$PWD/$in" "OUT=$PWD/again"
    same "status of make run" $status 0
    alike "make run" again "$out"
    ! compgen -G "$top/ran[0-9]" || die "a name was run by make run"
}

bad_input() {
    mkdir in
    cp "$articles/stats_donglan_2024.txt" in/good.txt
    head -c 4000 /dev/urandom >in/garbage.txt
    head -c 1001 "$articles/stats_donglan_2024.txt" >in/cut.txt
    printf '\xef\xbb\xbf记者张三报道。\n' >in/bom.txt
    printf '记者\0张三报道。\n' >in/nul.txt
    : >in/empty.txt
    mkdir in/folder.txt
    mkfifo in/pipe.txt
    ln -s nowhere in/link.txt
    ln -s . in/loop
    printf '记者张三报道%.0s' {1..20000} >in/line.txt
    chain_is 1 in data MAXDOC=200000
    local line='tiyao: 5 of 10 documents skipped, see data/documents.csv'
    same "the last line of stderr" "$(tail -n 1 stderr)" "$line"
    same "the last line of stdout" "$(tail -n 1 stdout)" "$line"
    same "documents" "$(wc -l <data/documents.jsonl)" 10
    local pair
    for pair in garbage:undecodable folder:not-regular pipe:not-regular link:unreadable line:too-large \
        bom:bom nul:nul empty:empty; do
        grep "^\"${pair%:*}\"," data/documents.csv >row || die "no row of ${pair%:*}"
        grep -q "\"${pair#*:}\"\$" row || die "${pair%:*} has no warning ${pair#*:}: $(cat row)"
    done
    [[ $(grep '^"cut",' data/documents.csv) == *'"replaced"' ]] || die "the cut sequence is not told of"
    chain_is 0 in data MAXDOC=200000 ALLOW_SKIPPED=1
    same "the last line" "$(tail -n 1 stderr)" "$line"
    chain_is 1 in data MAXDOC=200000
    same "the last line of a run with nothing to do" "$(tail -n 1 stderr)" "$line"
    # A larger limit reads what was too large.
    chain_is 1 in data
    same "the last line" "$(tail -n 1 stderr)" "${line/5 of/4 of}"
}

# A file system that is full: no dataset may look finished.
full_disk() {
    mkdir small
    mount -t tmpfs -o size=300k tmpfs small 2>/dev/null || pass_over "no file system can be mounted here"
    chain "$articles" small/data
    umount -l small
    [[ $status != 0 ]] || die "status 0 on a full disk"
    grep -q 'No space left' stderr || die "says: $(tail -n 2 stderr)"
}

dry_run_does_nothing() {
    try make -f "$share/tiyao.mk" -n run "IN=$articles" OUT=data
    same status $status 0
    [[ ! -e data ]] || die "it made the folder"
    try make -C "$top" -n run "IN=$articles" "OUT=$PWD/data"
    same "status of make run" $status 0
    [[ ! -e data ]] || die "make -n run made the folder"
}

settings_by_environment() {
    reference
    try env IN="$articles" OUT=data make -f "$share/tiyao.mk" run
    same status $status 0
    alike "settings in the environment" data "$work/reference"
}

two_packs() {
    mkdir extra
    printf 'pack: extra\nversion: 1\nabout: nothing more\nfiles: []\n' >extra/pack.yaml
    chain "$articles" data "RULES=$top/rules/zh-politics extra"
    [[ $status == 0 ]] || die "status $status: $(tail -n 2 stderr)"
}

make_run_by_default() {
    try make -C "$top" run "OUT=$PWD/data" -j2
    same status $status 0
    reference
    alike "make run" data "$work/reference"
}

# The sanitizers watch the programs over the articles and over noise.
sanitizers() {
    [[ -x $top/out/san/bin/tiyao-read ]] || pass_over "out/san is not built (make SAN=1)"
    reference
    local noise=$PWD/in i
    mkdir in
    cp "$articles"/* in/
    for ((i = 0; i < 30; i++)); do
        head -c $((i * 37 + 1)) /dev/urandom >in/noise$i.txt
        { head -c $((i * 61)) "$articles/stats_donglan_2024.txt"; head -c 9 /dev/urandom; tail -c +$((i * 90 + 1)) "$articles/tw_haian_bus_council.md"; } >in/mixed$i.txt
        tr '。，\n' '\n。“' <"$articles/two_sessions_small_cuts.txt" | head -c $((i * 80 + 3)) >in/torn$i.txt
    done
    export ASAN_OPTIONS=detect_leaks=0:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    try make -f "$top/out/san/share/tiyao/tiyao.mk" run IN=in OUT=data ALLOW_SKIPPED=1
    ! grep -qE 'Sanitizer|runtime error' stderr || die "$(grep -E 'Sanitizer|runtime error' stderr | head -n 2 | tr '\n' ' ')"
    same status $status 0
    try make -f "$top/out/san/share/tiyao/tiyao.mk" run "IN=$articles" OUT=plain
    alike "with sanitizers" plain "$work/reference"
}

# The articles that lie beside the project, where they do.
corpus_runs() {
    [[ -d $top/../shared/corpus ]] || pass_over "no ../shared/corpus"
    chain_is 0 "$top/../shared/corpus" data -j2
    chain_is 0 "$top/../shared/corpus" one SHARD=1
    alike "a document a shard" one data
}

# What is known beside the texts overrides them; a row that changes redoes its shard alone.
metadata_count() {
    mkdir -p in/sub
    printf '2023年5月6日\n\n会议今年三月召开。\n' >in/a.txt
    cp in/a.txt in/b.txt
    printf '\xb7\x7c\xc4\xb3' >in/sub/c.txt
    printf 'path,published,publication,encoding\nb.txt,2024-03-08,东岭日报,\nsub/c.txt,,,big5\n' >in/metadata.csv
    chain_is 0 in data SHARD=1
    same documents "$(cut -d, -f2,5,8,9 data/documents.csv | tail -n +2)" \
        '"a.txt","utf-8","","2023-05-06"
"b.txt","utf-8","东岭日报","2024-03-08"
"sub/c.txt","big5-hkscs","",""'
    touch mark
    sleep 0.02
    sed -i 's/03-08/03-09/' in/metadata.csv
    chain_is 0 in data SHARD=1
    same "shards made again" "$(find data/.tiyao/text -newer mark -name '*.jsonl' | wc -l)" 1
    same "date of b" "$(grep '^"b"' data/documents.csv | cut -d, -f9)" '"2024-03-09"'
    rm in/metadata.csv
    chain_is 1 in data SHARD=1
    same "date of b" "$(grep '^"b"' data/documents.csv | cut -d, -f9)" '"2023-05-06"'
}

metadata_are_checked() {
    mkdir in
    printf '一\n' >in/a.txt
    printf 'path,published\na.txt,2023-02-29\nother.txt,2024\nanother.txt,2024\n' >in/metadata.csv
    chain in data
    [[ $status != 0 ]] || die "status 0 though a row is bad"
    same "what is said" "$(grep metadata stderr)" 'tiyao-plan: in/metadata.csv:2: warning: "2023-02-29" is no date
tiyao-plan: in/metadata.csv: warning: 2 rows are of no document here, the first in line 3: "other.txt"
tiyao: 1 row of in/metadata.csv left out'
    same documents "$(wc -l <data/documents.jsonl)" 1
    printf 'path,published\n"a.txt,2024\n' >in/metadata.csv
    chain in broken
    [[ $status != 0 && ! -e broken/documents.csv ]] || die "a table that is none is taken"
    grep -q 'metadata.csv:2: error: a quoted cell is not closed' stderr || die "says: $(cat stderr)"
}

# Dates that leave something out, by the document's date and by each other; the table was written by hand.
dates_are_resolved() {
    mkdir in
    cat >in/a.txt <<'END'
《东岭日报》2024年3月8日

会议去年12月召开，今年3月5日结束。上月28日报到，本月5日上午9时开幕，昨日下午3时闭幕，昨晚8点播出。明年三月动工。

一期2019年5月立项，8月开工。次年3月投产。11月至次年2月停航。3月28日至4月2日放假，29日加班。

12月完工，9月开工，6月验收。去年四季度下降。五年前立项，三天前开会，两个月后开工，十多年前建成。该项目拟于2024年2月30日开工。
END
    printf '会议去年12月召开，5日结束。2019年5月立项。\n' >in/b.txt
    cp in/b.txt in/c.txt
    printf '〔東嶺訊〕縣府表示，去年十二月動工，民國一百零二年立項，後日上午九時三十分說明，五年前規劃。\n' >in/d.txt
    printf 'path,published\nc.txt,2024-01-03\nd.txt,2024/3/8\n' >in/metadata.csv
    cat >want <<'END'
"a","2024年3月8日","2024-03-08",""
"a","12月","2023-12","published"
"a","3月5日","2024-03-05","published"
"a","28日","2024-02-28","published"
"a","5日","2024-03-05","published"
"a","9时","2024-03-05T09","text"
"a","3时","2024-03-07T15","published"
"a","8点","2024-03-07T20","published"
"a","三月","2025-03","published"
"a","2019年5月","2019-05",""
"a","8月","2019-08","text"
"a","3月","2020-03","text"
"a","11月至次年2月","2023-11/2024-02","published"
"a","3月28日至4月2日","2024-03-28/2024-04-02","published"
"a","29日","2024-03-29","text"
"a","12月","2023-12","published"
"a","6月","2024-06","published"
"a","四季度","2023-10/2023-12","published"
"a","五年前","2019","published"
"a","三天前","2024-03-05","published"
"a","2024年2月","2024-02",""
"b","2019年5月","2019-05",""
"c","12月","2023-12","metadata"
"c","5日","2023-12-05","text"
"c","2019年5月","2019-05",""
"d","十二月","2023-12","metadata"
"d","民国一百零二年","2013",""
"d","九时三十分","2024-03-10T09:30","metadata"
"d","五年前","2019","metadata"
END
    chain_is 0 in data
    header=$(head -n 1 data/numbers.csv | tr , '\n' | grep -nE '"(doc_id|text|date_resolved|date_basis)"' | cut -d: -f1 | paste -sd,)
    grep -v '"sentence"' data/numbers.csv | sed 's/"[^"]*，[^"]*。"/""/' | cut -d, -f"$header" | grep -v ',"",""$' >got
    diff want got >differences || die "$(head -n 6 differences | tr '\n' ' ')"
}

test_chain() {
    local what
    for what in all_files_exist jobs_do_not_matter order_does_not_matter locale_does_not_matter \
        jit_does_not_matter second_run_does_nothing touched_document_redoes_its_shard \
        changed_permissions_are_seen removed_document_leaves added_document_changes_one_shard \
        changed_rule_does_not_read_again missing_output_is_made_again out_inside_in_is_refused \
        locked_out_stops interrupted_run_goes_on killed_run_goes_on bad_pack_is_refused \
        empty_folder_gives_headers hostile_names bad_input full_disk dry_run_does_nothing metadata_count metadata_are_checked \
        dates_are_resolved \
        settings_by_environment two_packs make_run_by_default sanitizers corpus_runs; do
        check "chain/$what" $what
    done
}
