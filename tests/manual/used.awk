# The words of the language that examples use: of a path of keys, a key and a value (by paths.c), all places
# where such a mapping may stand (the file `places`). A converter and what is built in stand in values, a
# word of a choice is one.
FNR == NR {
    if ($0 !~ /^#/ && $2 != "-") place[$1] = $2
    next
}
{
    for (name in place) if ($1 ~ place[name]) {
        print name, $2
        if ($3 ~ /^[a-z]+$/) print name, $3
        if (name == "value") calls($3)
        if (name == "setting" && match($3, /\$\.[a-z]+/)) print name, substr($3, RSTART + 2, RLENGTH - 2)
    }
}
function calls(text) {
    while (match(text, /[a-z_]+\(/)) {
        print "value", substr(text, RSTART, RLENGTH - 1)
        text = substr(text, RSTART + RLENGTH)
    }
}
