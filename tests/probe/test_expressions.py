# SPDX-License-Identifier: Apache-2.0
"""From an object to the words that say what holds it, and back: the expression that holdfast-cli gives for the chain of
each object of the population is evaluated in this process, which goes on running, and must give that very object."""
import json
import os
import sys

import holdfast
import population
import program
import tap

CLI = os.environ["HF_CLI"]

PATHS = {
    "thread local": "thread worker › worker() at population.py:{} › local job › Target",
    "attribute": "module population › .plain › .attribute › Target",
    "slot": "module population › .slotted › .own › Target",
    "mangled slot": "module population › .slotted › ._Slotted__mangled › Target",
    "inherited mangled slot": "module population › .slotted › ._Base__hidden › Target",
    "deep": "module population › .deep › ['users'] › [0] › ['name'] › [1] › Target",
    "deque": "module population › .deque › [70] › Target",
    "tuple key": "module population › .by_tuple › [('a', 1)] › Target",
    "default": "module population › .default › .__defaults__ › [0] › Target",
    "keyword default": "module population › .default › .__kwdefaults__ › ['only'] › Target",
    "traceback local": "module population › .stored › .__traceback__ › .tb_next › .tb_frame › local evidence › Target",
    "class attribute": "module population › .Holder › .class_attribute › Target",
    "partial keyword": "module population › .partial › .keywords › ['sep'] › Target",
    "bounded cache a": "module population › .bounded › cached result › Target",
    "unbounded cache a": "module population › .unbounded › cache › ['a'] › Target",
    "ordered dict": "module population › .ordered › ['first'] › Target",
}


def chain(path, target):
    done = program.run([CLI, "--json", "chain", path, hex(id(target))], env={**os.environ, "LD_PRELOAD": ""})
    answer = json.loads(done.stdout)
    assert answer["reachable"] and answer["object"]["address"] == hex(id(target)), answer
    assert answer["object"]["type"] == "population.Target", answer
    return answer["chains"][0]


def test_every_expression_gives_the_object(folder):
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    wrong = []
    for word, reference in population.targets.items():
        found = chain(path, reference())
        expression = found["expression"]
        tap.note(f"{word}: {found.get('path')}   {expression}")
        if word == "context default" and sys.version_info < (3, 10):
            continue  # its type has no module there, by which it would be known
        try:
            if expression is None or eval(expression, {"sys": sys}) is not reference():
                wrong.append((word, found))
        except Exception as error:
            wrong.append((word, expression, repr(error)))
    assert not wrong, "\n".join(map(str, wrong))


def test_paths_read_as_a_programmer_would_say(folder):
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    with open(population.__file__) as file:
        line = next(number for number, text in enumerate(file, 1) if text.strip() == "thread_over.wait()")
    wrong = []
    for word, expected in PATHS.items():
        found = chain(path, population.targets[word]())["path"]
        if found != expected.format(line):
            wrong.append((word, found))
    assert not wrong, "\n".join(map(str, wrong))


def test_what_a_running_loop_holds_is_held_by_its_frame(folder):
    done = program.python("""
        import holdfast

        class Thing: pass

        def things():
            return [Thing(), Thing(), Thing()]

        def work():
            for thing in things():
                del thing
                holdfast.dump("loop.hfdump")
                break

        work()
    """, folder=folder)
    path = os.path.join(folder, "loop.hfdump")
    done = program.run([CLI, "--json", "chain", path, "--type", "__main__.Thing"], env={**os.environ, "LD_PRELOAD": ""})
    found = json.loads(done.stdout)["chains"][0]
    names = [(link["type"], link["name"]) for link in found["links"]]
    tap.note(str(names))
    assert found["root"]["kind"] == "thread", found["root"]
    assert names[-3:] == [("list_iterator", "value stack"), ("list", "it_seq"), ("__main__.Thing", names[-1][1])], names


def test_chain_of_an_argument_on_the_stack(folder):
    local = population.Target("here")
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    expression = chain(path, local)["expression"]
    assert eval(expression, {"sys": sys}) is local, expression


if not os.path.exists(CLI):
    print("1..0 # SKIP holdfast-cli is not built")
else:
    tap.run(globals())
