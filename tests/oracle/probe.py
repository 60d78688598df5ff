"""Which rows the product has not: each alone in a statement, once for each type that it stands for.

For features.py, when the product has learnt something: run.py --probe.
"""

import random

import datasets
import features
from coverage import Coverage
from expression import Impossible, Maker, Scope
from query import by_types

TRIES = 3


def statement(maker, scope, row, topic):
    made = maker.root(scope, row, 1)
    return f"SELECT {made.sql} AS c FROM {topic}"


def statements(data, seed):
    chance = random.Random(f"{seed} probe")
    maker = Maker(chance, chance.choice)
    for dataset in data:
        scope = Scope(by_types(dataset.atoms), {})
        grouped = Scope({}, {}, scope, features.RECORD_AGGREGATES)
        for table, here in ((features.ROWS, scope), (features.RECORD_AGGREGATES, grouped)):
            for row in (row for rows in table.values() for row in rows):
                for _ in range(TRIES):
                    try:
                        yield row, statement(maker, here, row, dataset.topic)
                    except Impossible:
                        pass


def probe(both, seed):
    data = [d for d in datasets.all_datasets(seed)[:8] if len(d.records) > 1][1:4]
    for dataset in data:
        both.load(dataset.topic, dataset.records, dataset.columns)
    made = list(statements(data, seed))
    tables = both.ours([sql for _, sql in made])
    seen = {}
    for (row, sql), ours in zip(made, tables):
        if any("\ufffd" in (cell or "") for line in ours.rows for cell in line):
            seen.setdefault(row.name, (sql, "its text is not UTF-8"))
        if ours.error and not both.theirs(sql).error:
            seen.setdefault(row.name, (sql, ours.error.splitlines()[0]))
    for name, (sql, error) in seen.items():
        print(f"{name}\n    {error}\n    {sql}")
