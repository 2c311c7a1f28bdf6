# SPDX-License-Identifier: Apache-2.0
"""Every command: its JSON keys and figures against the test's own account of the dump, its text, its exit status."""

import json

from harness import Dump, main, run, run_on_terminal


def shop(n_sessions=3, **meta):
    """module app -> CACHE (dict) -> Sessions -> data (list); a garbage ring; a held pair with a parent."""
    dump = Dump(**meta)
    dump.add(0x1000, 'module', 100, 'app')
    dump.add(0x1010, 'dict', 200)
    dump.add(0x1020, 'dict', 300)
    dump.root(0x1000)
    dump.ref(0x1000, 0x1010, '.__dict__')
    dump.ref(0x1010, 0x1020, "['CACHE']")
    for i in range(n_sessions):
        session = dump.add(0x2000 + 0x20 * i, 'app.Session', 50 + i, refcount=1)
        data = dump.add(0x2010 + 0x20 * i, 'list', 1000)
        dump.ref(0x1020, session, f"['k{i}']")
        dump.ref(session, data, '.data')
    for i in range(3):
        dump.add(0x8000 + 0x10 * i, 'app.A', 10)
    for i in range(3):
        dump.ref(0x8000 + 0x10 * i, 0x8000 + 0x10 * ((i + 1) % 3), '.other')
    parent, child = dump.add(0x9000, 'app.Parent', 20), dump.add(0x9010, 'app.Child', 30)
    dump.ref(0x1010, parent, "['tree']")
    dump.ref(parent, child, '.child')
    dump.ref(child, parent, '.parent')
    dump.add(0xa000, 'str', 60, "'weakly'")
    dump.ref(0x1020, 0xa000, '', 'weak')
    return dump


def info(folder):
    dump = shop(lacks=['Nothing is known of threads.'])
    path = dump.write(folder / 'a.json')
    answer = run('--json', 'info', path).json
    assert answer['runtime'] == 'CPython 3.11.2'
    assert answer['objects'] == len(dump.objects)
    assert answer['references'] == sum(len(item['refs']) for item in dump.objects.values())
    assert answer['bytes'] == sum(item['size'] for item in dump.objects.values())
    assert answer['roots'] == 1
    assert answer['unreachable'] == len(set(dump.objects) - dump.reach()) == 4
    assert answer['types'] == len(dump.by_type())
    assert answer['truncated'] is None and answer['values'] is True
    assert 'Nothing is known of threads.' in answer['lacks']
    rows = dict(run('info', path).rows[:-1])
    assert rows['Objects'] == str(len(dump.objects)) and rows['Bytes'] == str(answer['bytes'])


def types(folder):
    dump = shop()
    path = dump.write(folder / 'a.json')
    rows = run('types', path, '--json').json['types']
    account = dump.by_type()
    assert {row['type'] for row in rows} == set(account)
    for row in rows:
        addresses = account[row['type']]
        assert row['count'] == len(addresses)
        assert row['shallow'] == sum(dump.objects[address]['size'] for address in addresses)
        if set(addresses) <= dump.reach():
            assert row['retained'] == dump.retained(addresses), row
    assert [row['shallow'] for row in rows] == sorted((row['shallow'] for row in rows), reverse=True)

    for key, order in (('count', lambda row: -row['count']), ('retained', lambda row: -row['retained']), ('name', lambda row: row['type'])):
        sorted_rows = run('types', path, '--json', '--sort', key).json['types']
        assert [order(row) for row in sorted_rows] == sorted(map(order, sorted_rows)), key
    assert [row['type'] for row in run('--json', 'types', path, '--match', 'app.*', '--sort', 'name').json['types']] == [
        'app.A', 'app.Child', 'app.Parent', 'app.Session']
    assert [row['type'] for row in run('--json', 'types', path, '--match', 'Sess?on').json['types']] == ['app.Session']
    assert len(run('--json', 'types', path, '--limit', '2').json['types']) == 2
    assert len(run('--json', 'types', path, '--limit', '0').json['types']) == len(account)
    assert ['3', '153', str(dump.retained(account['app.Session'])), 'app.Session'] in run('types', path).rows
    assert run('types', path, '--match', 'no.*', status=1).out == ''
    assert run('--json', 'types', path, '--match', 'no.*', status=1).json == {'types': []}


