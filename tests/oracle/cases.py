"""Case folders: tests/cases/oracle/<name>/{query.sql, rows.json[, settings], expect.txt}.

query.sql may begin with comments that say how it is compared:
    -- order: total | keys 0 2 | subset 5    (see compare.Order; without it: none)
    -- rough: 1 2                            output columns that are compared at ten digits
    -- grouped: yes                          0 and -0 are the same
    -- needs: hop, session                   rows of features.py: not run on ours before they are there
rows.json is {"topic": {"records": [...], "columns": [[name, type], ...]}}, records as in tables.py;
a timestamp may be written '2026-01-31 10:00:00.5'. Topics' names are of one case only.
settings has a line NAME=VALUE each; views.sql has CREATE VIEW statements, which are run before the
query. expect.txt is PostgreSQL's CSV, or `error`.
"""

import datetime
import json
import re
from pathlib import Path

from compare import Order
from engines import Table, read_csv, table_of

FOLDER = Path(__file__).resolve().parent.parent / "cases/oracle"
COMMENT = re.compile(r"^-- (order|rough|grouped|needs): (.*)$", re.MULTILINE)


class Case:
    def __init__(self, folder):
        self.name = folder.name
        self.query = (folder / "query.sql").read_text()
        views = folder / "views.sql"
        self.views = [view for view in views.read_text().split(";\n") if view] if views.exists() else []
        said = dict(COMMENT.findall(self.query))
        self.order = Order.of(said.get("order", "none"))
        self.rough = [int(i) for i in said.get("rough", "").split()]
        self.grouped = said.get("grouped") == "yes"
        self.needs = [name.strip() for name in said.get("needs", "").split(",") if name.strip()]
        self.topics = json.loads((folder / "rows.json").read_text())
        for topic in self.topics.values():
            for record in topic["records"]:
                complete(record)
        settings = folder / "settings"
        lines = settings.read_text().splitlines() if settings.exists() else ()
        self.settings = dict(line.split("=", 1) for line in lines if line)
        expect = (folder / "expect.txt").read_text()
        self.expected = (
            Table(error=expect) if expect.strip() == "error" else table_of(read_csv(expect))
        )


def complete(record):
    record.setdefault("value", None)
    record.setdefault("key", None)
    record.setdefault("partition", 0)
    record.setdefault("headers", [])
    if isinstance(record["timestamp"], str):
        at = datetime.datetime.fromisoformat(record["timestamp"]).replace(
            tzinfo=datetime.timezone.utc
        )
        record["timestamp"] = round(at.timestamp() * 1000)


def all_cases(part=""):
    return [
        Case(path.parent) for path in sorted(FOLDER.glob("*/query.sql")) if part in path.parent.name
    ]


def csv_cell(cell):
    if cell is None:
        return ""
    if cell == "" or re.search('[,"\r\n]', cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def csv_text(table):
    if table.error is not None:
        return "error\n"
    return "".join(",".join(map(csv_cell, row)) + "\n" for row in (table.columns, *table.rows))


def renamed(text, names):
    """The text with other names of topics: the generated ones occur nowhere else in it."""
    for old, new in names.items():
        text = re.sub(rf"\b{re.escape(old)}\b", new, text)
    return text


def save(name, text, topics, expected, query):
    """A statement over these topics as a folder. query: says how its tables are compared."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    head = "" if query.order.kind == "none" else f"-- order: {query.order.text()}\n"
    if query.rough:
        head += f"-- rough: {' '.join(map(str, query.rough))}\n"
    if query.grouped:
        head += "-- grouped: yes\n"
    (folder / "query.sql").write_text(head + text.strip() + "\n")
    rows = ",\n".join(
        f"{json.dumps(topic)}: {topic_text(content)}" for topic, content in topics.items()
    )
    (folder / "rows.json").write_text("{" + rows + "}\n")
    (folder / "expect.txt").write_text(csv_text(expected))
    return folder


def topic_text(content):
    """A record a line."""
    records = ",\n  ".join(
        json.dumps({k: v for k, v in record.items() if k != "offset"}, ensure_ascii=False)
        for record in content["records"]
    )
    columns = json.dumps(content.get("columns", []))
    return '{"columns": ' + columns + ', "records": [\n  ' + records + "]}"
