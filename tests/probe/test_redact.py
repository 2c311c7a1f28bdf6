# SPDX-License-Identifier: Apache-2.0
"""convert --redact: what a program works on is not in the copy, wherever a dump can carry it, and the copy answers as the original."""
import ctypes
import json
import os
import struct
import subprocess

import program
import tap

CLI = os.environ["HF_CLI"]
SECRET = "zq7xhunter"
FORMATS = ("copy.hfdump", "copy.json", "copy.jsonl")

# Every secret is made of the program's argument: none is written in its code.
PROGRAM = """
    import asyncio, collections, contextvars, enum, logging, os, sys, threading, tracemalloc, types, weakref
    import holdfast
    tracemalloc.start(10)
    made = sys.argv[1]

    def s(kind):
        return made + kind

    class Session:
        def __init__(self, name):
            self.name = name
            self.link = self

        def fail(self):
            local_text = s('local')
            raise ValueError(s('exception'))

    KEPT = []
    CACHE = {}
    CACHE[s('key')] = Session(s('value'))
    CACHE[s('bytekey').encode()] = s('bytes').encode()
    CACHE[(1, s('tuplekey'))] = bytearray(s('bytearray').encode())
    CACHE[s('"quoted\\'key')] = memoryview(s('view').encode())
    CACHE['nested'] = {'inner': {s('deepkey'): [s('element'), {s('member')}]}}
    session = Session(1)
    setattr(session, s('attribute'), 1)
    setattr(Session, s('classattribute'), 2)
    globals()[s('global')] = 3
    KEPT.append(type(s('type'), (), {s('member'): 5})())
    KEPT.append(type('Plain', (), {'__module__': s('typemodule')})())
    KEPT.append(collections.namedtuple(s('tuple'), [s('field'), 'plain'])(1, 2))
    KEPT.append(enum.Enum(s('enum'), [s('case'), 'other']))
    KEPT.append(types.new_class(s('newclass')))
    KEPT.append(types.SimpleNamespace(**{s('namespace'): 1}))
    sys.modules[s('module')] = types.ModuleType(s('module'), s('doc'))
    named = lambda: 1
    named.__name__ = s('function')
    named.__qualname__ = 'Session.' + s('qualname')
    KEPT.append(named)
    KEPT.append(contextvars.ContextVar(s('contextvar')))
    KEPT.append(logging.getLogger(s('logger')))
    KEPT.append(collections.deque([s('deque')]))
    KEPT.append(weakref.ref(session))
    KEPT.append(compile('x = 1', '/home/' + s('folder') + '/script.py', 'exec'))
    KEPT.append((lambda text: lambda: text)(s('closure')))
    os.environ['PLANTED'] = s('environment')
    threading.local().__dict__[s('threadlocal')] = 1
    try:
        session.fail()
    except ValueError as error:
        KEPT.append(error)

    ready, over = threading.Event(), threading.Event()

    def work(text):
        inner = s('frame')
        ready.set()
        over.wait()

    def generate():
        held = s('generator')
        yield held

    KEPT.append(generate())
    next(KEPT[-1])
    threads = [threading.Thread(target=work, args=(s('argument'),), name=s('thread: ') + 'x') for _ in range(2)]
    for thread in threads:
        thread.start()
    ready.wait()
    holdfast.dump('before.hfdump')
    for i in range(200):
        CACHE[s('more%d' % i)] = Session(s('name%d' % i))
    holdfast.dump('after.hfdump')
    over.set()
"""


def unpacked(path):
    """All bytes of a dump, chunks of the native form unpacked."""
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"HFDUMP1\n"):
        return data
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    at, parts = 8, [data]
    while at < len(data):
        flags, stored, raw = struct.unpack_from("<IQQ", data, at + 4)
        payload = data[at + 32:at + 32 + stored]
        if flags & 1:
            room = ctypes.create_string_buffer(raw)
            n = zstd.ZSTD_decompress(room, ctypes.c_size_t(raw), payload, ctypes.c_size_t(stored))
            assert n == raw, path
            payload = room.raw
        parts.append(payload)
        at += 32 + stored
    return b"\0".join(parts)


