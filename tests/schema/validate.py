"""validate.py SCHEMAS valid|broken PACK ...

Holds the files of rule packs against the schemas for editors. `valid`: all of them pass. `broken`: of
packs with a file `err`, those whose error is a matter of shape, which a schema can see, do not pass.
Files are read as an editor reads them, by YAML 1.2: no and 2024-11-05 are texts.
"""
import json, pathlib, re, sys
import jsonschema, yaml

# What the messages say of errors that lie in the shape of a file.
SHAPE = re.compile(
    r'unknown (key|scope|status|operation|test|kind of block|word)|must be (true or false|text$)'
    r'|was expected|is needed|is missing|is a list|the list is empty|must (map|list)|maps fields'
    r'|a rule without|has no "|needs a "group"|tests nothing|a test needs|more than 24 fields'
    r'|file inside the pack|field\'s name|with one key')
# Those that sound alike and lie in a value's own language.
UNSEEN = re.compile(r'unknown converter|a comma or \)')


class Reader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


def plain(loader, node):
    text = node.value
    if node.style is None:
        if text in ('true', 'false'):
            return text == 'true'
        if text in ('', '~', 'null'):
            return None
        if re.fullmatch(r'[-+]?[0-9]+', text):
            return int(text)
        if re.fullmatch(r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?', text):
            return float(text)
    return text


Reader.add_constructor('tag:yaml.org,2002:str', plain)


def schemas(folder):
    found = {}
    for file in pathlib.Path(folder).glob('*.schema.json'):
        schema = json.loads(file.read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        found[file.name.split('.')[0]] = jsonschema.Draft7Validator(schema)
    return found


def errors(by_name, pack):
    """What the schemas say of a pack's files."""
    head = yaml.load((pack / 'pack.yaml').read_text('utf-8-sig'), Reader)
    own = {head.get(k): k for k in ('text', 'evaluate')} if isinstance(head, dict) else {}
    for file in sorted(pack.glob('*.yaml')):
        kind = 'pack' if file.name == 'pack.yaml' else own.get(file.name, 'rules')
        for e in by_name[kind].iter_errors(yaml.load(file.read_text('utf-8-sig'), Reader)):
            yield f'{file.name}: {"/".join(map(str, e.path))}: {e.message[:200]}'


def main(folder, what, *packs):
    by_name = schemas(folder)
    held = 0
    for pack in map(pathlib.Path, packs):
        if what == 'valid':
            wrong = list(errors(by_name, pack))
        else:
            said = (pack / 'err').read_text().splitlines()[0].split('error: ', 1)[-1]
            if not SHAPE.search(said) or UNSEEN.search(said):
                continue
            try:
                wrong = [] if list(errors(by_name, pack)) else [f'passes, though {said}']
            except (yaml.YAMLError, UnicodeDecodeError):
                continue
        held += 1
        if wrong:
            sys.exit(f'{pack.name}: {wrong[0]}')
    if not held:
        sys.exit('nothing was held against the schemas')
    print(held, what)


main(*sys.argv[1:])
