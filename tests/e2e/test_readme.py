"""The examples of the README's language section print what stands below them.

The records are those that the section speaks of; a statement is an indented paragraph, and the next
one is the table that it prints.
"""
import re
import unittest
from datetime import datetime, timezone

import records
from product import TOP, EmbeddedBroker, run

ORDERS = ((1, "ada", "19.99", '["tea", "milk"]', "10:00:05"), (2, "bob", "5.00", '["tea"]', "10:00:20"),
          (3, "ada", "7.50", '["salt"]', "10:01:10"), (4, "eve", "120.00", '["tea", "rice", "salt"]', "10:01:40"),
          (5, "bob", "2.25", '["milk"]', "10:02:15"))
CLICKS = (("ada", "/", "10:00:00"), ("ada", "/tea", "10:00:40"), ("bob", "/", "10:01:00"),
          ("ada", "/cart", "10:02:00"), ("bob", "/tea", "10:20:00"), ("ada", "/", "10:45:00"))
LINES = {"logs-web": ("GET / 200", "GET /tea 500"), "logs-db": ("slow query 500 ms",),
         "rooms": ("room;celsius", "hall;21.5", "roof;-3.25", "hall;22.5", "roof;-2.75")}
STATEMENT = re.compile(r"(SELECT|WITH|VALUES|EXPLAIN|SET|CREATE|INSERT|COPY|PRINT|HELP)\b")
DONE = re.compile(r"CREATE VIEW: |CREATE TABLE: |INSERT \d+: |COPY \d+: ")
EXAMPLES_MIN = 15


def milliseconds(time):
    return int(datetime.fromisoformat(f"2026-03-01T{time}").replace(tzinfo=timezone.utc).timestamp() * 1000)


def topics():
    yield "orders", [{"value": f'{{"id": {i}, "who": "{who}", "amount": {amount}, "items": {items}, '
                               f'"at": "2026-03-01T{time}Z"}}', "key": who, "timestamp": milliseconds(time)}
                     for i, who, amount, items, time in ORDERS]
    yield "clicks", [{"key": key, "value": page, "timestamp": milliseconds(time)} for key, page, time in CLICKS]
    for topic, lines in LINES.items():
        yield topic, [{"value": line, "timestamp": milliseconds("10:00:00") + i} for i, line in enumerate(lines)]


def examples():
    """[(statement, lines of the table below it)]"""
    section = (TOP / "README.md").read_text().split("\n## The language\n")[1].split("\n## ")[0]
    found = []
    for paragraph in re.split(r"\n(?:\s*\n)+", section):
        lines = [line[4:] for line in paragraph.split("\n") if line.startswith("    ")]
        if lines and STATEMENT.match(lines[0]):
            found.append(("\n".join(lines), []))
        elif lines and found and len(lines) > 1 and re.fullmatch(r"[-+]+", lines[1]):
            assert not found[-1][1], f"two tables below {found[-1][0]}"
            found[-1][1].extend(lines)
    return found


def steps(table):
    """What EXPLAIN ANALYZE says beside its figures."""
    cells = [line.split("|")[0].strip() for line in table if "|" in line]
    return [cell for cell in cells if not cell.endswith(" ms")]


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cls.enterClassContext(EmbeddedBroker("--partitions", "1", "--topic", "none"))
        for topic, values in topics():
            records.produce(cls.broker.bootstrap, topic, [{**value, "partition": 0} for value in values])

    def test_examples_print_what_stands_below_them(self):
        found = examples()
        self.assertGreater(len(found), EXAMPLES_MIN)
        for statement, table in found:
            with self.subTest(statement=statement):
                done = run("run", "-b", self.broker.bootstrap, "--set", "until=now", statement)
                said = [line for line in done.err.splitlines() if not DONE.match(line)]
                self.assertEqual((done.status, said), (0, []))
                printed = [line.rstrip() for line in done.out.splitlines()]
                self.assertRegex(printed[-1], r"^\(\d+ rows?\)$")
                if statement.startswith("EXPLAIN ANALYZE"):
                    printed, table = steps(printed), steps(table)
                    self.assertGreater(len(table), 1)
                else:
                    printed.pop()
                self.assertEqual(printed, table)


if __name__ == "__main__":
    unittest.main()
