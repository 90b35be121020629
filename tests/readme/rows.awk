# A row of a dataset for the README: `column value` of the columns in `show`, of the first row of
# document `doc` whose column `where` is `is`. The CSV is quoted throughout and has no quotes inside.
function fields(line, out) {
    return split(substr(line, 2, length(line) - 2), out, "\",\"")
}
FNR == 1 {
    n = fields($0, names)
    for (i = 1; i <= n; i++) at[names[i]] = i
    next
}
!done {
    fields($0, value)
    if (value[at["doc_id"]] != doc || (where && value[at[where]] != is)) next
    done = 1
    n = split(show, columns, " ")
    line = "| " name " | "
    for (i = 1; i <= n; i++)
        line = line (i > 1 ? " · " : "") "`" columns[i] "` " value[at[columns[i]]]
    print line " |"
}