def growth(folder):
    before = shop(2, pid=7).write(folder / 'a.json')
    middle = shop(3, pid=7).write(folder / 'b.json')
    after = shop(7, pid=7).write(folder / 'c.json')
    answer = run('--json', 'growth', before, middle, after).json
    assert [snapshot['objects'] for snapshot in answer['snapshots']] == [len(shop(n).objects) for n in (2, 3, 7)]
    rows = {row['key']: row for row in answer['rows']}
    assert set(rows) == {'list', 'app.Session'}, rows
    session = rows['app.Session']
    assert session['counts'] == [2, 3, 7] and session['delta'] == 5 and session['new'] == 5
    assert session['sizes'] == [sum(50 + i for i in range(n)) for n in (2, 3, 7)]
    assert session['delta_size'] == sum(50 + i for i in range(2, 7))
    assert session['new_retained'] == shop(7).retained(0x2000 + 0x20 * i for i in range(2, 7))
    assert session['approximate'] is False and session['every_step'] is True and session['over_peak'] == 4
    assert run('growth', before, after).rows[0][:4] == ['2', '7', '+5', '+5000']

    shrunk = run('--json', 'growth', after, before).json['rows']
    assert {row['key']: row['delta'] for row in shrunk} == {'list': -5, 'app.Session': -5}
    assert run('--json', 'growth', after, before, '--only-growing', status=1).json['rows'] == []
    run('growth', before, before, status=1)
    assert {row['key'] for row in run('--json', 'growth', before, after, middle, '--only-growing', status=1).json['rows']} == set()
    assert run('--json', 'growth', before, after, middle, '--peak', status=1).json['rows'] == []
    assert {row['over_peak'] for row in run('--json', 'growth', before, middle, after, '--peak').json['rows']} == {4}
    assert [row['key'] for row in run('--json', 'growth', before, after, '--match', 'app.*').json['rows']] == ['app.Session']
    modules = {row['key']: row['delta'] for row in run('--json', 'growth', before, after, '--by', 'module').json['rows']}
    assert modules == {'app': 5, '(no module)': 5}, modules
    sites = run('--json', 'growth', before, after, '--by', 'site').json['rows']
    assert [row['delta'] for row in sites] == [10]
    holders = {row['key']: row for row in run('--json', 'growth', before, after, '--by', 'holder').json['rows']}
    assert set(holders) == {'module app › .CACHE › [*] › Session', 'module app › .CACHE › [*] › .data › list'}
    assert holders['module app › .CACHE › [*] › Session']['counts'] == [2, 7]
    assert holders['module app › .CACHE › [*] › Session']['new'] == 5
    matched = run('--json', 'growth', before, after, '--by', 'holder', '--match', 'app.Session').json['rows']
    assert [row['delta'] for row in matched] == [5]
    steps = {row['key']: row for row in run('--json', 'growth', before, middle, after, '--by', 'holder').json['rows']}
    session = steps['module app › .CACHE › [*] › Session']
    assert session['counts'] == [2, 3, 7] and session['slot'] == 'app.CACHE' and session['type'] == 'app.Session'
    assert session['retained'] == [shop(n).retained(0x2000 + 0x20 * i for i in range(n)) for n in (2, 3, 7)]
    assert session['per_round'] == 2.5 and session['every_step'] is True
    stayed = {row['key']: row['stayed'] for row in run('--json', 'growth', before, middle, after, '--stayed').json['rows']}
    assert stayed == {'app.Session': 1, 'list': 1}, stayed
    run('growth', before, after, '--stayed', status=2)


def strangers(folder):
    """Dumps of two programs: every guess of identity says so."""
    one, two = shop(2, pid=7).write(folder / 'a.json'), shop(5, pid=8).write(folder / 'b.json')
    assert all(row['approximate'] for row in run('--json', 'growth', one, two).json['rows'])


def objects(folder):
    dump = shop(5)
    path = dump.write(folder / 'a.json')
    before = shop(3).write(folder / 'b.json')
    found = run('--json', 'objects', path, '--type', 'app.Session').json['objects']
    assert [int(item['address'], 16) for item in found] == [0x2000 + 0x20 * i for i in (4, 3, 2, 1, 0)]
    for item in found:
        address = int(item['address'], 16)
        assert item['type'] == 'app.Session' and item['shallow'] == dump.objects[address]['size']
        assert item['retained'] == dump.retained([address])
        assert item['distance'] == 4
    new = run('--json', 'objects', path, '--type', 'Session', '--new-since', before).json['objects']
    assert sorted(int(item['address'], 16) for item in new) == [0x2060, 0x2080]
    lowest = run('--json', 'objects', path, '--type', '*Session', '--sort', 'address', '--limit', '1').json['objects']
    assert [item['address'] for item in lowest] == ['0x2000']
    dead = run('--json', 'objects', path, '--type', 'app.A').json['objects']
    assert len(dead) == 3 and all(item['distance'] is None for item in dead)
    assert run('objects', path, '--type', 'app.Session', '--sort', 'shallow').rows[0][:3] == ['0x2080', '54', '1054']
    run('objects', path, '--type', 'app.None', status=1)
    assert run('--json', 'objects', path, '--type', 'app.None', status=1).json == {'objects': []}


