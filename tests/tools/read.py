"""read.py HOW FILE DATASET INTEGER TEXT: rows, the sum of a column, the characters of another, its label."""
import sys

import pandas

how, path, dataset, integer, text = sys.argv[1:]
label = ""
if how == "csv":
    table = pandas.read_csv(path)
elif how == "xlsx":
    table = pandas.read_excel(path, sheet_name=dataset)
else:
    with pandas.read_stata(path, iterator=True) as reader:
        label = " " + reader.variable_labels()[text]
        table = reader.read()
print(len(table), int(table[integer].sum()), int(table[text].fillna("").astype(str).str.len().sum()), end="")
print(label)
