#!/usr/bin/env python3
"""usage: measure.py [--show N] [--seed N] [SET ...]
Precision, recall and F1 of spans on the public sets of ../shared/data, through the whole chain: each
item is a document of its own, `make run` makes the datasets, and the spans of their rows are compared
with the set's labels after labels.tsv. --show prints N false spans (+) of each figure, N missed ones (-) and N
that count neither way (=).
"""
import argparse, collections, csv, json, os, random, re, subprocess, sys, tempfile, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def table(name):
    """The lines of a table: fields parted by tabs, remarks left out."""
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        return [line.rstrip('\n').split('\t') for line in f if line.strip() and not line.startswith('#')]


def items(data, name, every):
    with open(os.path.join(data, name + '.jsonl'), encoding='utf-8') as f:
        return [json.loads(line) for line in f][::every]


def run(texts, folder, pack='posts times counts', published=()):
    """Makes the datasets of texts by packs here, document i<number> each; returns the folder they are in.
    published: their dates, "" where there is none."""
    source, out = os.path.join(folder, 'in'), os.path.join(folder, 'out')
    os.makedirs(source)
    for i, text in enumerate(texts):
        with open(os.path.join(source, f'i{i:06d}.txt'), 'w', encoding='utf-8') as f: f.write(text)
    if published:
        with open(os.path.join(source, 'metadata.csv'), 'w', encoding='utf-8') as f:
            f.write('path,published\n' + ''.join(f'i{i:06d}.txt,{d}\n' for i, d in enumerate(published)))
    packs = ' '.join(os.path.join(HERE, p) for p in pack.split())
    environment = {k: v for k, v in os.environ.items() if k not in ('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS')}
    done = subprocess.run(['make', '-s', '-j2', 'run', 'IN=' + source, 'OUT=' + out, 'ALLOW_SKIPPED=1', 'EXPECT=off',
                           'RULES=' + packs], cwd=TOP, env=environment,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode: sys.exit('measure.py: error: the run failed: ' + done.stderr.strip()[-300:])
    return out


def rows(out, name):
    with open(os.path.join(out, name + '.csv'), encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def folded(row):
    """A row's text in as many characters as it has in the document."""
    if len(row['text']) == int(row['end']) - int(row['start']): return row['text']
    wide = ((c, unicodedata.normalize('NFKC', c)) for c in row['text_original'])
    return ''.join(f if len(f) == 1 else c for c, f in wide)


def cut(row, expressions):
    """The spans of a row after a table of expressions."""
    start, text = int(row['start']), folded(row) if expressions else ''
    spans = [(start, int(row['end']))]
    for kind, rx, *_ in expressions:
        if kind == 'drop' and re.search(rx, row['rule_id']): return []
        if kind != 'cut': continue
        parts = []
        for s, e in spans:
            m = re.match(rx, text[s - start:e - start])
            parts += [(s + a, s + b) for a, b in (m.span(i) for i in range(1, m.re.groups + 1)) if b > a] if m else [(s, e)]
        spans = parts
    return spans


def spans_of(out, dataset, what, expressions=()):
    """The spans of a dataset's rows by document: of people each occurrence in one of the forms `what`, of
    numbers and posts the rows of the kinds `what`, * for all. FORM=N: only the first N characters. -RULE: without
    the rules whose id begins so."""
    found, words = collections.defaultdict(set), what.split(',')
    without = tuple(w[1:] for w in words if w[0] == '-')
    what = dict((w + '=').split('=')[:2] for w in words)
    if dataset == 'people':
        wanted = ((r, what[r['form']]) for r in rows(out, 'mentions') if r['dataset'] == dataset and r['form'] in what)
    else:
        wanted = ((r, what.get(r.get('kind'), '')) for r in rows(out, dataset)
                  if ('*' in what or r['kind'] in what) and not r['rule_id'].startswith(without))
    for r, most in wanted:
        for start, end in cut(r, expressions):
            found[r['doc_id']].add((start, min(end, start + int(most)) if most else end))
    return found


def first(before, start):
    """Where the unbroken row of spans that ends at start begins; before: start of each by its end."""
    while start in before: start = before[start]
    return start


def labelled(item, label, expressions):
    """The spans of a label in an item, joined with what stands before them where a table of expressions says so."""
    spans = [(s['start'], s['end'], s['label']) for s in item['spans']]
    gold = {(s, e) for s, e, its in spans if its == label}
    for kind, rx, other, *_ in expressions:
        if kind == 'only': gold = {(s, e) for s, e in gold if re.search(rx, item['text'][s:e])}
        if kind != 'join': continue
        before = {e: s for s, e, its in spans if its == other}
        gold = {(first(before, s) if re.search(rx, item['text'][s:e]) else s, e) for s, e in gold}
    return gold


def neither(item, got, gold, expressions):
    """Those of got that count neither way: labels of another kind one by one, and behind them what a table says."""
    found = set()
    for kind, rx, other, *_ in expressions:
        if kind != 'neither': continue
        behind = {s['start']: s['end'] for s in item['spans'] if s['label'] == other}
        for s, e in got - gold:
            start = s
            while behind.get(s, e + 1) <= e: s = behind[s]
            if start < s and re.fullmatch(rx, item['text'][s:e]): found.add((start, e))
    return found


def pairs(gold, got, compared):
    """What of gold is met and by which of got."""
    if compared == 'exact': return gold & got, gold & got
    free, met, used = sorted(got), set(), set()
    for g in sorted(gold):
        for s in free:
            if s not in used and s[0] < g[1] and g[0] < s[1]:
                met.add(g); used.add(s)
                break
    return met, used


def around(text, span):
    s, e = span
    return f'{text[max(0, s - 10):s]}[{text[s:e]}]{text[e:e + 10]}'.replace('\n', ' ')


def figure(texts, found, label, compared, expressions):
    right = false = missed = left = 0
    shown = {'+': [], '-': [], '=': []}
    for i, item in enumerate(texts):
        gold = labelled(item, label, expressions)
        got = found.get(f'i{i:06d}', set())
        aside = neither(item, got, gold, expressions)
        left += len(aside)
        got = got - aside
        met, used = pairs(gold, got, compared)
        right += len(met); false += len(got - used); missed += len(gold - met)
        for sign, spans in (('+', got - used), ('-', gold - met), ('=', aside)):
            shown[sign] += [around(item['text'], s) for s in sorted(spans)]
    p = right / (right + false) if right + false else 0
    r = right / (right + missed) if right + missed else 0
    return (right, false, missed, p, r, 2 * p * r / (p + r) if p + r else 0, left), shown


def options(usage, what):
    """The options that all programs of this folder have; `what` is chosen among."""
    ask = argparse.ArgumentParser(description=usage.split('\n')[1])
    ask.add_argument('--show', type=int, default=0)
    ask.add_argument('--seed', type=int, default=1)
    ask.add_argument('--all', action='store_true')
    ask.add_argument('--data', default=os.path.join(TOP, '..', 'shared', 'data'))
    ask.add_argument(what, nargs='*')
    return ask.parse_args()


def main():
    o = options(__doc__, 'set')
    draw = random.Random(o.seed)
    print(f'{"set":34}{"label":10}{"right":>7}{"false":>7}{"missed":>7}{"P":>8}{"R":>8}{"F1":>8}{"neither":>9}')
    made = {}
    with tempfile.TemporaryDirectory() as work:
        for name, every, label, dataset, compared, what, *mapped in table('labels.tsv'):
            if o.set and not any(s in f'{name}:{label}' for s in o.set): continue
            if (name, every) not in made:
                texts = items(o.data, name, int(every))
                made[name, every] = texts, run([t['text'] for t in texts], os.path.join(work, str(len(made))))
            texts, out = made[name, every]
            expressions = table(mapped[0]) if mapped else []
            (right, false, missed, p, r, f, left), shown = figure(
                texts, spans_of(out, dataset, what, expressions), label, compared, expressions)
            print(f'{name:34}{label:10}{right:7}{false:7}{missed:7}{p:8.3f}{r:8.3f}{f:8.3f}{left:9}', flush=True)
            for sign, some in shown.items():
                for text in draw.sample(some, min(o.show, len(some))): print(f'  {sign} {text}')


if __name__ == '__main__': main()