def one_object(folder):
    path = shop().write(folder / 'a.json')
    answer = run('--json', 'object', path, '0x2000').json
    assert answer['type'] == 'app.Session' and answer['shallow'] == 50
    assert [(item['address'], item['name'], item['kind']) for item in answer['referrers']] == [('0x1020', "['k0']", 'strong')]
    assert [(item['address'], item['name'], item['type']) for item in answer['referents']] == [('0x2010', '.data', 'list')]
    weak = run('--json', 'object', path, '0xa000').json
    assert weak['value'] == "'weakly'" and weak['referrers'][0]['kind'] == 'weak'
    module = run('--json', 'object', path, 'app').json
    assert module['address'] == '0x1000' and module['roots'][0]['kind'] == 'module'
    same = {run('--json', 'object', path, text).json['id'] for text in (
        '0x2020', '8224', 'app.CACHE["k1"]', "sys.modules['app'].CACHE['k1']", "module app › .CACHE › ['k1'] › Session")}
    assert len(same) == 1
    assert run('--json', 'object', path, f'#{same.pop()}').json['address'] == '0x2020'
    assert 'Referent' in run('object', path, '0x2000').out
    for text in ('0x1', '#0', '#99999', 'app.NONE', 'nowhere.x', "app.CACHE['k9']"):
        assert run('object', path, text, status=1).err.count('\n') == 1


def chain(folder):
    dump = shop()
    path = dump.write(folder / 'a.json')
    answer = run('--json', 'chain', path, '0x2010').json
    assert answer['reachable'] is True and answer['object']['address'] == '0x2010'
    assert len(answer['chains']) == 1
    found = answer['chains'][0]
    assert found['root'] == {'kind': 'module', 'name': 'app'}
    assert [link['name'] for link in found['links']] == ['module app', '.CACHE', "['k0']", '.data']
    assert [link['address'] for link in found['links']] == ['0x1000', '0x1020', '0x2000', '0x2010']
    assert [link['type'] for link in found['links']] == ['module', 'dict', 'app.Session', 'list']
    assert all(link['kind'] == 'strong' for link in found['links'])
    assert [link['retained'] for link in found['links']] == [dump.retained([int(link['address'], 16)]) for link in found['links']]
    assert found['expression'] == "sys.modules['app'].CACHE['k0'].data"
    assert run('chain', path, '0x2010').out.splitlines() == [
        "module app › .CACHE › ['k0'] › .data › list", "sys.modules['app'].CACHE['k0'].data"]

    dead = run('--json', 'chain', path, '0x8010').json
    assert dead['reachable'] is False and dead['chains'][0]['expression'] is None and dead['chains'][0]['root'] is None
    example = run('--json', 'chain', path, '--type', 'app.Session').json
    assert example['object']['address'] == '0x2040'
    run('chain', path, '--type', 'app.None', status=1)

    dump.ref(0x9010, 0x2010, '.also')
    dump.root(0x9010, 'interpreter', 'hooks')
    ways = run('--json', 'chain', dump.write(folder / 'b.json'), '0x2010', '--ways', '5').json['chains']
    inner = [{link['address'] for link in way['links'][1:-1]} for way in ways]
    assert len(ways) == 2 and not inner[0] & inner[1]


def holders(folder):
    dump = shop(4)
    path = dump.write(folder / 'a.json')
    before = shop(1).write(folder / 'b.json')
    rows = run('--json', 'holders', path, '--type', 'app.Session').json['holders']
    addresses = dump.by_type()['app.Session']
    assert len(rows) == 1
    assert rows[0] == {'path': 'module app › .CACHE › [*] › Session', 'count': 4, 'example': '0x2060',
                       'shallow': sum(dump.objects[address]['size'] for address in addresses), 'retained': dump.retained(addresses)}
    new = run('--json', 'holders', path, '--type', 'app.Session', '--new-since', before).json['holders']
    assert [row['count'] for row in new] == [3]
    assert len(run('holders', path, '--type', '*').rows) == len(run('--json', 'holders', path, '--type', '*').json['holders'])
    run('holders', path, '--type', 'app.None', status=1)
    run('holders', path, '--type', 'app.Session', '--new-since', path, status=1)


