#!/usr/bin/env python3
"""usage: numerals.py [--show N] [--seed N] [--all] [CLASS ...]
How many items of the public sets of numbers come out with text and value right, by class: each item is a
document of its own, read through the whole chain with the pack `spoken` (numbers as zh-politics has them,
and those that it leaves aside on purpose: numerals without any context, 一 before a measure word). What their
classes are in our columns stands in numerals.tsv, what is left out and why in numerals-left-out.tsv.
--show prints N items of each class that fail, --all every item that is left out.
"""
import collections, os, random, re, sys, tempfile, unicodedata
from decimal import Decimal, InvalidOperation

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import HERE, TOP, items, options, rows, run, table

LISTS = os.path.join(TOP, 'rules', 'zh-politics', 'lists')
SIZES = {'百': 100, '千': 1000, '万': 10**4, '萬': 10**4, 'W': 10**4, '亿': 10**8, '億': 10**8, '兆': 10**12}
SIZE = '[百千万萬W亿億兆]'
PLAIN = r'(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)'


def words(name):
    with open(os.path.join(LISTS, name), encoding='utf-8') as f:
        return sorted((line.split('\t')[0].rstrip('\n') for line in f if line.strip() and line[0] != '#'),
                      key=len, reverse=True)


BEFORE, BEHIND = words('approximators.txt'), words('approximators-after.txt')


def plain(text):
    """A text as spans are compared: width folded, small letters, no white space."""
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', text)).casefold()


def number(text):
    """A decimal of theirs or ours, to ten figures, which is what their values have."""
    try: return f'{float(text):.10g}' if text else ''
    except ValueError: return text


def scaled(text, factor):
    try: return number(str(Decimal(text) * Decimal(factor))) if text else ''
    except InvalidOperation: return text


def near(ours, theirs):
    """Nine decimals are what a quotient of ours has."""
    return ours == theirs or (ours and theirs and abs(float(ours) - float(theirs)) < min(1e-9, 1e-5 * abs(float(theirs))))


def same(ours, theirs):
    return ours[0] == theirs[0] and all(map(near, ours[1:], theirs[1:]))


# ---- our rows, read as their classes have them ----

def bare(row):
    """The text of a row without approximators and unit, and without 百分之; their numbers end there.
    A dozen stays, which is a number of theirs."""
    text, original = row['text'], plain(row['text_original'])
    front = next((len(w) for w in BEFORE if text.startswith(w)), 0)
    back = 0
    unit = [row['unit']] if row['unit'] != '打' else []
    for ends in (BEHIND + ['前', '多', '余'], unit, ['个'] if row['kind'] == 'percent' else []):
        back += next((len(w) for w in ends if w and text[:len(text) - back].endswith(w)), 0)
    share = re.match('[百千万]分之', text[front:]) if row['unit'] in ('%', '‰', '‱') else None
    return original[front + (share.end() if share else 0):len(original) - back]


def as_number(row):
    """A date is the numbers that it is written with, a rank the one behind 第; a discount is a percentage of
    theirs and no number."""
    if row['kind'] == 'date' and re.search(r'\d', row['text']):
        return [(n, number(n), '') for n in re.findall(r'\d+', plain(row['text_original']))]
    if row['kind'] == 'percent' and row['unit'] == '折': return []
    of = {'打': '12'}.get(row['unit'], '1')
    if row['kind'] == 'percent' and not row['unit']: of = '0.01'
    if row['kind'] == 'percent' and row['unit'] == '成': of = '0.1'
    value = row['value'].replace('-', '') if row['kind'] == 'date' else row['value']
    return [(bare(row).removeprefix('第'), scaled(value, of), scaled(row['value_max'], of))]


def as_rank(row):
    return [(bare(row), number(row['value']), '')]


def as_percent(row):
    """A fraction is a number of theirs and no percentage, but of a power (百万分之五)."""
    text = plain(row['text_original'])
    if not row['unit'] and not re.match('[百千万萬亿億]+分之', text): return []
    of = {'‰': '0.1', '‱': '0.01'}.get(row['unit'], '1')
    return [(text, scaled(row['value'], of), scaled(row['value_max'], of))]


def as_written(row):
    return [(plain(row['text_original']), number(row['value']), number(row['value_max']))]


def as_measured(row):
    [(text, value, most)] = as_written(row)
    return [(text[next((len(w) for w in BEFORE if text.startswith(w)), 0):], value, most)]


READS = {'number': as_number, 'rank': as_rank, 'percent': as_percent, 'written': as_written,
         'measured': as_measured}


