"""Seeded faults: a build of the product that is wrong in one chosen way must be found.

The statements are those of the run, with PostgreSQL's tables; each fault gets them in ever larger
parts, until one differs. A fault that no statement of the run shows is a failure of the oracle.
"""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from compare import difference

TOP = Path(__file__).resolve().parent.parent.parent
BINARY = TOP / "build/fault/zeppelin-kafka"
FAULT = re.compile(r'X\((\w+), "([^"]*)"\)')
FIRST_PART, PART_MAX = 15, 90
LANES = 2


def all_faults():
    """Names and sentences, from the list that the build is made of."""
    return FAULT.findall((TOP / "interpreter/base/fault.h").read_text())


def parts(items):
    at, size = 0, FIRST_PART
    while at < len(items):
        yield items[at : at + size]
        at += size
        size = min(2 * size, PART_MAX)


def find(both, fault, judged):
    """The number of statements that it took, and the one that shows the fault; or None."""
    statements = random.Random(fault).sample(judged, len(judged))
    tried = 0
    environment = {**both.program.environment, "ZEPPELIN_KAFKA_FAULT": fault}
    for part in parts(statements):
        tables = both.ours(
            [query.sql for query, _ in part], environment=environment, binary=str(BINARY)
        )
        for (query, theirs), ours in zip(part, tables):
            tried += 1
            if difference(ours, theirs, query.order, query.rough, query.grouped):
                return tried, query
    return None


def check_faults(report, both, judged, part=""):
    assert BINARY.exists(), f"{BINARY} is not there: make VARIANT=fault"
    chosen = [fault for fault in all_faults() if part in fault[0]]
    with ThreadPoolExecutor(LANES) as pool:
        found = list(pool.map(lambda fault: find(both, fault[0], judged), chosen))
    for (name, sentence), seen in zip(chosen, found):
        after = f"after {seen[0]} statements" if seen else f"by none of {len(judged)} statements"
        report.say(seen is not None, f"fault {name} ({sentence}) is found {after}")
