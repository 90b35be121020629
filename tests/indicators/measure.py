#!/usr/bin/env python3
"""usage: measure.py [--diff] GOLD NUMBERS
Precision and recall of the column indicator: GOLD as in gold.tsv, NUMBERS the numbers.csv of a run over its
sentences, document s<number of the sentence, from 0> each. Prints right, false, missed, precision, recall.
"""
import csv, collections, sys

arguments = [a for a in sys.argv[1:] if a != '--diff']
found = collections.defaultdict(dict)
with open(arguments[1], encoding='utf-8', newline='') as f:
    for row in csv.DictReader(f): found[int(row['doc_id'][1:])][row['text']] = row['indicator']
with open(arguments[0], encoding='utf-8') as f:
    gold = [line.rstrip('\n').split('\t') for line in f if not line.startswith('#')]
right = false = missed = 0
for i, (sentence, wanted) in enumerate(gold):
    want, optional = {}, set()
    for pair in filter(None, wanted.split(';')):
        number, name = pair.lstrip('~').split('=')
        want[number] = name
        if pair.startswith('~'): optional.add(number)
    for number in sorted(set(want) | set(found[i])):
        has, should = found[i].get(number, ''), want.get(number, '')
        if number in optional: continue
        right += has == should != ''
        false += has not in ('', should)
        missed += should not in ('', has)
        if '--diff' in sys.argv and has != should: print(f'{sentence}  {number}: {has or "-"}, not {should or "-"}')
print(f'{right} {false} {missed} {right / (right + false or 1):.3f} {right / (right + missed or 1):.3f}')