def cycles(folder):
    path = shop().write(folder / 'a.json')
    rows = run('--json', 'cycles', path).json['cycles']
    assert {row['shape'] for row in rows} == {'A → .other → A', 'Child → .parent → Parent → .child → Child'}
    garbage = run('--json', 'cycles', path, '--garbage').json['cycles']
    assert len(garbage) == 1
    ring = garbage[0]
    assert ring['shape'] == 'A → .other → A' and ring['count'] == 1 and ring['objects'] == 3
    assert ring['garbage'] is True and ring['finalizer'] is False and ring['shallow'] == ring['retained'] == 30
    assert sorted(item['address'] for item in ring['members']) == ['0x8000', '0x8010', '0x8020']
    assert ring['break']['name'] == '.other'
    assert (int(ring['break']['to'], 16) - int(ring['break']['from'], 16)) % 0x30 == 0x10
    pair = next(row for row in rows if not row['garbage'])
    assert pair['break'] == {'from': '0x9010', 'to': '0x9000', 'name': '.parent'}
    mend = pair['mend'][0]
    assert {key: mend[key] for key in ('from', 'to', 'name', 'with', 'references', 'acyclic', 'to_owner', 'freed', 'freed_bytes')} == {
        'from': '0x9010', 'to': '0x9000', 'name': '.parent', 'with': 'weakref.ref', 'references': 1, 'acyclic': True, 'to_owner': True,
        'freed': 2, 'freed_bytes': 50}
    assert [item['name'] for item in pair['mend']] == ['.parent', '.child'] and not pair['mend'][1]['to_owner']
    assert ring['mend'][0]['references'] == ring['mend'][0]['freed'] == 3 and ring['mend'][0]['freed_bytes'] == 30
    assert next(row for row in run('cycles', path).rows if row[4] == 'held')[7] == '.parent → weakref.ref'
    assert len(run('--json', 'cycles', path, '--limit', '1').json['cycles']) == 1
    assert len(run('cycles', path).rows) == 2

    plain = Dump()
    plain.root(plain.add(0x10, 'app.T'))
    run('cycles', plain.write(folder / 'b.json'), status=1)
    assert run('--json', 'cycles', folder / 'b.json', status=1).json == {'cycles': []}


def dominators(folder):
    dump = shop()
    path = dump.write(folder / 'a.json')
    top = run('--json', 'dominators', path).json
    assert top['object'] is None and top['retained'] == sum(dump.objects[address]['size'] for address in dump.reach())
    assert [item['address'] for item in top['dominators']] == ['0x1000']
    level = run('--json', 'dominators', path, 'app.CACHE').json
    assert level['object']['address'] == '0x1020'
    assert [int(item['address'], 16) for item in level['dominators']] == [0x2040, 0x2020, 0x2000]
    for item in level['dominators']:
        assert item['retained'] == dump.retained([int(item['address'], 16)]) and item['children'] == 1
    assert len(run('--json', 'dominators', path, 'app.CACHE', '--limit', '2').json['dominators']) == 2
    assert run('dominators', path, 'app.CACHE').rows[0][:4] == ['1052', '52', '1', '0x2040']
    assert run('--json', 'dominators', path, '0x2010').json['dominators'] == []
    run('dominators', path, 'app.NONE', status=1)

    groups = run('--json', 'dominators', path, 'app.CACHE', '--by', 'type').json
    assert groups['groups'] == [{'key': 'app.Session', 'count': 3, 'shallow': 153, 'retained': 3153}] and groups['by'] == 'type'
    assert run('dominators', path, 'app.CACHE', '--by', 'module').rows == [['3153', '153', '3', 'app']]
    for name, address in (('work', 0xb000), ('idle', 0xb100)):
        dump.root(dump.add(address, 'frame', 70), 'thread', f'thread {name}')
        dump.ref(address, dump.add(address + 0x10, 'bytes', 1000 + address), 'local buffer')
        dump.ref(address, 0x1020, 'local cache')
    threads = run('--json', 'dominators', dump.write(folder / 'b.json'), '--by', 'thread').json['groups']
    kept = {row['key']: row['retained'] for row in threads}
    assert kept['thread work'] == 70 + 1000 + 0xb000 and kept['thread idle'] == 70 + 1000 + 0xb100 and len(kept) == 3
    assert sum(kept.values()) == sum(dump.objects[address]['size'] for address in dump.reach())
    run('dominators', path, '--by', 'colour', status=2)


