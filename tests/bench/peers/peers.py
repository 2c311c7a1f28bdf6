#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Other viewers' engines and Holdfast on the same dumps, in one run: CPU seconds, peak memory, ratios, and whether they agree.

Dumps are made by the runtimes themselves. What is not installed is skipped with a sentence; README.md here says how to install it.
The status is 1 only where results differ: a ratio that is missed is printed, since a busy machine proves nothing.
"""
import argparse
import array
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
VISUALVM = pathlib.Path("/usr/share/visualvm/visualvm/modules/org-graalvm-visualvm-lib-jfluid-heap.jar")
VISUALVM_MEMORY = ["-Xms24m", "-Xmx768m"]  # as its own settings start it
DEADLINE = 1800  # seconds for one process


class Skipped(Exception):
    pass


class Measured:
    """One process that has ended: CPU seconds of all its threads, the most memory that it had, and the JSON that it printed."""

    def __init__(self, command):
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen([str(word) for word in command], stdout=out, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise RuntimeError(f"{command[0]} ended with {process.returncode}")
            out.seek(0)
            self.answer = json.loads(out.read().decode().strip().splitlines()[-1])
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * 1024


class Peer:
    def __init__(self, name, command, wanted_cpu, wanted_memory=None, before=None, options=()):
        self.name, self.command, self.before, self.options = name, command, before or (lambda: None), list(options)
        self.wanted_cpu, self.wanted_memory = wanted_cpu, wanted_memory

    def run(self, *more):
        self.before()
        return Measured(["timeout", DEADLINE, *self.command, *more])


def need(program, sentence):
    if shutil.which(program) is None:
        raise Skipped(f"{program} is not installed: {sentence}")


def run(*command):
    subprocess.run([str(word) for word in command], check=True, timeout=DEADLINE)


# ---- what is opened, and who opens it -----------------------------------------------------------------------------------------------

def v8(folder, modules, objects):
    need("node", "no V8 heap snapshot can be written.")
    dump = folder / "v8.heapsnapshot"
    run("node", "--max-old-space-size=8192", HERE / "make_v8.js", dump, objects)
    yield dump
    node = ["node", "--max-old-space-size=12288"]
    if (modules / "chrome-devtools-frontend").exists() and (modules / "esbuild").exists():
        worker = folder / "worker.mjs"
        run("node", HERE / "bundle.mjs", modules, worker)
        yield Peer("Chrome's worker", [*node, HERE / "devtools.mjs", worker, dump], 15, 1 / 2, options=["--chrome"])
    else:
        print(f"  skipped: Chrome's worker needs chrome-devtools-frontend and esbuild in {modules}.")
    if (modules / "@memlab/core").exists():
        yield Peer("MemLab", [*node, HERE / "memlab.cjs", modules.resolve() / "@memlab/core", dump], 15, 1 / 2)
    else:
        print(f"  skipped: MemLab needs @memlab/core in {modules}.")


def hprof(folder, _modules, objects):
    need("javac", "no HPROF dump can be made without a JDK.")
    dump = folder / "java.hprof"
    run("javac", "-d", folder, HERE / "MakeHprof.java")
    run("java", "-Xmx6g", "-cp", folder, "MakeHprof", dump, objects)
    yield dump
    if not VISUALVM.exists():
        raise Skipped("VisualVM is not installed.")
    run("javac", "-cp", VISUALVM, "-d", folder, HERE / "VisualVM.java")

    def forget():
        shutil.rmtree(f"{dump}.hwcache", ignore_errors=True)

    yield Peer("VisualVM's engine", ["java", *VISUALVM_MEMORY, f"-Djava.io.tmpdir={folder}", "-cp", f"{VISUALVM}:{folder}", "VisualVM", dump],
               15, 1 / 3, forget)


def pmat(folder, _modules, objects):
    need("perl", "no Perl dump can be made.")
    if subprocess.run(["perl", "-MDevel::MAT::Dumper", "-MDevel::MAT", "-e1"], capture_output=True, check=False).returncode != 0:
        raise Skipped("Devel::MAT is not installed.")
    dump = folder / "perl.pmat"
    run("perl", HERE / "make_pmat.pl", dump, objects)
    yield dump
    yield Peer("Devel::MAT", ["perl", HERE / "devel_mat.pl", dump], 20)


FORMATS = {"v8": (v8, 3_000_000), "hprof": (hprof, 2_500_000), "pmat": (pmat, 300_000)}


# ---- what comes out -----------------------------------------------------------------------------------------------------------------

def read_sizes(path):
    rows = array.array("Q", path.read_bytes())
    path.unlink()
    return {rows[i]: (rows[i + 1], rows[i + 2]) for i in range(0, len(rows), 3)}


def apart(job, *arguments):
    """In a process of its own: the peak of a process is never told as less than that of the one that started it."""
    child = os.fork()
    if child == 0:
        good = False
        try:
            good = job(*arguments)
        finally:
            sys.stdout.flush()
            os._exit(0 if good else 1)
    return os.waitpid(child, 0)[1] == 0


def compare(peer, ours, folder, dump):
    """True if both have the same objects; sizes that agree are counted, as not every peer means the same by them."""
    out = folder / "sizes"
    Measured([*ours, "--sizes", out, *peer.options, dump])
    mine = read_sizes(out)
    peer.run(out)
    theirs = read_sizes(out)
    common = mine.keys() & theirs.keys()
    shallow = sum(mine[at][0] == theirs[at][0] for at in common)
    retained = sum(mine[at][1] == theirs[at][1] for at in common)
    print(f"  {peer.name}: {len(theirs):,} objects with addresses, {len(common):,} of them found; sizes agree for {shallow:,}, "
          f"retained sizes for {retained:,}", flush=True)
    return len(common) == len(theirs)


def median(values):
    return statistics.median(values)


def verdict(ratio, wanted):
    return "" if wanted is None else f" (wanted {wanted:.3g}: {'met' if ratio >= wanted else 'missed'})"


def race(peer, ours, dump, runs):
    """In turn, so that a machine that grows slower does so for both."""
    pairs = [(Measured([*ours, "--analyse", dump]), peer.run()) for _ in range(runs)]
    cpu = median([theirs.cpu / mine.cpu for mine, theirs in pairs])
    memory = median([theirs.peak / mine.peak for mine, theirs in pairs])
    print(f"  {peer.name}: {median([theirs.cpu for _, theirs in pairs]):.2f} CPU s, {median([theirs.peak for _, theirs in pairs]) / 1e6:.0f} MB; "
          f"Holdfast {median([mine.cpu for mine, _ in pairs]):.2f} CPU s, {median([mine.peak for mine, _ in pairs]) / 1e6:.0f} MB")
    print(f"    {cpu:.1f} x less CPU{verdict(cpu, peer.wanted_cpu)}, {memory:.1f} x less memory"
          f"{verdict(memory, peer.wanted_memory and 1 / peer.wanted_memory)}; load {os.getloadavg()[0]:.1f}", flush=True)
    mine, theirs = pairs[0][0].answer, pairs[0][1].answer
    different = [key for key in ("objects", "references", "retained") if key in theirs and mine[key] != theirs[key]]
    for key in different:
        print(f"    different: {key} {mine[key]} and {theirs[key]}")
    return not different


def one_format(name, options, ours, folder):
    make, objects = FORMATS[name]
    peers = make(folder, options.peers / "node_modules", options.objects or objects)
    good = True
    try:
        dump = next(peers)
        answer = Measured([*ours, dump]).answer
        print(f"{name}: {dump.stat().st_size / 1e6:.0f} MB, {answer['objects']:,} objects, {answer['references']:,} references", flush=True)
        for peer in peers:
            good &= race(peer, ours, dump, options.runs)
            if options.sizes:
                good &= apart(compare, peer, ours, folder, dump)
    except Skipped as reason:
        print(f"{name}: skipped: {reason}")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench_load", type=pathlib.Path, help="the program of that name in the build folder's tests/bench")
    parser.add_argument("--peers", type=pathlib.Path, default=pathlib.Path(os.environ.get("HOLDFAST_PEERS", "~/.cache/holdfast-peers")).expanduser(),
                        help="folder that the npm packages are installed in")
    parser.add_argument("--only", choices=FORMATS, action="append")
    parser.add_argument("--objects", type=int, help="in each dump, about")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", action="store_true", help="also compare the sizes of every object")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    good = True
    for name in options.only or FORMATS:
        with tempfile.TemporaryDirectory(prefix="holdfast-peers-") as folder:
            good &= one_format(name, options, [options.bench_load.resolve()], pathlib.Path(folder))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
