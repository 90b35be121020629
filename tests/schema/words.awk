# The words that a schema of schemas/rules knows, a line each: the mapping's name and a key, or a word of
# an enumeration, or what an example calls ("name(") or reads ("$.name"). It leans on how the schemas are
# laid out: a property a line, an enumeration on one line.
function unquote(s) { gsub(/^ *"|"[^"]*$/, "", s); return s }
/^  "title":/ { split($0, part, "\""); name = part[4] }
/^    "[a-z_]+": \{$/ { name = unquote($0) }
/^ *"properties": \{$/ { depth = match($0, /"/) + 1; next }
depth && substr($0, depth) ~ /^ "/ { split($0, part, "\""); print name, part[2]; next }
/^ *\}/ { depth = 0 }
/^      "enum": \[/ {
    sub(/^ *"enum": \[/, "")
    for (n = split($0, part, "\""); n > 1; n -= 2) print name, part[n - 1]
}
/^        "[a-z_]+\(/ { split($0, part, /["(]/); print name, part[2] }
/^        "\$\.[a-z]+"/ { split($0, part, /["]/); print name, substr(part[2], 3) }