def cut(folder):
    dump = shop()
    path = dump.write(folder / 'a.json')
    one = run('--json', 'cut', path, 'app.CACHE:k1').json
    assert one['cut'] == [{'from': '0x1020', 'to': '0x2020', 'name': "['k1']", 'path': "module app › .CACHE › ['k1'] › Session",
                           'expression': "sys.modules['app'].CACHE['k1']"}]
    assert one['freed'] == {'objects': 2, 'bytes': 1051} and one['collected'] == {'objects': 0, 'bytes': 0} and one['held'] == []
    # A pair that refers to each other is left to the collector, unless its cycle is cut too.
    assert run('cut', path, 'app:tree').rows == [['freed', '0', '0'], ['collected', '2', '50']]
    assert run('cut', path, 'app:tree', '0x9010->0x9000').rows == [['freed', '2', '50'], ['collected', '0', '0']]
    assert run('cut', path, '0x9010→0x9000').rows[2:] == [['held', 'module app › .tree › Parent']]
    # Of an unreachable ring one reference is enough.
    assert run('cut', path, '0x8000:other').rows[0] == ['freed', '3', '30']

    found = run('--json', 'cut', path, '--suggest', '0x2010', '0x2030').json['suggestions']
    assert [[ref['name'] for ref in one['cut']] for one in found][0] == ["['CACHE']"], found
    assert all(one['freed']['objects'] >= 2 for one in found)
    single = run('cut', path, '--suggest', '0x2010').rows
    assert single[0] == ['1', '1', '0', '1000', "module app › .CACHE › ['k0'] › .data › list"], single
    assert len(run('cut', path, '--suggest', '0x2010', '--limit', '2').rows) == 2
    run('cut', path, '--suggest', '0x8000', status=1)
    run('cut', path, '0x1020:nothing', status=1)
    run('cut', path, '0x9000→0x2000', status=1)
    run('cut', path, '0x1020', status=2)
    run('cut', path, status=2)


def draw(folder):
    kinds = [{'name': 'module', 'kind': 'module'}, {'name': 'dict', 'kind': 'container', 'flags': ['dict']}]
    path = shop(types=kinds).write(folder / 'a.json')
    begins = {'svg': b'<', 'png': b'\x89PNG', 'pdf': b'%PDF', 'dot': b'digraph'}
    for ending, magic in begins.items():
        picture = folder / f'p.{ending}'
        answer = run('--json', 'draw', path, '0x2010', '-o', picture).json
        content = picture.read_bytes()
        assert content.lstrip().startswith(magic) or (ending == 'dot' and b'digraph' in content), ending
        assert answer['nodes'] >= 4 and answer['edges'] >= 3
    svg = (folder / 'p.svg').read_text(encoding='utf-8')
    assert 'Session' in svg and '<text' in svg
    alone = run('--json', 'draw', path, '0x2000', '--chain', '-o', folder / 'q.svg').json
    around = run('--json', 'draw', path, '0x2000', '--chain', '--referents', '5', '-o', folder / 'r.svg').json
    assert alone['nodes'] == 3 and around['nodes'] == 4, (alone, around)
    ring = run('--json', 'draw', path, '0x8000', '--cycle', '-o', folder / 's.svg').json
    assert ring['nodes'] == 3 and ring['edges'] == 3 and ring['cycles'] == 1 and ring['folded'] == 0
    box = run('--json', 'draw', path, '0x8000', '--cycle', '--fold-cycles', '-o', folder / 'w.svg').json
    assert box['nodes'] == 1 and box['edges'] == 0 and box['cycles'] == 1 and box['folded'] == 1, box
    assert 'Cycle of 3 objects' in (folder / 'w.svg').read_text(encoding='utf-8')
    folded = run('--json', 'draw', path, '0x2010', '-o', folder / 'x.svg').json
    everything = run('--json', 'draw', path, '0x2010', '--everything', '-o', folder / 'y.svg').json
    assert everything['nodes'] > folded['nodes'], (everything, folded)
    assert run('--json', 'draw', path, '0x1010', '--referents', '9', '--max-nodes', '2', '-o', folder / 't.svg').json['nodes'] <= 3
    assert run('draw', path, '0x2000', '-o', folder / 'u.svg').out == ''
    run('draw', path, '0x77', '-o', folder / 'v.svg', status=1)
    assert not (folder / 'v.svg').exists()
    run('draw', path, '0x2000', '-o', folder / 'none' / 'v.svg', status=3)


