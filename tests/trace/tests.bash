# Every row is traced to the bytes of its file, by trace.c, which shares no code with the chain.

traces() { # IN [NAME=VALUE ...]
    [[ -d $1 ]] || pass_over "no such folder"
    chain_is 0 "$1" data ALLOW_SKIPPED=1 "${@:2}"
    local each pack packs=()
    for each in "${@:2}"; do
        [[ $each != RULES=* ]] || for pack in ${each#RULES=}; do packs+=(-r "$pack"); done
    done
    "$build/tests/trace/trace" check "$1" data >stream 2>said_check || die "$(head -n 4 said_check | tr '\n' ' ')"
    tiyao-normalize "${packs[@]}" <stream >normalized
    "$build/tests/trace/trace" compare data normalized 2>said_compare || die "$(head -n 6 said_compare | tr '\n' ' ')"
    grep -q '[1-9][0-9]* rows checked' said_check || die "no row was checked"
}

# Articles in other encodings and line ends, in the folder `in`.
disguise() { # FILE ...
    local file name
    mkdir in
    for file; do
        name=${file##*/} name=${name%.*}
        iconv -f UTF-8 -t GB18030 "$file" >"in/$name-gb.txt"
        iconv -f UTF-8 -t BIG5-HKSCS "$file" >"in/$name-big5.txt" 2>/dev/null || rm "in/$name-big5.txt"
        { printf '\xff\xfe'; iconv -f UTF-8 -t UTF-16LE "$file"; } >"in/$name-le.txt"
        { printf '\xfe\xff'; iconv -f UTF-8 -t UTF-16BE "$file"; } >"in/$name-be.txt"
        { printf '\xef\xbb\xbf'; sed 's/$/\r/' "$file"; } >"in/$name-crlf.txt"
        sed 's/。/。\xff\xe4\xb8/;s/，/，\x00/' "$file" >"in/$name-torn.txt"
    done
}

traces_in_disguise() {
    disguise "$top"/tests/articles/two_*.txt "$top"/tests/articles/stats_*.txt
    traces in
}

# The datasets that the other packs bring.
traces_packs() {
    local packs="RULES=zh-places zh-quotes"
    traces "$top/tests/articles" "$packs"
    rm -r data
    disguise "$top"/tests/datasets/articles/*
    traces in "$packs"
    local name
    for name in places quotes; do
        [[ $(wc -l <data/$name.csv) -gt 100 ]] || die "few rows in $name.csv"
    done
}

test_trace() {
    check trace/articles traces "$top/tests/articles"
    check trace/disguises traces_in_disguise
    check trace/packs traces_packs
    check trace/corpus traces "$top/../shared/corpus"
}
