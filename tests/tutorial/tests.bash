# rules/TUTORIAL.md: every command in it is run, in order, in one new folder, and what it shows is
# what comes out. A fence `text file=NAME` (any language) is a file, `console` are commands behind
# "$ " and what they write to both outputs; `status=N` behind it is the status of the last one.
# Shares of time (1.5%) may differ. --golden puts in the page what comes out.

# Splits the page: a file NUMBER for each block, and NUMBER.head with what stands behind the fence.
tutorial_blocks() { # PAGE FOLDER
    awk -v folder="$2" '
        /^```/ && !inside { inside = 1; n++; name = sprintf("%s/%03d", folder, n)
            print substr($0, 4) >(name ".head"); printf "" >name; next }
        /^```$/ { inside = 0; close(name); next }
        inside { print >name }' "$1"
}

# A console block: each command and what it must write.
tutorial_console() { # BLOCK STATUS
    local line command= wanted= have status=0 began=
    while IFS= read -r line || [[ $line ]]; do
        if [[ $line == '$ '* ]]; then
            [[ ! $began ]] || tutorial_command "$command" "$wanted" 0
            command=${line#'$ '} wanted= began=1
        else
            wanted+=$line$'\n'
        fi
    done <"$1"
    [[ $began ]] || die "a console block without a command: $(head -n 1 "$1")"
    tutorial_command "$command" "$wanted" "$2"
}

# As text to compare.
tutorial_plain() { # FILE
    sed -E 's/ *[0-9]+\.[0-9]%/ N%/g' "$1"
}

tutorial_command() { # COMMAND WANTED STATUS
    commands=$((commands + 1))
    status=0
    bash -c "$1" >../have 2>&1 || status=$?
    printf '%s' "$2" >../wanted
    [[ $status == "$3" ]] || die "\"$1\" has status $status: $(tail -n 2 ../have)"
    if [[ $golden ]]; then
        { printf '$ %s\n' "$1" && cat ../have; } >>"$block.new"
        return
    fi
    diff <(tutorial_plain ../wanted) <(tutorial_plain ../have) >../differences ||
        die "\"$1\" shows something else: $(head -n 4 ../differences | tr '\n' ' ')"
}

# The page with what the commands wrote.
tutorial_rewrite() { # PAGE
    awk '
        /^```/ && !inside { inside = 1; n++; new = sprintf("../blocks/%03d.new", n); fresh = 0; print
            while ((getline line <new) > 0) { fresh = 1; print line }
            next }
        /^```$/ { inside = 0 }
        !inside || !fresh { print }' "$1" >../page
    cat ../page >"$1"
}

tutorial_file() { # BLOCK NAME
    [[ $2 != /* && $2 != *..* ]] || die "a file outside the folder: $2"
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2"
}

tutorial_runs() { # PAGE COMMANDS: at least so many
    local block head commands=0
    mkdir blocks here
    tutorial_blocks "$1" "$PWD/blocks"
    cd here
    for head in ../blocks/*.head; do
        block=${head%.head} head=$(cat "$head")
        case $head in
        console*status=*) tutorial_console "$block" "${head##*status=}" ;;
        console*) tutorial_console "$block" 0 ;;
        *' file='*) tutorial_file "$block" "${head##* file=}" ;;
        *) die "a block that is neither command nor file: $head" ;;
        esac
    done
    [[ $commands -ge $2 ]] || die "only $commands commands were run"
    [[ ! $golden ]] || tutorial_rewrite "$1"
}

# The test itself: a page passes where it shows what comes out, and only then.
tutorial_is_held() {
    [[ ! $golden ]] || return 0
    local page=$PWD/page
    mkdir good other failing
    printf 'a\n```text file=x/y\nb\n```\n```console\n$ cat x/y\nb\n$ echo c\nc\n```\n```console status=1\n$ false\n```\n' >page
    (cd good && tutorial_runs "$page" 3) || exit 1
    sed 's/^c$/d/' page >changed
    ! (cd other && tutorial_runs "$PWD/../changed" 3) || die "other output passes"
    sed 's/ status=1//' page >changed
    ! (cd failing && tutorial_runs "$PWD/../changed" 3) || die "a failure passes"
    rm -f "$said"
}

test_tutorial() {
    check tutorial/is_held tutorial_is_held
    check tutorial/runs tutorial_runs "$top/rules/TUTORIAL.md" 15
}