def draw_cuts(folder):
    path = shop().write(folder / 'a.json')
    picture = folder / 'a.svg'
    plain = run('--json', 'draw', path, '0x2010', '--chain', '-o', picture).json
    assert 'freed' not in plain
    cut = run('--json', 'draw', path, '0x2010', '--chain', '--cut', 'app.CACHE:k0', '-o', picture).json
    assert (cut['freed'], cut['collected'], cut['held_by'], cut['nodes']) == (2, 0, None, plain['nodes'])
    words = picture.read_text()
    assert 'would be freed at once' in words and 'no longer refers' in words and 'would wait' not in words
    both = run('--json', 'draw', path, '0x9010', '--chain', '--cut', 'app:tree', '--cut', '0x9010:parent', '-o', picture).json
    assert (both['freed'], both['collected']) == (2, 0)
    still = run('--json', 'draw', path, '0x9000', '--chain', '--cut', '0x9010:parent', '-o', picture).json
    assert (still['freed'], still['collected'], still['held_by']) == (0, 0, 'module app › .tree › Parent')
    run('draw', path, '0x2010', '--cut', 'app:nothing', '-o', picture, status=1)


def draw_mends(folder):
    path = shop().write(folder / 'a.json')
    before, after, other = (folder / name for name in ('a.svg', 'b.svg', 'c.svg'))
    plain = run('--json', 'draw', path, '0x9010', '--cycle', '-o', before).json
    assert plain['cycles'] == 1 and 'mend' not in plain
    mended = run('--json', 'draw', path, '0x9010', '--mend', '-o', after).json
    mends = run('--json', 'cycles', path).json['cycles']
    first, = [row['mend'][0] for row in mends if row['mend'] and row['mend'][0]['name'] == '.parent']
    assert mended['cycles'] == 0 and (mended['nodes'], mended['edges']) == (plain['nodes'], plain['edges']), mended
    assert mended['mend'] == {'name': '.parent', 'with': 'weakref.ref', 'references': first['references'], 'freed': first['freed'],
                              'freed_bytes': first['freed_bytes'], 'in_cycles': 0, 'others': 0,
                              'held_by': mended['mend']['held_by']}, mended
    assert mended['mend']['held_by'].startswith('module app › .tree › Parent'), mended
    words = [path.read_text(encoding='utf-8') for path in (before, after)]
    assert ['class="hull"' in text for text in words] == [True, False]
    assert ['weak mended' in text for text in words] == [False, True]
    assert ['freed after the mend' in text for text in words] == [False, True]
    assert run('--json', 'draw', path, '0x9010', '--mend-choice', '2', '-o', other).json['mend']['name'] != '.parent'
    run('draw', path, '0x9010', '--mend-choice', '9', '-o', other, status=1)
    run('draw', path, '0x9010', '--mend-choice', '0', '-o', other, status=2)
    run('draw', path, '0x2010', '--mend', '-o', other, status=1)


def convert(folder):
    dump = shop()
    path = dump.write(folder / 'a.json')
    kept = ('objects', 'references', 'bytes', 'roots', 'unreachable', 'types', 'runtime')
    wanted = run('--json', 'info', path).json
    for name, magic in (('b.hfdump', b'HFDUMP1\n'), ('c.json', b'{'), ('d.jsonl', b'{')):
        answer = run('--json', 'convert', path, '-o', folder / name).json
        assert answer['objects'] == len(dump.objects)
        assert (folder / name).read_bytes().startswith(magic)
        found = run('--json', 'info', folder / name).json
        assert {key: found[key] for key in kept} == {key: wanted[key] for key in kept}, name
        assert run('--json', 'types', folder / name).json == run('--json', 'types', path).json, name
        assert run('chain', folder / name, '0x2010').out == run('chain', path, '0x2010').out, name
    run('convert', path, '-o', folder / 'none' / 'e.hfdump', status=3)