# ---- their expectations ----

def expected(item):
    """Theirs of the Recognizers' specs: text and value; those without a value are units alone."""
    for r in item['results']:
        value = (r['resolution'] or {}).get('value')
        if value is not None: yield plain(r['text']), number(value.rstrip('%')), ''


def part(text):
    """The value of 100万1111 or 1.5万."""
    total = Decimal(0)
    for digits, sizes in re.findall(rf'({PLAIN})({SIZE}*)', text):
        value = Decimal(digits.replace(',', ''))
        for size in sizes: value *= SIZES[size]
        total += value
    return total


WRITTEN = re.compile(rf'(-)?(?:(\d+)又)?(?:(\d+)/(\d+)|((?:{PLAIN}{SIZE}*)+)(?:([~-])((?:{PLAIN}{SIZE}*)+))?)')
SMALL = re.compile(r'(\d+)块(\d)毛')


def spelt(item):
    """The numbers of what a spoken text is written as: 3~5万, 45-6万 (45 to 46 ten thousands), 3又1/5."""
    for m in WRITTEN.finditer(SMALL.sub(r'\1.\2', item['value'])):
        sign, whole, over, under, low, mark, high = m.groups()
        if over:
            yield '', scaled(str(Decimal(whole or 0) + Decimal(over) / Decimal(under)), -1 if sign else 1), ''
            continue
        least, most = part(low), ''
        if high:
            size = re.search(f'{SIZE}*$', high).group()
            if size and not re.search(SIZE, low): least = part(low + size)
            most = part(high)
            if most < least and mark == '-':
                most = Decimal(low[:len(low) - len(high) + len(size)] + high[:len(high) - len(size)])
                for one in size: most *= SIZES[one]
        yield '', scaled(str(least), -1 if sign else 1), number(str(most)) if high else ''


def shown(found):
    return '; '.join(f'{text}={value}' + (f'..{most}' if most else '') for text, value, most in found) or '-'


def classes(data, wanted):
    """The items of each class that the table names, with what was left out."""
    out = [(f[0], f[1], re.compile(f[2]), f[3]) for f in table('numerals-left-out.tsv')]
    for name, kind, what, reads, asked in table('numerals.tsv'):
        if wanted and not any(w in f'{name}:{kind}' for w in wanted): continue
        kept, left = [], collections.defaultdict(list)
        for item in items(data, name, 1):
            its = item['class'] if 'class' in item else item['id'].rsplit('-', 1)[0].split('-')[-1]
            if its != kind or item.get('direction', 'itn') != 'itn': continue
            reason = next((why for s, c, rx, why in out if (s, c) == (name, kind) and rx.search(item['text'])), None)
            (left[reason] if reason else kept).append(item)
        yield f'{name.split("/")[-1]} {kind}', kept, left, what, READS[reads], float(asked)


def main():
    o = options(__doc__, 'kind')
    draw = random.Random(o.seed)
    every = list(classes(o.data, o.kind))
    texts = [item['text'] + '\n' for _, kept, *_ in every for item in kept]
    if not texts: return
    found = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as work:
        for row in rows(run(texts, work, 'spoken'), 'numbers'): found[row['doc_id']].append(row)
    print(f'{"numbers: text and value right":32}{"right":>7}{"of":>6}{"share":>8}{"asked":>8}{"left out":>10}')
    at = 0
    for title, kept, left, what, reads, asked in every:
        failed = []
        for item in kept:
            got = [one for r in found[f'i{at:06d}'] if re.fullmatch(what, f"{r['kind']}:{r.get('unit_kind', '')}")
                   for one in reads(r)]
            at += 1
            if 'results' in item: want = list(expected(item))
            else: want, got = list(spelt(item)), [('', v, m) for _, v, m in got]
            if len(want) != len(got) or not all(map(same, got, want)): failed.append((item, want, got))
        out = sum(map(len, left.values()))
        right, of = len(kept) - len(failed), len(kept)
        print(f'{title:32}{right:7}{of:6}{right / of if of else 0:8.3f}{asked:8.2f}{out:5} {out / (of + out or 1):.1%}', flush=True)
        for reason, some in left.items():
            print(f'  left out, {len(some)}: {reason}' + (': ' + ' ¦ '.join(i['text'] for i in some) if o.all else ''))
        for item, want, got in draw.sample(failed, min(o.show, len(failed))):
            print(f"  - {item['id'].split('-', 1)[1]} {item['text'][:60]!r} want {shown(want)[:200]} got {shown(got)[:200]}")


if __name__ == '__main__': main()
