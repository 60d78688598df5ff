"""The same records in both places: a topic of the broker, and a table of PostgreSQL.

A record is a dict: value and key (a text or None), timestamp (milliseconds), partition, headers (a
list of [name, text or None]). A topic of JSON has columns besides: a list of [name, type].
"""

import io
import json
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
from confluent_kafka import Producer

from datasets import time_text

DELIVERY_S = 60
WINDOWS_SQL = Path(__file__).resolve().parent / "windows.sql"
RECORD_COLUMNS = [
    ("value", "text"),
    ("key", "text"),
    ("timestamp", "timestamptz"),
    ("partition", "int"),
    ("offset", "bigint"),
    ("headers", "jsonb"),
    ("topic", "text"),
]


def word_class():
    """The letters, marks and numbers of Unicode as ranges of a PostgreSQL bracket expression."""
    ranges, begin = [], None
    for code in range(0x20, 0x30000):
        inside = unicodedata.category(chr(code))[0] in "LMN"
        if inside and begin is None:
            begin = code
        elif not inside and begin is not None:
            ranges.append(f"\\U{begin:08x}-\\U{code - 1:08x}")
            begin = None
    return "".join(ranges)


def prepare(cursor):
    """What the rewritten statements call."""
    cursor.execute(WINDOWS_SQL.read_text())
    cursor.execute(JSON_OR_NULL)
    cursor.execute(
        "CREATE FUNCTION words(line text) RETURNS SETOF text IMMUTABLE STRICT LANGUAGE sql "
        "AS $words$ SELECT lower(m[1]) FROM regexp_matches(line, "
        f"'([{word_class()}]+)', 'g') AS m $words$"
    )


JSON_OR_NULL = """
CREATE FUNCTION json_or_null(line text) RETURNS jsonb IMMUTABLE STRICT LANGUAGE plpgsql AS
$$ BEGIN RETURN line::jsonb; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$
"""


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def produce(bootstrap, topic, records):
    """Sends them; gives each its offset."""
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "linger.ms": 2,
            "log_level": 0,
            "queue.buffering.max.messages": 1000000,
        }
    )
    failures = []

    def noted(record):
        def delivered(error, message):
            if error is not None:
                failures.append(str(error))
            else:
                record["offset"] = message.offset()

        return delivered

    for record in records:
        headers = [
            (name, None if value is None else value.encode()) for name, value in record["headers"]
        ]
        producer.produce(
            topic,
            value=record["value"],
            key=record["key"],
            headers=headers or None,
            partition=record["partition"],
            timestamp=record["timestamp"],
            on_delivery=noted(record),
        )
        producer.poll(0)
    left = producer.flush(DELIVERY_S)
    assert left == 0 and not failures, f"{left} records not delivered; {failures[:3]}"


def copy_cell(value):
    if value is None:
        return "\\N"
    return (
        str(value)
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )


def make_table(cursor, topic, records, columns=()):
    """The table of a topic whose records have their offsets."""
    kinds = ", ".join(f"{quoted(name)} {kind}" for name, kind in RECORD_COLUMNS)
    cursor.execute(f"CREATE TABLE {quoted(topic)} ({kinds})")
    text = io.StringIO()
    for record in records:
        cells = [
            record["value"],
            record["key"],
            time_text(record["timestamp"]),
            record["partition"],
            record["offset"],
            json.dumps(dict(record["headers"]), ensure_ascii=False),
            topic,
        ]
        text.write("\t".join(copy_cell(cell) for cell in cells) + "\n")
    text.seek(0)
    cursor.copy_expert(f"COPY {quoted(topic)} FROM STDIN", text)
    for name, kind in columns:
        add_field(cursor, topic, name, kind)


def add_field(cursor, topic, name, kind):
    """A column of the objects' fields of that name; of what is no object, nothing."""
    item = f"json_or_null(value) -> '{name}'"
    field = f"(json_or_null(value) ->> '{name}')::{kind}"
    if kind == "jsonb":
        field = item
    elif kind.endswith("[]"):
        field = (
            f"CASE WHEN jsonb_typeof({item}) = 'array' "
            f"THEN ARRAY(SELECT jsonb_array_elements_text({item}))::{kind} END"
        )
    cursor.execute(f"ALTER TABLE {quoted(topic)} ADD COLUMN {quoted(name)} {kind}")
    cursor.execute(f"UPDATE {quoted(topic)} SET {quoted(name)} = {field}")


def load(world, topic, records, columns=()):
    """Into both; `world` has a bootstrap and a cursor."""
    for record in records:
        record.setdefault("headers", [])
    produce(world.bootstrap, topic, records)
    make_table(world.cursor, topic, records, columns)