def where(folder):
    dump = shop(4)
    path, text = dump.write(folder / 'a.json'), 'type:app.Session size>=51'
    rows = run('types', path, '--where', text, '--json').json['types']
    chosen = [address for address, item in dump.objects.items() if item['type'] == 'app.Session' and item['size'] >= 51]
    assert [(row['type'], row['count'], row['shallow']) for row in rows] == \
        [('app.Session', len(chosen), sum(dump.objects[address]['size'] for address in chosen))]
    assert rows[0]['retained'] == sum(dump.objects[address]['size'] + 1000 for address in chosen)
    listed = run('objects', path, '--where', text, '--json').json['objects']
    assert sorted(int(item['address'], 16) for item in listed) == sorted(chosen)
    both = run('objects', path, '--where', 'size>=51', '--type', 'app.Session', '--json').json['objects']
    assert both == listed
    held = run('objects', path, '--where', 'held-by:app.CACHE -list', '--json').json['objects']
    assert sorted(item['type'] for item in held) == ['app.Session'] * 4
    assert run('holders', path, '--where', text, '--json').json['holders'][0]['count'] == len(chosen)
    assert len(run('cycles', path, '--json').json['cycles']) == 2
    assert [row['garbage'] for row in run('cycles', path, '--where', 'type:app.A', '--json').json['cycles']] == [True]
    tops = run('dominators', path, '--where', 'list or type:app.Session or garbage', '--json').json['dominators']
    assert sorted(row['type'] for row in tops) == ['app.A'] * 3 + ['app.Session'] * 4 + ['str']
    assert 'CACHE' in run('chain', path, '--where', text).out
    drawn = run('draw', path, '--where', 'type:app.Session', '-o', folder / 'w.svg', '--json').json
    assert drawn['nodes'] >= 4


def where_grown(folder):
    first, last = shop(2), shop(5)
    before, after = first.write(folder / 'a.json'), last.write(folder / 'b.json')
    rows = run('growth', before, after, '--where', 'type:app.Session', '--json').json['rows']
    assert [(row['key'], row['counts'], row['new']) for row in rows] == [('app.Session', [2, 5], 3)]
    rows = run('growth', before, after, '--where', 'new -value~weakly', '--json').json['rows']
    assert {row['key']: row['counts'] for row in rows} == {'app.Session': [0, 3], 'list': [0, 3]}
    assert rows[0]['new_retained'] > 0
    objects = run('objects', after, '--where', 'new app.', '--new-since', before, '--json').json['objects']
    assert len(objects) == 3
    old = run('objects', after, '--where', '-new type:app.Session', '--new-since', before, '--json').json['objects']
    assert len(old) == 2
    assert len(run('objects', after, '--where', 'Session', '--new-since', before, '--json').json['objects']) == 3


def waste(folder):
    """Equal strings, and those that only begin alike; what follows CPython's own sizes needs a dump of a real program."""
    dump = shop()
    for i in range(5):
        dump.add(0x70000 + 0x10 * i, 'str', 60 + (i == 4), "'twice'")
        dump.ref(0x1020, 0x70000 + 0x10 * i, f"['s{i}']")
    path = dump.write(folder / 'a.json')
    answer = run('--json', 'waste', path).json
    strings, = [row for row in answer['waste'] if row['kind'] == 'strings']
    assert (strings['what'], strings['count'], strings['shallow'], strings['wasted'], strings['proven']) == ("'twice'", 5, 301, 240, True)
    assert strings['example']['address'] == '0x70000' and strings['remedy'].endswith('.')
    assert answer['totals']['strings'] == {'count': 5, 'wasted': 240}
    longest = [row for row in answer['waste'] if row['kind'] == 'large']
    assert longest[0]['example']['address'] == '0x1020' and longest[0]['length'] == 8
    assert longest[0]['retained'] == dump.retained([0x1020])
    assert run('waste', path).rows[0][:5] == ['strings', '5', '240', '301', '0x70000']
    assert [row['kind'] for row in run('--json', 'waste', path, '--limit', '1').json['waste']] == ['strings', 'empty', 'large']
    assert [row['count'] for row in run('--json', 'waste', path, '--where', 'size=60').json['waste']] == [4]
    assert 'No object matches' in run('waste', path, '--where', 'type:none', status=1).err
    assert run('waste', path, '--where', 'type:none', '--json', status=1).json['waste'] == []


def wrong_query(folder):
    """The query again, and a caret under what is meant, also where characters are two columns wide."""
    path = shop().write(folder / 'a.json')
    for query, caret, status in [('size>x', '     ^', 2), ('app (list', '    ^', 2), ('日本 siz>5', '     ^~~', 2), ('a or', '    ^', 2),
                                 ('new', '^~~', 2), ('held-by:app.NONE', '        ^~~~~~~~', 1)]:
        for command in ('types', 'objects', 'holders', 'cycles', 'dominators', 'chain', 'waste'):
            lines = run(command, path, '--where', query, status=status).err.splitlines()
            assert lines[0].startswith(f'holdfast-cli {command}: --where: '), lines
            assert lines[1:] == ['  ' + query, '  ' + caret], lines
    assert 'No object matches' in run('types', path, '--where', 'type:none', status=1).err
    assert run('types', path, '--where', 'type:none', '--json', status=1).json == {'types': []}


