"""A data package for the tests of exports: package.py FOLDER KIND [ROWS].

KIND is `hostile` (cells that formats stumble over) or `generated` (ROWS rows of plausible ones).
Written by code of its own, in the form that tiyao-tabulate has: every field quoted, LF.
"""
import json
import os
import sys

folder, kind = sys.argv[1], sys.argv[2]


def field(name, type_="string", **more):
    return {"name": name, "type": type_, "title": name + " title", "title:zh": name + "名",
            "description": "About " + name, "description:zh": "关于" + name, **more}


COLORS = [{"value": "red", "label": "Red", "label:zh": "红"},
          {"value": "green", "label": "Green", "label:zh": "绿"}]
REQUIRED = {"constraints": {"required": True}}
TABLES = {
    "documents": {"fields": [field("doc_id", **REQUIRED), field("title")], "primaryKey": ["doc_id"]},
    "things": {
        "fields": [field("thing_id", **REQUIRED), field("doc_id", **REQUIRED), field("text"),
                   field("color", categories=COLORS, constraints={"enum": ["red", "green"]}),
                   field("count", "integer"), field("amount", "number"), field("sure", "boolean"),
                   field("day", "date"), field("names", items={"type": "string"})],
        "primaryKey": ["thing_id"],
        "foreignKeys": [{"fields": ["doc_id"],
                         "reference": {"resource": "documents", "fields": ["doc_id"]}}]},
}

HOSTILE = [
    "=1+1", "=HYPERLINK(\"http://x.invalid\",\"y\")", "+B2", "-A1", "-3", "-3.50", "+5", "-2+3", "@SUM(A1)",
    "\t=1", "\r=1", "\n=1", "'", "'=1", "''", "'plain", "=", "-", "0001", "1e5", "TRUE", "3/4", "3.2%",
    "110101198703071234", "null", "NA", ".", "nan", " lead", "trail ", "\ttab\t", "line\nfeed", "cr\rhere",
    "crlf\r\nhere", "quote\"d", "a,b;c\\;d", "\\N", "_x0041_", "_x000D_", "&amp;<b>]]>", "\x01\x07\x1b[31m",
    "nul\0inside", "\0", "\ufffe", "\uffff", "\ufdd0", "\ufffd", "\u2028", "\ufeffbom", "\u200f\u202eabc\u202c", "😀", "𠮷野家",
    "👨‍👩‍👧‍👦", "e\u0301", "屠红燕", "万里", "龍" * 800, "汉" * 32767, "汉" * 32768, "字" * 40000, "𠮷" * 20000,
    "a" * 2045, "a" * 2046, "é" * 1023, "汉" * 681 + "ab", "汉" * 682, "汉" * 10922, "汉" * 10923, "x" * 254, "x" * 255, "x" * 256,
    "x" * 32767, "x" * 32768, "😀" * 16384,
]
NUMBERS = ["0", "-1", "2147483620", "2147483621", "-2147483648", "9007199254740993", "9223372036854775807",
           "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"]
DECIMALS = ["0.1", "-0.05", "1.50", "75000000000", "0.12345678901234567", "123456789.123456789", "1" + "0" * 30,
            "3" * 300, "0." + "0" * 30 + "1", "99999999999999999999.5"]
DAYS = ["2024-02-29", "1899-12-31", "1900-01-01", "1900-02-28", "1900-03-01", "1960-01-01", "0001-01-01", "9999-12-31",
        "1582-10-14", "2024-02-30", "2023-02-29", "2024-13-01", "0000-00-00"]


def hostile():
    docs = [["d1", "=cmd|' /C calc'!A0"], ["d\u2067名\"\n2", "名字 \"with\" quotes\nand lines"]]
    things = []
    for i, text in enumerate(HOSTILE, 1):
        things.append([f"t{i}", docs[i % 2][0], text, ["red", "green", ""][i % 3],
                       NUMBERS[i % len(NUMBERS)] if i % 4 else "", DECIMALS[i % len(DECIMALS)] if i % 5 else "",
                       ["true", "false", ""][i % 3], DAYS[i % len(DAYS)] if i % 7 else "",
                       ["", "a;b", "a\\;b;", text.replace(";", "\\;")[:100]][i % 4]])
    return {"documents": docs, "things": things}


def generated(n):
    docs = [[f"d{i}", f"第{i}号文件"] for i in range(1, n // 100 + 2)]
    things = [[f"t{i}", f"d{i // 100 + 1}", f"建议加快第{i}项改革，完善配套措施", ["red", "green", ""][i % 3],
               str(i * 7 % 100003), f"{i * 13 % 1000}.{i % 100:02d}", ["true", "false"][i % 2],
               f"20{i % 30:02d}-{i % 12 + 1:02d}-{i % 28 + 1:02d}", ["", "屠红燕", "屠红燕;高一鸣"][i % 3]]
              for i in range(1, n + 1)]
    return {"documents": docs, "things": things}


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


rows = hostile() if kind == "hostile" else generated(int(sys.argv[3]))
os.makedirs(folder, exist_ok=True)
resources = []
for name, schema in TABLES.items():
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as f:
        f.write(",".join(quoted(c["name"]) for c in schema["fields"]) + "\n")
        for row in rows[name]:
            f.write(",".join(map(quoted, row)) + "\n")
    resources.append({"name": name, "path": name + ".csv", "type": "table", "rows": len(rows[name]),
                      "title": name.title(), "title:zh": name + "表", "schema": {"name": name, "title": name.title(), **schema}})
with open(os.path.join(folder, "datapackage.json"), "w", encoding="utf-8") as f:
    json.dump({"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "test", "version": "0.1.0",
               "resources": resources, "tiyao": {"version": "0.1.0", "packs": [], "documents": 2, "skipped": 0}}, f, ensure_ascii=False)
