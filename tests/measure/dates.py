#!/usr/bin/env python3
"""usage: dates.py [--show N] [--seed N] [--all] [CLASS ...]
How many items of the public sets of dates come out with text and value right, by class. The specs of the
Recognizers go in with their reference date as the date of publication (metadata.csv), a document each, and are
compared with the dataset of the pack `times` (whole expressions); spoken dates with the rows of numbers. What
is mapped, and what is left out and why, stands in dates.tsv.
--show prints N items of each class that fail, --all every item that is left out.
"""
import collections, datetime, os, random, re, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from measure import items, options, rows, run, table
from numerals import plain

FOLD = {what: re.compile(rx) for kind, what, rx, *_ in table('dates.tsv') if kind == 'fold'}
OUT = [(name, re.compile(rx), why) for kind, name, rx, why in (f for f in table('dates.tsv') if f[0] == 'out')]
DAY = re.compile('^(?:今|明|昨|后|前)天')
SIMPLE = str.maketrans('個週後號間從禮拜', '个周后号间从礼拜')


def core(text):
    """An expression without the words beside it that bound it or say that it is one."""
    text = plain(text).translate(SIMPLE)
    text = FOLD['before'].sub('', text)
    return FOLD['behind'].sub('', text)


def day(text):
    return datetime.date(*map(int, text.split('-')))


def following(text):
    """The first day behind a year, month or day."""
    year, *rest = map(int, text.split('-'))
    if not rest: return f'{year + 1:04}-01-01'
    if len(rest) == 1: return f'{year + rest[0] // 12:04}-{rest[0] % 12 + 1:02}-01'
    return str(day(text) + datetime.timedelta(1))


def clock(text):
    """A time of day to the second; 24 hours are the end of the day."""
    return ':'.join((text.split(':') + ['00', '00'])[:3])


def stretch(resolved):
    """Ours as (start, end), half-open for days and more, both to the second for times of day."""
    start, _, end = resolved.partition('/')
    if 'T' in resolved:
        at = lambda s: (s.split('T')[0] + ' ' + clock(s.split('T')[1])).strip()
        return at(start), at(end or start)
    first = (start + '-01-01')[:10] if len(start) == 4 else (start + '-01')[:10]
    return first, following(end or start)


def meant(value):
    """Theirs as such stretches: a date is its day; a range may end with its last day or behind it."""
    start, end = value.get('start'), value.get('end')
    if 'value' in value: start = end = value['value']
    if not start or not end or not start[0].isdigit(): return set()
    if ':' in start: return {(start, end)}
    return {(start, end), (start, following(end))}


def acceptable(result):
    """The stretches that a spec takes for right; None where it says none (extractors, modified ones)."""
    r = result['resolution']
    if not r: return None
    part = re.search(r'T(?:MO|AF|EV|NI|MI|DT)$', r.get('Timex') or r.get('values', [{}])[0].get('timex', ''))
    if part: # the hours that they give to parts of the day are their own: the day counts
        at = {v.get('start', '')[:10] for v in r.get('values', [])} | {
            (r.get(k) or {}).get('startDateTime', '')[:10] for k in ('FutureResolution', 'PastResolution')}
        return {(d, d) for d in at if d.count('-') == 2} or None
    if 'values' in r:
        if any('Mod' in v for v in r['values']): return {('timex', v['timex']) for v in r['values']}
        return set().union(*map(meant, r['values'])) or None
    both = [r.get('FutureResolution') or {}, r.get('PastResolution') or {}]
    names = {'startDate': 'start', 'endDate': 'end', 'startDateTime': 'start', 'endDateTime': 'end', 'startTime': 'start',
             'endTime': 'end', 'date': 'value', 'dateTime': 'value', 'time': 'value'}
    return set().union(*(meant({names.get(k, k): v for k, v in one.items()}) for one in both)) or None


def ours(row):
    """What a row may be read as: its calendar date, its own value (a time of day), its precision as theirs."""
    resolved, value = row['date_resolved'], row['value']
    found = set()
    if resolved:
        found.add(stretch(resolved))
        if len(resolved) == 10: found.add((resolved, resolved))
        if '/' in resolved and 'T' not in resolved: # theirs ends where the last month or year begins
            found.add((stretch(resolved)[0], stretch(resolved.split('/')[1])[0]))
        found.add(('timex', resolved))
    if value.startswith('T'):
        last = row['value_max'] or value
        found.add((clock(value[1:]), clock(last[1:])))
        found.add(('timex', value))
    return found


def missing(result):
    """A date that does not exist (2月30日): no row is right."""
    r = result['resolution'] or {}
    values = [v.get('value', v.get('start')) for v in r.get('values', [])] + [
        (r.get(k) or {}).get('date') for k in ('FutureResolution', 'PastResolution')]
    day_given = re.fullmatch(r'[X\d]{4}-(?:02-(?:29|30|31)|\d\d-31)', r.get('Timex') or (r.get('values') or [{}])[0].get('timex', ''))
    return bool(day_given) and all(v in (None, '0001-01-01', 'not resolved') for v in values)