def terminal(folder):
    """On a terminal: titles, aligned columns, sizes for people, and a limit that says what it left out."""
    dump = shop()
    for i in range(80):
        dump.root(dump.add(0x100000 + 0x10 * i, f'many.T{i:02}', 12_300_000 if i == 0 else 1))
    path = dump.write(folder / 'a.json')
    screen = run_on_terminal('types', path)
    lines = screen.splitlines()
    assert lines[0].split() == ['Count', 'Shallow', 'Retained', 'Type']
    assert '12.3 MB' in lines[1].replace('\xa0', ' ')
    assert len(lines) == 52 and 'more' in lines[-1] and str(len(dump.by_type()) - 50) in lines[-1]
    column = lines[0].index('Type')
    assert all(line[column - 1] == ' ' and line[column] != ' ' for line in lines[1:-1])
    assert len(run_on_terminal('types', path, '--limit', '0').splitlines()) == len(dump.by_type()) + 1
    for words in (('info', path), ('growth', path, shop(9).write(folder / 'b.json')), ('objects', path, '--type', 'app.*'),
                  ('object', path, '0x2000'), ('chain', path, '0x2010'), ('holders', path, '--type', 'app.*'), ('cycles', path),
                  ('dominators', path), ('waste', path), ('cut', path, 'app:tree'), ('cut', path, '--suggest', '0x2010')):
        screen = run_on_terminal(*words)
        assert screen.strip() and '\t' not in screen, words


def hostile_names(folder):
    """Control and direction characters of a dump reach neither terminal nor pipe; JSON keeps what they were."""
    evil = 'a\x1b[31m\x07\u202eb\u2066\nc\td\x9b\u200f'
    dump = Dump(runtime='CPython \x1b]0;owned\x07', program='\x1b[2J')
    dump.root(dump.add(0x10, f'm.{evil}', value=evil), 'module', evil)
    dump.root(dump.add(0x20, 'app.Long', value='x' * 100_000))
    dump.ref(0x10, 0x20, evil)
    dump.ref(0x20, 0x10, f'.{evil}')
    path = dump.write(folder / 'a.json')
    twice = Dump()
    for address in (0x10, 0x20):
        twice.root(twice.add(address, 'str', value=evil))
    bad = [chr(c) for c in [*range(9), *range(11, 32), *range(0x7f, 0xa0), 0x200e, 0x200f, *range(0x202a, 0x202f), *range(0x2066, 0x206a)]]
    commands = (('info', path), ('types', path), ('growth', path, shop().write(folder / 'b.json')), ('objects', path, '--type', '*'),
                ('object', path, '0x10'), ('chain', path, '0x20', '--ways', '3'), ('holders', path, '--type', '*'), ('cycles', path),
                ('dominators', path), ('waste', twice.write(folder / 'c.json')), ('cut', path, '0x10->0x20'), ('cut', path, '--suggest', '0x20'))
    for words in commands:
        texts = [run(*words).out.replace('\t', ''), run_on_terminal(*words), run('--json', *words).out]
        for text in texts:
            assert not [c for c in bad if c in text], (words, [hex(ord(c)) for c in bad if c in text])
    for row in run('types', path).rows:
        assert len(row) == 4, row
    assert {item['type'] for item in run('--json', 'types', path).json['types']} == {f'm.{evil}', 'app.Long'}
    message = run('object', path, f'app.{evil}', status=1).err
    assert not [c for c in bad if c in message]


def json_anywhere(folder):
    path = shop().write(folder / 'a.json')
    assert run('--json', 'info', path).out == run('info', '--json', path).out == run('info', path, '--json').out


def separator(folder):
    path = shop().write(folder / '-a.json')
    assert run('info', '--', path).status == 0
    assert json.loads(run('--json', 'info', '--', path).out)['objects'] > 0


main([info, types, growth, strangers, objects, one_object, chain, holders, cycles, dominators, waste, cut, draw, draw_cuts, draw_mends, convert, where, where_grown, wrong_query, terminal, hostile_names,
      json_anywhere, separator])
