# SPDX-License-Identifier: Apache-2.0
"""Fifteen programs that leak, one a pattern, and five that are busy and healthy, each as it is and varied: does the first suspect
name the right holder and pattern? Prints the table."""
import os

import leaks
import patterns
import tap


def first_of(folder, number, module, name, words):
    below = os.path.join(folder, str(number))
    os.makedirs(below)
    return patterns.suspects(patterns.dumps(below, module, patterns.vary(patterns.source(name), words)))


def is_right(found, pattern, holder):
    return bool(found) and found[0]["grade"] == "leak" and found[0]["pattern"] == pattern and holder in found[0]["holder"]


def tell(name, module, expected, found, right):
    first = f"{found[0]['grade']}: {found[0]['pattern']} at {found[0]['holder']}" if found else "no suspect"
    tap.note(f"{name} as {module} | {expected} | {first} | {'right' if right else 'WRONG'}")


def leaks_of_variation(folder, number):
    right = 0
    for name, (pattern, variations) in leaks.LEAKS.items():
        module, holder, words = variations[number]
        found = first_of(folder, name, module, name, words)
        good = is_right(found, pattern, holder)
        tell(name, module, f"{pattern} at {holder}", found, good)
        right += good
    tap.note(f"{right} of {len(leaks.LEAKS)} right")
    return right


def test_fifteen_leaks_as_they_are(folder):
    assert len(leaks.LEAKS) == 15
    assert leaks_of_variation(folder, 0) >= 14


def test_fifteen_leaks_in_other_containers_and_packages(folder):
    assert leaks_of_variation(folder, 1) >= 14


def test_fifteen_leaks_of_other_making(folder):
    assert leaks_of_variation(folder, 2) >= 14


def test_fifteen_leaks_of_another_hand(folder):
    assert len(leaks.RAILWAY) == 15
    right = 0
    for name, (pattern, holder) in leaks.RAILWAY.items():
        found = first_of(folder, name, name, f"railway/{name}", [])
        good = is_right(found, pattern, holder)
        tell(f"railway/{name}", name, f"{pattern} at {holder}", found, good)
        right += good
    tap.note(f"{right} of {len(leaks.RAILWAY)} right")
    assert right >= 14


def test_healthy_programs_are_not_called_leaks(folder):
    assert len(leaks.HEALTHY) == 9
    wrong = []
    for name, variations in leaks.HEALTHY.items():
        for number, (module, words) in enumerate(variations):
            found = first_of(folder, f"{name}{number}", module, name, words)
            good = not any(suspect["grade"] == "leak" for suspect in found)
            tell(name, module, "no leak", found, good)
            if not good:
                wrong.append((module, found))
    assert not wrong, wrong


def test_bounds_are_told_and_without_them_it_is_a_leak(folder):
    found = first_of(folder, "bounded", "bounded", "healthy_filling", [])
    bounds = {suspect["holder"]: (suspect["grade"], suspect.get("bound")) for suspect in found}
    assert bounds["bounded.recent"] == ("growing", 100000) and bounds["bounded.place_of"] == ("growing", 50000), bounds
    assert any("filling: bounded at 100" in suspect["sentence"] for suspect in found)
    for number, (name, words, holder) in enumerate(leaks.UNBOUNDED):
        found = first_of(folder, f"unbounded{number}", "unbounded", name, words)
        assert found[0]["grade"] == "leak" and holder in found[0]["holder"] and "bound" not in found[0], found


tap.run(globals())
