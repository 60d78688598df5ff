"""Rows that come too late: with emit=final they are dropped, and counted; with emit=changes a
bounded query has all of them.

There are so many records that a query hands over many times while it reads: a row is late by what
was handed over before it.
"""

import json
import random

from product import run

GRACE_MS, WINDOW_MS = 1000, 10000
RECORDS, LATE_SHARE, LATE_MS = 100000, 0.02, 600000
STEP_MS = 20
STATEMENT = (
    "SELECT window_start, count(*) AS n FROM tumble(late, interval '10 seconds') "
    "GROUP BY window_start"
)
BASE_MS = 1769853600000


def records(chance):
    for i in range(RECORDS):
        at = BASE_MS + i * STEP_MS - chance.choice((0, 0, 10, 500))
        if chance.random() < LATE_SHARE:
            at -= chance.randrange(LATE_MS)
        yield {"value": "x", "key": None, "timestamp": at, "partition": 0}


def table(done):
    """Counts by window, and the last stats, of --output events."""
    rows, stats, removed = {}, {}, set()
    for line in done.out.splitlines():
        event = json.loads(line)
        if event["event"] == "rows":
            rows.update({row: tuple(cells) for row, cells in event["set"]})
            removed.update(event["removed"])
        elif event["event"] == "stats":
            stats = event
    return {cells[0]: int(cells[1]) for row, cells in rows.items() if row not in removed}, stats


def check_late(report, both, seed):
    made = list(records(random.Random(f"{seed} late")))
    both.load("late", made)
    theirs = {start: int(n) for start, n in both.theirs(STATEMENT).rows}
    for emit in ("changes", "final"):
        done = run(
            "run",
            "--set",
            "until=now",
            "--set",
            "max_rows=10000",
            "--set",
            f"emit={emit}",
            "-b",
            both.bootstrap,
            "--output",
            "events",
            STATEMENT,
            env=both.program.environment,
        )
        ours, stats = table(done)
        missing = sum(theirs.values()) - sum(ours.values())
        more = [start for start, n in ours.items() if n > theirs.get(start, 0)]
        why = (
            f"{missing} rows are missing, {stats.get('dropped')} dropped, {stats.get('late')} late; "
            f"too many in {more[:3]} {done.err}"
        )
        if emit == "changes":
            ok = ours == theirs and stats["dropped"] == 0 and stats["late"] > 0
            report.say(
                ok,
                f"emit=changes has all rows, {stats.get('late')} of them late",
                "" if ok else why,
            )
        else:
            ok = not more and missing == stats["dropped"] > 0
            report.say(
                ok, f"emit=final lacks as many rows as it has dropped: {missing}", "" if ok else why
            )
