"""usage: gold.py SET ...: each article has gold, whose texts stand in the article as written."""
import json
import pathlib
import re
import sys

for folder in map(pathlib.Path, sys.argv[1:]):
    articles = {path.stem: path.read_text() for path in folder.glob("articles/*.txt")}
    gold = {path.stem: json.loads(path.read_text()) for path in folder.glob("gold/*.json")}
    if articles.keys() != gold.keys():
        sys.exit(f"{folder.name}: {sorted(articles.keys() ^ gold.keys())} stands alone")
    for name, each in gold.items():
        text = articles[name].replace("\n", "")
        for row in each.get("proposals") or each.get("quotes") or []:
            # Clause by clause: an attribution may stand between them.
            if not all(piece in text for piece in re.split("[，。？！’]", row["text"])) or each["doc"] != name:
                sys.exit(f"{folder.name}/{name}: {row['text']} does not stand there")
