"""Generated topics: their records, and the expressions over their columns that have a type."""

import datetime
import json
import random
import re
from typing import NamedTuple

import features
from expression import Expr
from literals import WORDS

BASE_MS = 1769853600000  # 2026-01-31 10:00:00 UTC
PARTITIONS = 4  # what the embedded broker makes
KEYS = ("a", "b", "c", "ann", "", "Zoë", None)

RECORD_ATOMS = (
    Expr("value", "text", 120, is_atom=True),
    Expr("value", "text", 120, is_atom=True),
    Expr("key", "text", 4, is_atom=True),
    Expr('"timestamp"', "timestamptz", is_atom=True),
    Expr("partition", "int4", 3, is_atom=True),
    Expr('"offset"', "int8", 400, is_atom=True),
    Expr("topic", "text", 12, is_atom=True),
)
if features.COLUMNS["headers"]:
    RECORD_ATOMS += (Expr("headers", "jsonb", is_atom=True),)


class Dataset(NamedTuple):
    topic: str
    records: list
    columns: list  # of a topic of JSON: [name, type]
    atoms: list  # Expr
    separator: str  # what the fields of a value stand between
    kind: str
    has_places: bool = False  # a key is in one partition only, and none is NULL


def time_text(at_ms):
    at = datetime.datetime.fromtimestamp(at_ms // 1000, datetime.timezone.utc)
    return at.strftime("%Y-%m-%d %H:%M:%S") + f".{at_ms % 1000:03d}+00"


def event_times(chance, count):
    """Bursts with gaps, on and beside the edges of windows, some out of order and some equal."""
    at, times = BASE_MS + chance.randrange(3600) * 1000, []
    for _ in range(count):
        step = chance.choice(
            (0, 1, 250, 999, 1000, 1000, 5000, 9999, 10000, 10001, 30000, 60000, 300000)
        )
        at += step
        times.append(at - chance.choice((0, 0, 0, 0, 400, 1000)))
    return times


def made(chance, value_of, count, keys=KEYS):
    records = []
    for at in event_times(chance, count):
        key = chance.choice(keys)
        headers = [["trace", str(chance.randrange(100))]] if chance.random() < 0.3 else []
        if chance.random() < 0.1:
            headers.append(["note", chance.choice(("x", None, 'ü"q'))])
        records.append(
            {
                "value": value_of(chance),
                "key": key,
                "timestamp": at,
                "partition": chance.randrange(PARTITIONS),
                "headers": headers,
            }
        )
    return records


def placed(dataset):
    """Each key in a partition of its own choice, as producers do; some values are tombstones."""
    for i, record in enumerate(dataset.records):
        record["key"] = record["key"] or "none"
        record["partition"] = len(record["key"]) % PARTITIONS
        record["value"] = None if i % 7 == 0 else record["value"]
    return dataset._replace(has_places=True)


# ---- lines of words ----

SEPARATORS = (" ", " ", " ", "  ", ", ", "-", "|")


def line(chance):
    if chance.random() < 0.06:
        return None
    words = [chance.choice(WORDS) for _ in range(chance.choice((0, 1, 2, 3, 4, 6, 8)))]
    return "".join(word + chance.choice(SEPARATORS) for word in words).strip(
        " " if chance.random() < 0.8 else "-"
    )


def lines(topic, chance, count):
    atoms = list(RECORD_ATOMS) + [
        Expr("length(value)", "int4", 120, is_atom=True),
        Expr("split_part(value, ' ', 1)", "text", 20, is_atom=True),
        Expr("split_part(value, ' ', 2)", "text", 20, is_atom=True),
    ]
    return Dataset(topic, made(chance, line, count), [], atoms, " ", "lines")


# ---- fields between bars: one column each ----

FIELDS = (
    ("user", "text", 12, lambda c: c.choice(("ann", "bob", "Zoë", "carol", "ANN", ""))),
    ("amount", "int4", 500, lambda c: str(c.choice((0, 1, 2, 3, 5, 7, 10, -1, -4, 100, 499)))),
    ("price", "float8", 400, lambda c: str(c.randrange(-800, 1600) / 4)),
    ("flag", "bool", 1, lambda c: c.choice(("t", "f", "true", "false"))),
    (
        "at",
        "timestamptz",
        0,
        lambda c: f"2026-0{c.randint(1, 9)}-{c.randint(1, 28):02d} "
        f"{c.randrange(24):02d}:{c.choice((0, 30, 59)):02d}:0{c.randrange(10)}+00",
    ),
    (
        "gap",
        "interval",
        100000,
        lambda c: c.choice(("00:00:10", "1 day", "01:30:00", "00:00:00", "-00:05:00", "24:00:00")),
    ),
    (
        "big",
        "int8",
        10**13,
        lambda c: str(c.choice((0, 1, -5, 86400000, 9999999999, -1234567890123))),
    ),
    ("note", "text", 40, lambda c: c.choice(WORDS) + c.choice(("", " " + c.choice(WORDS)))),
    ("total", "numeric", 1000, lambda c: f"{c.randrange(-50000, 99999) / 100:.2f}"),
    (
        "day",
        "date",
        0,
        lambda c: f"20{c.choice((19, 24, 26))}-{c.randint(1, 12):02d}-{c.randint(1, 28):02d}",
    ),
    (
        "local",
        "timestamp",
        0,
        lambda c: f"2026-{c.randint(1, 12):02d}-{c.randint(1, 28):02d} "
        f"{c.randrange(24):02d}:{c.choice((0, 15, 59)):02d}:{c.choice(('00', '07.25', '59.999999'))}",
    ),
)


def field_row(chance):
    if chance.random() < 0.04:
        return None
    return "|".join("" if chance.random() < 0.07 else make(chance) for *_, make in FIELDS)


def field_atom(i, kind, bound):
    text = f"split_part(value, '|', {i})"
    return Expr(
        text if kind == "text" else f"nullif({text}, '')::{kind}", kind, bound, is_atom=True
    )


def orders(topic, chance, count):
    atoms = (
        list(RECORD_ATOMS)
        + [field_atom(i + 1, kind, bound) for i, (_, kind, bound, _) in enumerate(FIELDS)] * 2
    )
    return Dataset(topic, made(chance, field_row, count), [], atoms, "|", "orders")


# ---- JSON objects ----

AS_WRITTEN = re.compile('"@(.*?)@"')  # a number whose digits JSON's writer would change

DOCUMENT_COLUMNS = (
    ("id", "bigint", "int8", 1000),
    ("user", "text", "text", 5),
    ("amount", "numeric", "numeric", 1000),
    ("flag", "bool", "bool", 1),
    ("at", "timestamptz", "timestamptz", 0),
    ("tags", "text[]", "text[]", 20),
    ("nested", "jsonb", "jsonb", 40),
    ("a", "jsonb", "jsonb", 40),
)


def fields(chance):
    return {
        "id": chance.randrange(1000),
        "user": chance.choice(("ann", "bob", "Zoë", "")),
        "amount": f"@{chance.randrange(-9999, 99999) / 100:.2f}@",
        "flag": chance.random() < 0.5,
        "at": time_text(BASE_MS + chance.randrange(10**8)).replace(" ", "T"),
        "tags": [chance.choice(("x", "y", "ann", "Ω", "")) for _ in range(chance.randrange(4))],
        "nested": {
            "deep": chance.choice((1, True, "t", [1, 2])),
            "b": chance.choice(([], [1, "x"], {})),
        },
        "a": chance.choice((1, 2.5, "text", [1, 2], {"c": "d"})),
    }


def document(chance):
    """A field is sometimes null, or not there; if fields are columns, a value is sometimes no JSON."""
    if chance.random() < 0.04:
        return chance.choice((None, "no JSON", "{")) if features.COLUMNS["JSON columns"] else None
    kept = {
        name: None if chance.random() < 0.05 and name not in ("nested", "a") else value
        for name, value in fields(chance).items()
        if chance.random() > 0.06
    }
    return AS_WRITTEN.sub(r"\1", json.dumps(kept, ensure_ascii=False))


def column_atom(name, kind, bound):
    return Expr('"user"' if name == "user" else name, kind, bound, is_atom=True)


def documents(topic, chance, count):
    atoms = [atom for atom in RECORD_ATOMS if atom.sql != "value"]
    columns = ()
    if features.COLUMNS["JSON columns"]:
        columns = [(name, kind) for name, kind, *_ in DOCUMENT_COLUMNS]
        atoms += [column_atom(name, kind, bound) for name, _, kind, bound in DOCUMENT_COLUMNS] * 2
    else:
        atoms += [Expr("value::jsonb", "jsonb", is_atom=True)] * 4 + [
            Expr("(value::jsonb ->> 'id')::int8", "int8", 1000, is_atom=True),
            Expr("(value::jsonb ->> 'amount')::numeric", "numeric", 1000, is_atom=True),
            Expr("(value::jsonb ->> 'user')", "text", 5, is_atom=True),
        ]
    return Dataset(topic, made(chance, document, count), list(columns), atoms, ",", "documents")


# ---- all of a run ----

COUNTS = (30, 60, 60, 120, 300)
KINDS = (lines, orders, documents, orders)


def all_datasets(seed, count=18):
    datasets = []
    for i in range(count):
        chance = random.Random(f"{seed} data {i}")
        kind = KINDS[i % len(KINDS)]
        datasets.append(kind(f"{kind.__name__}{i}", chance, chance.choice(COUNTS)))
    datasets.append(lines("one_record", random.Random(f"{seed} one"), 1))
    datasets += [
        placed(orders(f"latest{i}", random.Random(f"{seed} latest {i}"), 60)) for i in range(2)
    ]
    return datasets
