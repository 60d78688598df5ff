"""Both engines: a statement's table, or its error, from each.

Many statements go to one `run`, because a process and its connection cost more than a small query;
between them stand statements whose table is known, so that the tables can be told apart.
"""

import io
import sys
from pathlib import Path
from typing import NamedTuple, Optional

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
from product import BINARY, run

from rewrite import rewrite

STATEMENTS_MAX = 45  # of one text; a text has at most 100, and each has its mark
RUN_S_MAX = 300
MARK = "zk_oracle_mark"


class Table(NamedTuple):
    """Cells are texts, None is SQL's null. With an error there are no rows."""

    columns: tuple = ()
    rows: tuple = ()
    error: Optional[str] = None


def read_csv(text):
    """PostgreSQL's CSV as rows: nothing is NULL, "" is an empty text."""
    rows, row, at = [], [], 0
    while at < len(text):
        if text[at] == '"':
            parts = []
            while True:
                end = text.index('"', at + 1)
                parts.append(text[at + 1 : end])
                at = end + 1
                if text[at : at + 1] != '"':
                    break
            row.append('"'.join(parts))
        else:
            end = at
            while end < len(text) and text[end] not in ",\n":
                end += 1
            row.append(text[at:end] if end > at else None)
            at = end
        if at >= len(text) or text[at] == "\n":
            rows.append(tuple(row))
            row = []
            at += 1
        elif text[at] == ",":
            at += 1
            if at >= len(text) or text[at] == "\n":
                row.append(None)
                rows.append(tuple(row))
                row = []
                at += 1
        else:
            raise ValueError(f"not CSV at {at}: {text[at - 20:at + 20]!r}")
    return rows


def table_of(rows):
    return Table(tuple(rows[0]), tuple(rows[1:])) if rows else Table(error="no table")


# ---- PostgreSQL ----


def theirs(cursor, statement, topics=None):
    """What PostgreSQL answers to the rewritten statement."""
    out = io.StringIO()
    text = rewrite(statement, topics).rstrip().rstrip(";")
    try:
        # A statement's last line may be a comment.
        cursor.copy_expert(f"COPY ({text}\n) TO STDOUT (FORMAT csv, HEADER)", out)
    except psycopg2.Error as error:
        return Table(error=str(error).strip())
    return table_of(read_csv(out.getvalue()))


# ---- ours ----


def arguments(bootstrap, settings):
    for name, value in {"until": "now", **settings}.items():
        yield from ("--set", f"{name}={value}")
    yield from ("-b", bootstrap, "--output", "csv")


def cut(text):
    """The tables before the marks; what stands behind the last one has not ended."""
    return [table_of(read_csv(part)) for part in text.split(f"{MARK}\nt\n")[:-1]]


class Program(NamedTuple):
    """How the product is called."""

    bootstrap: str
    environment: dict
    settings: dict = {}
    binary: str = BINARY


def run_text(program, statements):
    """The tables of the first statements, up to one that failed, and then its error."""
    text = "".join(
        f"{statement.rstrip().rstrip(';')}\n;\nSELECT true AS {MARK};\n" for statement in statements
    )
    done = run(
        "run",
        *arguments(program.bootstrap, program.settings),
        "-F",
        "-",
        stdin=text,
        deadline_s=RUN_S_MAX,
        env=program.environment,
        binary=program.binary,
    )
    whole = cut(done.out)
    if done.status == 0 and len(whole) == len(statements):
        return whole
    said = [line for line in done.err.splitlines() if not line.startswith("NOTICE: ")]
    return whole + [Table(error="\n".join(said) or f"exit status {done.status}")]


def ours(program, statements):
    """What the product answers to each. A statement that fails ends only its own text."""
    tables = []
    while len(tables) < len(statements):
        tables += run_text(program, statements[len(tables) : len(tables) + STATEMENTS_MAX])
    return tables