def ask(*words, status=0):
    done = subprocess.run([CLI, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=tap.patience(60))
    assert done.returncode == status, (words, done.stderr.decode())
    return done.stdout.decode()


def answer(*words):
    return json.loads(ask("--json", *words))


def make_dumps(folder):
    place = os.path.join(folder, SECRET + "place")
    os.mkdir(place)
    program.python(PROGRAM, SECRET, folder=place)
    return os.path.join(place, "before.hfdump"), os.path.join(place, "after.hfdump")


def test_no_secret_is_left(folder):
    before, after = make_dumps(folder)
    original = unpacked(after).lower()
    carried = [kind for kind in ("value", "key", "bytes", "attribute", "classattribute", "global", "type", "module", "function", "thread", "exception",
                                 "place", "folder", "closure", "local", "frame", "typemodule", "logger", "deepkey")
               if (SECRET + kind).encode() in original]
    tap.note(f"the original says it {original.count(SECRET.encode())} times, among them {', '.join(carried)}")
    assert len(carried) >= 17, carried
    for option in ("--redact", "--redact-names"):
        for name in FORMATS:
            copy = os.path.join(folder, name)
            ask("convert", after, option, "-o", copy)
            text = unpacked(copy).lower()
            at = text.find(SECRET.encode())
            assert at < 0, (option, name, text[max(0, at - 60):at + 60])
            for what in (b"/home", b"hunter", b'"' + os.uname().nodename.lower().encode() + b'"', b'"argv"', b"before.hfdump", folder.encode().lower()):
                assert what not in text, (option, name, what)
        if option == "--redact-names":
            assert b"__main__.session" not in text and b"generate" not in text
        else:
            assert b"__main__.session" in text and b".py:" in text


def test_names_of_code_stay(folder):
    _, after = make_dumps(folder)
    copy = os.path.join(folder, "copy.hfdump")
    ask("convert", after, "--redact", "-o", copy)
    chain = answer("chain", copy, "--type", "__main__.Session")["chains"][0]
    assert ".CACHE" in json.dumps(chain) or "CACHE" in json.dumps(chain), chain
    info = answer("info", copy)
    assert info["program"] is None and info["host"] is None and info["pid"] is None
    assert any("taken out" in sentence for sentence in info["lacks"])
    stricter = os.path.join(folder, "names.hfdump")
    ask("convert", after, "--redact-names", "-o", stricter)
    types = {row["type"] for row in answer("types", stricter)["types"]}
    assert "dict" in types and "function" in types and "__main__.Session" not in types


def objects_of(path):
    return {row["address"]: tuple(row[key] for key in ("shallow", "retained", "refcount", "unaccounted", "distance"))
            for row in answer("objects", path, "--type", "*")["objects"]}


def chain_of(path, address):
    found = answer("chain", path, address)
    return [[(link["address"], link["kind"] if "kind" in link else None) for link in chain["links"]] for chain in found["chains"]]


def test_the_copy_answers_as_the_original(folder):
    before, after = make_dumps(folder)
    copies = [os.path.join(folder, name) for name in ("b.hfdump", "a.hfdump")]
    for original, copy in zip((before, after), copies):
        ask("convert", original, "--redact", "--key", "one key", "-o", copy)
    left, right = objects_of(after), objects_of(copies[1])
    assert left == right, [(a, left[a], right.get(a)) for a in left if left[a] != right.get(a)][:5]
    tap.note(f"{len(left)} objects with equal sizes, retained sizes, reference counts and distances")
    wanted = [row["address"] for row in answer("objects", after, "--type", "*Session")["objects"]]
    for address in wanted[::20] + sorted(left)[::len(left) // 40]:
        assert chain_of(after, address) == chain_of(copies[1], address), address
    for way in ("type", "module", "holder"):
        rows = [sorted((tuple(row["counts"]), row["delta"], tuple(row["sizes"]), row["new"], row["new_retained"])
                       for row in answer("growth", *pair, "--by", way)["rows"]) for pair in ((before, after), copies)]
        assert rows[0] == rows[1], (way, [row for row in rows[0] if row not in rows[1]][:5], [row for row in rows[1] if row not in rows[0]][:5])
    cycles = [sorted((row["count"], row["objects"], row["retained"], row["garbage"]) for row in answer("cycles", path)["cycles"])
              for path in (after, copies[1])]
    assert cycles[0] == cycles[1]


def test_keys(folder):
    """One key, one name for one thing; without it, nobody can tell."""
    _, after = make_dumps(folder)
    names = []
    for number, words in enumerate((["--key", "a"], ["--key", "a"], ["--key", "b"], [], [])):
        copy = os.path.join(folder, f"{number}.json")
        ask("convert", after, "--redact", *words, "-o", copy)
        names.append({row["type"] for row in answer("types", copy)["types"]})
    assert names[0] == names[1] and names[0] != names[2] and names[3] != names[4]
    ask("convert", after, "--key", "a", "-o", os.path.join(folder, "x.json"), status=2)
    ask("convert", after, "--redact", "--key", "", "-o", os.path.join(folder, "x.json"), status=2)


if __name__ == "__main__":
    tap.run(globals())
