#!/usr/bin/env python3
"""usage: same.py OURS THEIRS: whether the figures of evaluate --json and of score.py --json are equal.

score.py leaves figures out that it never touched; all of these have to be 0."""
import json, sys

ours = json.load(open(sys.argv[1]))['figures']
theirs = json.load(open(sys.argv[2]))
bad = [f'{k}: {ours.get(k)}, not {theirs.get(k)}' for k in sorted(set(ours) | set(theirs))
       if k not in ours or ours[k] != theirs.get(k, dict.fromkeys(ours[k], 0))]
print('\n'.join(bad))
sys.exit(bool(bad) or not theirs)
