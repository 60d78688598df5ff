"""What the product can do so far: the one file to edit when it can do more.

A group of rows (functions, operators, casts, aggregates), a clause or a source that is False here
is not generated, and not asked for by the coverage. Each that is True must be hit.
"""

import rows_aggregate
import rows_base
import rows_json
import rows_number
import rows_text
import rows_time
from rows import read_rows

# Which types @names in the rows stand for. To add one: its name here, and columns in datasets.py.
TYPES = {
    "@any": "int4 int8 float8 numeric text bool timestamptz interval date timestamp jsonb",
    "@comparable": "int4 int8 float8 numeric text bool timestamptz interval date timestamp",
    "@ordered": "int4 int8 float8 numeric text timestamptz interval date timestamp",
    "@extreme": "int4 int8 float8 text timestamptz date timestamp",
    "@key": "int4 int8 text bool timestamptz date",
}

GROUPS = {
    "logic": (True, rows_base.LOGIC),
    "comparisons": (True, rows_base.COMPARISONS),
    "arithmetic": (True, rows_base.ARITHMETIC),
    "casts": (True, rows_base.CASTS),
    "text": (True, rows_text.TEXT),
    "patterns": (True, rows_text.PATTERNS),
    "more text": (True, rows_text.MORE_TEXT),
    "functions of regular expressions": (True, rows_text.REGEX_FUNCTIONS),
    "bytes": (True, rows_text.BYTES),
    "arrays": (True, rows_text.ARRAYS),
    "numeric": (True, rows_number.NUMERIC),
    "mathematics of numeric": (True, rows_number.NUMERIC_MATH),
    "rounded mathematics of numeric": (True, rows_number.NUMERIC_ROUNDED),
    "mathematics": (True, rows_number.MATH),
    "bits": (True, rows_number.BITS),
    "time": (True, rows_time.TIME),
    "extract": (True, rows_time.EXTRACT),
    "calendar": (True, rows_time.CALENDAR),
    "formats": (True, rows_time.FORMATS),
    "json": (True, rows_json.JSON),
}

AGGREGATE_GROUPS = {
    "aggregates": (True, rows_aggregate.AGGREGATES),
    "aggregates with FILTER": (True, rows_aggregate.FILTERED),
    "aggregates of numeric": (True, rows_aggregate.NUMERIC),
    "more aggregates": (True, rows_aggregate.MORE),
    "statistics": (True, rows_aggregate.STATISTICS),
    "ordered aggregates": (True, rows_aggregate.ORDERED),
}

# Only over records themselves, which have an order.
RECORD_AGGREGATE_GROUPS = {
    "aggregates in the records' order": (True, rows_aggregate.RECORD_ORDER),
}

# Rows of an enabled group that are not there yet, by name.
MISSING = set()

# Items of FROM, and table functions behind them.
SOURCES = {
    "topic": True,
    "topic alias": True,
    "topic()": True,
    "topic() since time": True,
    "topic() until time": True,
    "topics()": True,
    "latest()": False,
    "tumble": True,
    "tumble shift": True,
    "tumble named options": True,
    "tumble time expression": True,
    "tumble of topic()": True,
    "hop": True,
    "hop shift": True,
    "hop time expression": True,
    "cumulate": True,
    "session": True,
    "session by": True,
    "words()": True,
    "string_to_table()": True,
    "regexp_split_to_table()": True,
    "unnest()": True,
    "generate_series() of a row": True,
    "jsonb_array_elements()": True,
    "jsonb_array_elements_text()": True,
    "jsonb_object_keys()": True,
    "subquery": True,
    "subquery with LIMIT": True,
    "subquery with GROUP BY": True,
    "WITH": True,
    "UNION ALL": True,
    "VALUES": True,
    "generate_series()": True,
    "window of a subquery": True,
    "window of a timestamp": True,
    "session of a subquery": True,
    "row_number() of groups": True,
    "row_number() of rows": True,
}

# Columns that a topic has.
COLUMNS = {
    "headers": True,
    "JSON columns": True,
}

CLAUSES = {
    "expression without alias": True,
    "WHERE": True,
    "WHERE on a window": True,
    "GROUP BY name": True,
    "GROUP BY position": True,
    "GROUP BY expression": True,
    "GROUP BY window": True,
    "GROUP BY several keys": True,
    "GROUP BY ()": True,
    "GROUPING SETS": True,
    "ROLLUP": True,
    "CUBE": True,
    "grouping()": True,
    "aggregates without GROUP BY": True,
    "HAVING": True,
    "DISTINCT": True,
    "DISTINCT of groups": True,
    "DISTINCT ON": True,
    "UNION ALL of queries": True,
    "ORDER BY": True,
    "ORDER BY position": True,
    "ORDER BY DESC": True,
    "ORDER BY NULLS": True,
    "ORDER BY hidden": True,
    "LIMIT": True,
    "OFFSET": True,
    "LIMIT without ORDER BY": True,
}

# Ways to use them that are not right yet; they are not counted.
WAYS = {
    "array cast without alias": False,
    "constant in DISTINCT ON": False,
    "one expression as two columns of a subquery": False,  # they are one key of ROLLUP then
}


def by_type(groups):
    table = {}
    for enabled, text in groups.values():
        for row in read_rows(text, TYPES) if enabled else ():
            if row.name not in MISSING:
                table.setdefault(row.type, []).append(row)
    return table


def enabled(table):
    return [name for name, is_there in table.items() if is_there]


ROWS = by_type(GROUPS)
AGGREGATES = by_type(AGGREGATE_GROUPS)
RECORD_AGGREGATES = by_type({**AGGREGATE_GROUPS, **RECORD_AGGREGATE_GROUPS})


def row_names():
    return sorted(
        {row.name for table in (ROWS, RECORD_AGGREGATES) for rows in table.values() for row in rows}
    )


def all_names():
    """Everything that the coverage counts."""
    return row_names() + enabled(SOURCES) + enabled(CLAUSES)


def is_there(name):
    """Whether a case that needs it can run on ours."""
    if name in SOURCES or name in CLAUSES:
        return SOURCES.get(name, CLAUSES.get(name))
    assert name in row_names(), f"no such row: {name}"
    return True
