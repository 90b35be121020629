# Takes the displays of a manual page apart, by the comment above each (.\" example: ...), into files below
# `out`:
#   file PATH                    a file of a pack, PATH being PACK/FILE
#   rules                        a rule file of the pack that all examples of the page make together
#   resolve NAME [after NAME...] [then NAME...]
#                                operations, which run behind those of other examples, before those of others
#   text                         the text that they are run on
#   rows [DATASET...]            the rows that they make of it, of these datasets where some are named
#   none                         no example
# Displays without such a comment are said.
function path(    file) {
    file = ""
    if (word[1] == "file") file = "packs/" word[2]
    if (word[1] == "rules") file = sprintf("packs/page/rules%02d.yaml", ++rules)
    if (word[1] == "resolve") {
        name = word[2]
        file = "resolve/" name "/rules"
    }
    if (word[1] == "text" || word[1] == "rows") file = "resolve/" name "/" word[1]
    if (file == "" && word[1] != "none") print FILENAME ":" FNR ": a display that is no example"
    return file == "" ? "" : out "/" file
}

# The words behind the first n, a line each, up to "then"; returns how many have been read.
function rest(n, to,    i, file) {
    file = out "/resolve/" name "/" to
    system("mkdir -p '" out "/resolve/" name "'")
    printf "" > file
    for (i = n + 1; i <= words && word[i] != "then"; i++) if (word[i] != "after") print word[i] > file
    close(file)
    return i
}

/^\.\\" example: / {
    words = split(substr($0, 13), word, " ")
    next
}
/^\.Bd / {
    file = path()
    if (word[1] == "resolve") rest(rest(2, "after"), "then")
    if (word[1] == "rows") rest(1, "datasets")
    folder = file
    sub(/\/[^\/]*$/, "", folder)
    if (file != "") system("mkdir -p '" folder "'")
    inside = 1
    words = split("", word)
    next
}
/^\.Ed/ { inside = 0; if (file != "") close(file); next }
inside && file != "" {
    gsub(/\\&/, "")
    gsub(/\\e/, "\\")
    print > file
}
