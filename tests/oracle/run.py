#!/usr/bin/python3
"""The oracle: the same statements over the same records, here and in a real PostgreSQL.

    run.py                 case folders, then generated statements
    run.py --faults        the same, then each seeded fault over the same statements
    run.py --cases [PART]  case folders only
    run.py --probe         which rows of features.py ours has not

ORACLE_QUERIES (2000) says how many statements, ORACLE_SEED which; the seed is printed. A statement
whose tables differ is printed and saved as a case folder. Speaks TAP, as tests/run wants it.
"""

import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

import cases
import features
from arrangement import check_arrangements
from compare import difference
from faults import check_faults
from generate import Generated
from late import check_late
from probe import probe
from world import world

QUERIES = int(os.environ.get("ORACLE_QUERIES", "2000"))
SEED = os.environ.get("ORACLE_SEED") or str(random.SystemRandom().randrange(10**6))


class Report:
    def __init__(self):
        self.failed = 0

    def say(self, ok, name, why=""):
        print(f"{'ok' if ok else 'not ok'} - oracle: {name}", flush=True)
        self.note(why)
        self.failed += not ok

    def note(self, text):
        for line in text.splitlines():
            print("# " + line, flush=True)


def check_case(report, both, case):
    for topic, content in case.topics.items():
        both.load(topic, content["records"], content.get("columns", ()))
    theirs = both.theirs(case.query, case.topics, case.views)
    wrong = difference(theirs, case.expected, case.order, case.rough, case.grouped)
    if wrong:
        wrong = "PostgreSQL does not give what is expected: " + wrong + (theirs.error or "")
    elif all(features.is_there(name) for name in case.needs):
        ours = both.ours([*case.views, case.query], settings=case.settings)[-1]
        wrong = difference(ours, case.expected, case.order, case.rough, case.grouped)
    report.say(not wrong, f"case {case.name}", wrong or "")


def check_cases(report, both, part=""):
    for case in cases.all_cases(part):
        check_case(report, both, case)


def main():
    report = Report()
    with world() as both:
        if sys.argv[1:] == ["--probe"]:
            return probe(both, SEED)
        check_cases(
            report, both, sys.argv[2] if sys.argv[1:2] == ["--cases"] and sys.argv[2:] else ""
        )
        if sys.argv[1:2] != ["--cases"]:
            generated = Generated(report, both, QUERIES, SEED)
            generated.run()
            check_arrangements(report, both, SEED)
            check_late(report, both, SEED)
        if sys.argv[1:2] == ["--faults"]:
            check_faults(report, both, generated.judged, sys.argv[2] if len(sys.argv) > 2 else "")
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
