# Stages: tests/stages/NAME/CASE holds `args` (words for the shell), `in` (standard input), and what
# is expected: `out`, `err`, `status`, and `tree`, the files written to the folder "$T". What is not
# there is empty, or 0. The program runs in the folder of its case.

run_case() { # PROGRAM FOLDER
    local T=$PWD/tree status=0 arguments=()
    cd "$2"
    [[ ! -f args ]] || eval "arguments=($(cat args))"
    mkdir "$T"
    "$1" "${arguments[@]}" <"$([[ -f in ]] && echo in || echo /dev/null)" \
        >"$T/../out" 2>"$T/../err" || status=$?
    cd "$T/.."
    rm -rf tree/.tiyao
    [[ $status == 0 ]] || echo "$status" >status
    find tree -depth -type d -empty -delete 2>/dev/null || : # git keeps no empty folder
    local each
    for each in out err; do [[ -s $each ]] || rm -f $each; done
}

compare_case() { # PROGRAM FOLDER
    local here=$PWD each
    run_case "$@"
    cd "$here"
    for each in out err status tree; do
        [[ -e $each || -e $2/$each ]] || continue
        [[ ! -e $2/$each || -e $each ]] || die "no $each"
        [[ -e $2/$each || ! -e $each ]] || die "unexpected $each: $(head -c 300 "$each" 2>&1)"
        diff -r "$2/$each" "$each" >differences || die "$each differs: $(head -c 300 differences)"
    done
}

write_case() { # PROGRAM FOLDER
    local here=$PWD each
    run_case "$@"
    cd "$here"
    for each in out err status tree; do
        rm -rf "${2:?}/$each"
        [[ ! -e $each ]] || cp -r "$each" "$2/$each"
    done
}

test_stages() {
    local folder name
    for folder in "$top"/tests/stages/*/*/; do
        [[ -d $folder ]] || continue
        folder=${folder%/} name=${folder#"$top/tests/stages/"}
        check "stages/$name" "$([[ $golden ]] && echo write || echo compare)_case" \
            "$bin/tiyao-${name%%/*}" "$folder"
    done
}
