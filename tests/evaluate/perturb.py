#!/usr/bin/env python3
"""usage: perturb.py SEED GOLD OUT NEW_GOLD NEW_OUT [TABLE ...]

Writes a gold and a run that differ from the given ones at random, in every way a comparison should
care about or should not: rows dropped, doubled, moved; cells exchanged, cut, joined, emptied; optional
gold; other kinds, other ways to write a number, other marks, widths and white space. With tables
(lines of a character, a tab and another) some characters are exchanged as they say, where all tables
agree. The same seed gives the same bytes.
"""
import csv, glob, json, os, random, sys

KEEP = {'doc_id', 'rule_id'}
KINDS = {'proposals': ['motion', 'recommendation', 'exhortation', ''],
         'numbers': ['quantity', 'money', 'percent', 'ordinal', 'date', 'duration']}
MARKS = {'“': '「', '”': '」', '·': '•', '-': '—', ',': '，', '%': '％', '(': '（', ';': '；'}


def back(paths):
    """Characters and what they may be exchanged for."""
    tables = [dict(l.rstrip('\n').split('\t')[:2] for l in open(p, encoding='utf-8')) for p in paths]
    agreed = {k: v.split(' ')[0] for k, v in tables[0].items()
              if all(t.get(k, '').split(' ')[0] == v.split(' ')[0] for t in tables)} if tables else {}
    return {v: k for k, v in sorted(agreed.items())
            if len(k) == len(v) == 1 and all(t.get(v, v).split(' ')[0] == v for t in tables)}


def rewrite(r, s, exchange):
    """The same to whoever compares."""
    out = ''
    for c in s:
        x = r.random()
        if x < .1: c = MARKS.get(c, c)
        elif x < .3: c = exchange.get(c, c)
        elif x < .4 and c.isascii() and c.isdigit(): c = chr(ord(c) - 48 + 0xFF10)
        elif x < .43: c += r.choice([' ', '\n', '\u3000', '\t', '\x1c', '\x1f'])
        out += c
    return out


def spoil(r, s):
    """Not the same."""
    if not s: return r.choice(['5', '会', ''])
    i, j = sorted(r.randrange(len(s) + 1) for _ in 'ab')
    return r.choice([s[:i], s[i:], s[:i] + s[j:], s[i:j] or s, s + s[i:j], s + '、' + s, s[:i] + '7' + s[i:], s[:i] + '的' + s[j:], ''])


def number(r, s):
    try: v = float(s)
    except ValueError: return s
    return r.choice([s, f'{v:e}', f'+{s}', f'{s}.0' if s.isdigit() else s, f' {s} ', f'{v + 0.00001:.5f}', f'{v + v / 10**r.choice([7, 9, 12])!r}'])


def change(r, dataset, row, rows, exchange, rate):
    for k in row:
        if k in KEEP or not isinstance(row[k], str): continue
        x = r.random()
        if k == 'kind':
            if x < rate: row[k] = r.choice(KINDS.get(dataset, ['']))
        elif k in ('value', 'value_max'):
            row[k] = spoil(r, row[k]) if x < rate / 2 else number(r, row[k])
        elif x < rate / 2: row[k] = spoil(r, row[k])
        elif x < rate: row[k] = r.choice(rows).get(k) or ''
        elif x < rate * 1.3 and k == 'proposer': row[k] += r.choice([';', '；', ' ; ']) + (r.choice(rows).get(k) or '')
        elif x < rate + .5: row[k] = rewrite(r, row[k], exchange)


def shake(r, dataset, rows, exchange, rate):
    out = []
    for row in rows:
        row = dict(row)
        if r.random() < rate: continue
        if r.random() < .8: change(r, dataset, row, rows, exchange, rate)
        out.append(row)
        if r.random() < rate / 2: out.append(dict(row))
        if r.random() < rate / 2 and len(out) > 1: out[-1], out[-2] = out[-2], out[-1]
        if r.random() < rate / 2 and len(out) > 1 and 'text' in row:
            out[-2]['text'] = (out[-2]['text'] or '') + row['text']
    if r.random() < rate: r.shuffle(out)
    return out


def main():
    seed, gold, run, new_gold, new_run = sys.argv[1:6]
    r = random.Random(int(seed)); exchange = back(sys.argv[6:])
    rate = r.choice([0, .02, .1, .3, .7])
    for folder in (new_gold, new_run): os.makedirs(folder)
    for path in sorted(glob.glob(os.path.join(gold, '*.json'))):
        one = json.load(open(path, encoding='utf-8'))
        for dataset in [k for k in one if isinstance(one[k], list)]:
            if r.random() < rate / 5: del one[dataset]; continue
            for g in list(one[dataset]):
                if r.random() < rate / 3: one[dataset].append(dict(g, optional=not g.get('optional')))
                if r.random() < rate: g['optional'] = not g.get('optional')
                if dataset == 'people' and r.random() < rate: g['variants'] = [r.choice(one['people'])['name'], spoil(r, g['name'])]
            if r.random() < rate: one[dataset] = shake(r, dataset, one[dataset], exchange, rate / 3) if one[dataset] else []
        with open(os.path.join(new_gold, os.path.basename(path)), 'w', encoding='utf-8') as f:
            json.dump(one, f, ensure_ascii=r.random() < .5, indent=r.choice([None, 1]))
    for path in sorted(glob.glob(os.path.join(run, '*.csv'))):
        dataset = os.path.basename(path)[:-4]
        with open(path, encoding='utf-8', newline='') as f:
            reader = csv.DictReader(f); rows = list(reader); columns = reader.fieldnames
        if dataset in ('people', 'titles', 'proposals', 'numbers'):
            by = {}
            for row in rows: by.setdefault(row['doc_id'], []).append(row)
            rows = [x for doc in by.values() for x in shake(r, dataset, doc, exchange, rate)]
        with open(os.path.join(new_run, dataset + '.csv'), 'w', encoding=r.choice(['utf-8', 'utf-8-sig']), newline='') as f:
            writer = csv.DictWriter(f, columns, lineterminator=r.choice(['\n', '\r\n']), quoting=r.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
            writer.writeheader(); writer.writerows(rows)


main()