def touches(row, result):
    return int(row['start']) < result['end'] and result['start'] < int(row['end'])


def right(item, got, want):
    """Specs of one extractor say nothing of what others find, and its expressions lack the day before a time."""
    text, part = item['text'], 'Model' not in item['id']
    if part: got = [r for r in got if any(touches(r, w) for w in want)]
    if part and '-Time' in item['id']: text = DAY.sub(lambda m: ' ' * len(m.group()), text)
    want = [w for w in want if not missing(w)]
    if len(got) != len(want): return False
    for row, result in zip(got, want):
        if core(text[int(row['start']):int(row['end'])]) != core(result['text']): return False
        good = acceptable(result)
        if good is not None and not ours(row) & good: return False
    return True


SPOKEN = re.compile(r'(公元前|纪元前)?(?:(\d{4}|\d{3}(?=年)|\d\d(?=[年/]\d\d/))[年/]?)?(?:(\d{1,2})(?:月|/|(?<=/\d\d)(?!\d))(?:(\d{1,2})日?)?|(\d{1,2})日)?')


def spelt(text):
    """The dates of what a spoken text is written as: 2008/08/08, 08/08, 公元前1798年5月, 19日."""
    for m in SPOKEN.finditer(text):
        before, year, month, d, alone = m.groups()
        if year is None and month is None and alone is None: continue
        if year and len(year) == 2: year = ('19' if year > '30' else '20') + year
        if year: year = f'-{int(year) - 1:04}' if before else f'{int(year):04}'
        parts = [year or '-'] + [f'{int(p):02}' for p in (month, d) if p]
        yield '-'.join(parts) if not alone else f'---{int(alone):02}'


def recognizers(data):
    """The specs by type, and those left out by reason; a spec with a set or a duration has no date."""
    kept, left = collections.defaultdict(list), collections.defaultdict(list)
    for item in items(data, 'numbers/recognizers', 1):
        if not item['id'].startswith('DateTime'): continue
        types = {r['type'].split('.')[-1] for r in item['results']}
        if types & {'set', 'duration'} and not types - {'set', 'duration'}: continue
        why = next((w for name, rx, w in OUT if name in item['id'] and rx.search(item['text'])), None)
        (left[why] if why else kept[min(types, default='none')]).append(item)
    return kept, left


def spoken(data, name):
    return [i for i in items(data, name, 1) if i['class'] == 'date' and i['direction'] == 'itn']


def main():
    o = options(__doc__, 'kind')
    if o.kind and not any(k in 'dates numbers/recognizers:DateTime numbers/wetext_zh:date numbers/nemo_zh:date' for k in o.kind): return
    draw = random.Random(o.seed)
    kept, left = recognizers(o.data)
    groups = [(f'recognizers {k}', v) for k, v in sorted(kept.items())]
    groups += [(f'{n} date', spoken(o.data, f'numbers/{n}')) for n in ('wetext_zh', 'nemo_zh')]
    every = [i for _, some in groups for i in some]
    found, dates = collections.defaultdict(list), collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as work:
        out = run([i['text'] + '\n' for i in every], work, 'times', [(i.get('reference') or '')[:16] for i in every])
        for row in rows(out, 'times'): found[row['doc_id']].append(row)
        for row in rows(out, 'numbers'):
            if row['kind'] == 'date': dates[row['doc_id']].append(row)
    print(f'{"dates: text and value right":32}{"right":>7}{"of":>6}{"share":>8}{"asked":>8}')
    at, total = 0, [0, 0]
    for title, some in groups:
        failed = []
        for item in some:
            name = f'i{at:06d}'
            at += 1
            if 'results' in item:
                want = [r for r in item['results'] if r['type'].split('.')[-1] not in ('set', 'duration')]
                got = sorted(found[name], key=lambda r: int(r['start']))
                good = right(item, got, want)
            else:
                want, got = list(spelt(item['value'])), dates[name]
                good = [r['value'] for r in got] == want
            if not good: failed.append((item, want, got))
        asked = 0.90 if 'recognizers' in title else 0.95
        n = len(some) - len(failed)
        if 'recognizers' in title: total = [total[0] + n, total[1] + len(some)]
        print(f'{title:32}{n:7}{len(some):6}{n / len(some):8.3f}{asked:8.2f}')
        for item, want, got in draw.sample(failed, min(o.show, len(failed))):
            wanted = [(r['text'], sorted(acceptable(r) or [])[:2]) if isinstance(r, dict) else r for r in want]
            print(f"  - {item['id']} {item['text'][:50]!r} {(item.get('reference') or '')[:10]} want {wanted} got "
                  f"{[(r['text'], r['value'], r.get('date_resolved')) for r in got]}")
    n = sum(map(len, left.values()))
    print(f'{"recognizers, all":32}{total[0]:7}{total[1]:6}{total[0] / total[1]:8.3f}{0.9:8.2f}   left out {n}, {n / (n + total[1]):.1%}')
    for why, some in left.items():
        print(f'  left out, {len(some)}: {why}' + (': ' + ' ¦ '.join(i['text'] for i in some) if o.all else ''))


if __name__ == '__main__': main()
