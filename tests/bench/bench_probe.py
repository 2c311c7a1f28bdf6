# SPDX-License-Identifier: Apache-2.0
"""What a dump costs: the C dumper, in its process and in a clone, beside the pure-Python one, gc's walk and objgraph's.

    PYTHONPATH=BUILD/app/probe python3 tests/bench/bench_probe.py [OBJECTS]

Each walks the same heap in a process of its own, made by the same code. CPU time is what the process and its clone took;
extra memory is how much more it had at its most than before, for a clone what it did not share with the program.
"""
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading

MOST_CPU, MOST_MEMORY, MOST_BYTES = 0.5, 10.0, 45.0


class Record:
    def __init__(self, number, following):
        self.number, self.name, self.data, self.following = number, f"record {number}", {"list": [number], "pair": (number, "x")}, following


def build(records):
    kept, last = [], None
    for number in range(records):
        last = Record(number, last)
        kept.append(last)
    return kept


# ---- in the process that is measured ----------------------------------------------------------------------------------

def walk_c(path):
    import holdfast
    assert holdfast.native
    return holdfast.dump(path, fork=False)[:3]


def walk_clone(path):
    import holdfast
    return holdfast.dump(path, fork=True)[:3]


def walk_python(path):
    from holdfast import holdfast_fallback
    done = holdfast_fallback.dump(path)
    return done.objects, done.references, done.bytes


def walk_gc(path):
    """All that the collector's lists lead to, with the references between them; nothing is written."""
    pending = gc.get_objects()
    seen, references = set(map(id, pending)), 0
    seen.add(id(pending))
    while pending:
        for item in gc.get_referents(pending.pop()):
            references += 1
            if id(item) not in seen:
                seen.add(id(item))
                pending.append(item)
    return len(seen), references, 0


def walk_objgraph(path):
    """Its count by type, of what the collector tracks alone; it knows no references then."""
    import objgraph
    return sum(objgraph.typestats().values()), 0, 0


def status(name, process="self"):
    with open(f"/proc/{process}/{name}") as file:
        return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in file if line.endswith("kB\n")}


class CloneMemory(threading.Thread):
    """The most that a process's children had for themselves."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0.0, threading.Event()

    def run(self):
        while not self.over.wait(0.02):
            with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
                children = file.read().split()
            for child in children:
                try:
                    sizes = status("smaps_rollup", child)
                    self.most = max(self.most, sizes["Private_Dirty"])
                except (OSError, KeyError):
                    pass


def cpu():
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def measured(name, records):
    """One producer in this process: a line of JSON. Waits for a line before it begins and another before it ends."""
    gc.disable()
    kept = build(records)
    walk = globals()["walk_" + name]
    with tempfile.TemporaryDirectory() as folder:
        walk_small = {"c": walk_c, "clone": walk_clone}.get(name)
        if walk_small is not None:
            walk_small("/dev/null")  # the library is loaded and knows what it needs
        print("ready", flush=True)
        sys.stdin.readline()
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        before, start = status("status")["VmRSS"], cpu()
        objects, references, size = walk(os.path.join(folder, "a.hfdump"))
        taken, most = cpu() - start, status("status")["VmHWM"]
    assert len(kept) == records
    print(json.dumps({"objects": objects, "references": references, "bytes": size, "cpu": taken, "memory": most - before}), flush=True)


# ---- the whole -----------------------------------------------------------------------------------------------------------

def produce(name, records):
    with subprocess.Popen([sys.executable, __file__, "--measure", name, str(records)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        assert process.stdout.readline() == "ready\n"
        clone = CloneMemory(process.pid)
        clone.start()
        process.stdin.write("go\n")
        process.stdin.flush()
        result = json.loads(process.stdout.readline())
        clone.over.set()
        clone.join()
    result["memory"] = max(result["memory"], 0.0) + clone.most
    return result


def show(title, result):
    million = result["objects"] / 1e6
    size = f"{result['bytes'] / result['objects']:6.1f}" if result["bytes"] else "     –"
    print(f"{title:22} {result['objects']:9} {result['references']:10} {result['cpu']:8.2f} {result['cpu'] / million:8.3f} "
          f"{result['memory']:9.1f} {size}", flush=True)


def judge(results):
    limits = [("CPU s a million objects", MOST_CPU, lambda r: r["cpu"] / r["objects"] * 1e6), ("MB of extra memory", MOST_MEMORY, lambda r: r["memory"]),
              ("bytes an object", MOST_BYTES, lambda r: r["bytes"] / r["objects"])]
    for words, most, value in limits:
        values = [value(results[name]) for name in ("c", "clone")]
        print(f"{words}: {' and '.join(f'{v:.3g}' for v in values)}, wanted {most:g} at most: {'yes' if max(values) <= most else 'NO'}")


def main():
    records = int(sys.argv[1] if len(sys.argv) > 1 else 3000000) // 5
    titles = {"c": "C dumper", "clone": "C dumper, in a clone", "python": "pure Python", "gc": "gc walk, no dump", "objgraph": "objgraph, count only"}
    try:
        import objgraph
        del objgraph
    except ImportError:
        print("objgraph is not installed: gc's walk stands for it")
        del titles["objgraph"]
    print(f"{'':22} {'objects':>9} {'references':>10} {'CPU s':>8} {'CPU s/M':>8} {'extra MB':>9} bytes/object")
    results = {}
    for name, title in titles.items():
        results[name] = produce(name, records)
        show(title, results[name])
    for name in list(titles)[2:]:
        per_object = [results[which]["cpu"] / results[which]["objects"] for which in (name, "c")]
        print(f"{titles[name]}: {per_object[0] / per_object[1]:.1f} times the C dumper's CPU time an object, "
              f"{results['c']['objects'] / results[name]['objects']:.2f} times as many objects found by the C dumper")
    judge(results)


if sys.argv[1:2] == ["--measure"]:
    measured(sys.argv[2], int(sys.argv[3]))
else:
    main()
