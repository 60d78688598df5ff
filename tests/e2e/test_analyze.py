"""EXPLAIN ANALYZE on a real Kafka and in a real Zeppelin: counts of every step are exact, an endless
one goes on until it is stopped. Times are never compared with figures.
"""
import json
import re
import unittest

import records
from kafka_server import KafkaServer
from product import EmbeddedBroker, Running, run
from server_process import REPO
from wait import wait_until
from zeppelin_server import ZeppelinServer

BASE_MS = 1795392000000  # 2026-11-23 00:00:00 UTC
SOON_S = 15
COLUMNS = ["plan", "cpu %", "rows in", "rows out", "rows/s", "ns/row", "details"]


class OnKafka(unittest.TestCase):
    topics = 0

    @classmethod
    def setUpClass(cls):
        cls.broker = KafkaServer("4.1.2")
        cls.addClassCleanup(cls.broker.close)
        cls.broker.start()

    def topic(self, partitions=4):
        OnKafka.topics += 1
        name = f"a{OnKafka.topics}"
        self.broker.create_topic(name, partitions)
        return name

    def analyze(self, query, *options):
        done = run("run", "-b", self.broker.bootstrap, "--output", "json", *options,
                   "EXPLAIN ANALYZE " + query)
        self.assertEqual(done.status, 0, done.err)
        return done.rows()

    def flow(self, rows):
        """(step, rows in, rows out) of every line of the plan; its shares and times make sense."""
        for row in rows:
            self.assertEqual(list(row), COLUMNS)
        lines, [planning, execution] = rows[:-2], rows[-2:]
        self.assertRegex(planning["plan"], r"^Planning time: [\d.]+ ms$")
        self.assertRegex(execution["plan"], r"^Execution time: [\d.]+ ms$")
        shares = [float(row["cpu %"]) for row in lines]
        self.assertTrue(all(share >= 0 for share in shares) and 0 < sum(shares) < 101, shares)
        return [(row["plan"].strip().split(":")[0], row["rows in"], row["rows out"]) for row in lines]

    def test_a_bounded_query_counts_the_rows_of_every_step(self):
        topic = self.topic()
        records.produce_lines(self.broker.bootstrap, topic,
                              (json.dumps({"who": f"w{i % 50}", "amount": i}) for i in range(20000)), 4)
        query = f"""SELECT who, count(*), sum(amount) FROM topic('{topic}', until => 'now')
            WHERE amount >= 5000 GROUP BY who HAVING who < 'w3' ORDER BY 3 DESC LIMIT 5"""
        for lanes in ("1", "3"):
            with self.subTest(lanes=lanes):
                rows = self.analyze(query, "--set", f"lanes={lanes}")
                flow = self.flow(rows)
                handed = flow[4][2]
                self.assertEqual(flow, [
                    ("fetches records from the brokers, and unpacks them", None, 20000),
                    (f"reads topic {topic} from the beginning to the end as it is now", 20000, 20000),
                    ("decodes of each record, as json", 20000, 20000),
                    ("leaves out rows that do not pass a condition on amount", 20000, 15000),
                    ("groups rows by 1 key and keeps of each group", 15000, handed),
                    ("hands over what changed, and adds it up", handed, 50),
                    ("leaves out groups that do not pass HAVING", 50, 23),
                    ("orders by 1 column", 23, 23),
                    ("shows at most 5 rows", 23, 5),
                    ("brings the visible table up to date", 5, 5)])
                self.assertRegex(rows[4]["details"], r"^50 groups, [\d.]+\s\wB kept$")
                self.assertGreaterEqual(handed, 50)

    def test_a_query_over_a_query_counts_both(self):
        topic = self.topic()
        records.produce_lines(self.broker.bootstrap, topic, (f"w{i % 30}" for i in range(3000)), 4)
        flow = self.flow(self.analyze(f"""SELECT n, count(*) FROM (SELECT value AS v, count(*) AS n
            FROM topic('{topic}', until => 'now') GROUP BY value) AS c WHERE v < 'w2' GROUP BY n"""))
        self.assertEqual([line for line in flow if line[0].startswith(("over", "leaves"))],
                         [("over the rows of a query, as they come, change and go", 30, 30),
                          ("leaves out rows that do not pass a condition on v", 30, 12)])
        self.assertEqual(flow[-2:], [("groups rows by 1 key and keeps of each group", 12, 1),
                                     ("brings the visible table up to date", 1, 1)])

    def endless(self, query, *options):
        live = Running(["run", "-b", self.broker.bootstrap, "--output", "changes", *options,
                        "EXPLAIN ANALYZE " + query])
        self.addCleanup(live.process.kill)
        return live

    def until(self, live, seen, holds):
        """Until a row that is set holds; all rows so far, the newest last."""
        def rows():
            return [json.loads(line)["row"] for line in seen if json.loads(line)["op"] == "set"]

        seen += live.lines(lambda more: any(
            json.loads(line)["op"] == "set" and holds(json.loads(line)["row"]) for line in more), SOON_S)
        return rows()

    def test_an_endless_query_is_measured_until_it_is_stopped(self):
        topic = self.topic()
        records.produce_lines(self.broker.bootstrap, topic, ["a"] * 500, 4)
        live, seen = self.endless(f"SELECT value, count(*) FROM {topic} GROUP BY value"), []

        def reads(n, rate):
            return lambda row: row["plan"].startswith("reads") and row["rows in"] == n and rate(row["rows/s"])

        self.until(live, seen, reads(500, lambda rate: rate > 0))
        self.until(live, seen, reads(500, lambda rate: rate == 0))
        records.produce_lines(self.broker.bootstrap, topic, ["b"] * 200, 4)
        self.until(live, seen, reads(700, lambda rate: rate > 0))
        done = live.stop()
        self.assertEqual(done.status, 0, done.err)

    def test_late_and_dropped_rows_are_told_at_the_groups(self):
        for emit, told in (("changes", "1 late row"), ("final", "1 dropped row")):
            with self.subTest(emit=emit):
                topic = self.topic(1)
                at = lambda s: {"value": "x", "timestamp": BASE_MS + s * 1000}
                records.produce(self.broker.bootstrap, topic, [at(0), at(100)])
                live = self.endless(f"SELECT window_start, count(*) FROM tumble({topic}, interval '10 s') "
                                    "GROUP BY window_start", "--set", f"emit={emit}")
                seen = []
                self.until(live, seen, lambda row: row["plan"].startswith("reads") and row["rows in"] == 2)
                records.produce(self.broker.bootstrap, topic, [at(1)])
                self.until(live, seen, lambda row: told in row["details"])
                self.assertEqual(live.stop().status, 0)

    def test_for_ends_it(self):
        topic = self.topic()
        records.produce_lines(self.broker.bootstrap, topic, ["a b", "b"], 1)
        flow = self.flow(self.analyze(f"SELECT word FROM {topic}, words(value) AS word",
                                      "--set", "for=2s"))
        self.assertEqual(flow[2], ("makes a row of each that words(text) gives", 2, 3))

    def test_skipped_rows_are_told_where_they_failed(self):
        topic = self.topic()
        records.produce_lines(self.broker.bootstrap, topic, ["1", "0", "2", "0"], 1)
        rows = self.analyze(f"SELECT 10 / value::int FROM topic('{topic}', until => 'now')",
                            "--set", "on_error=skip")
        self.assertEqual([row["details"] for row in rows if row["plan"].startswith("computes")],
                         ["2 skipped rows"])


class InANotebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker("--feed", str(REPO / "notebooks" / "lines.txt"), "--topic", "lines",
                                    "--rate", "200")
        cls.addClassCleanup(cls.broker.close)
        cls.zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap},
                                      env=cls.broker.env)
        cls.addClassCleanup(cls.zeppelin.close)
        cls.zeppelin.start()

    def test_a_bounded_one_is_a_table(self):
        note = self.zeppelin.new_note("bounded", ["%kafka EXPLAIN ANALYZE SELECT word, count(*) FROM "
                                                  "topic('lines', until => 'now'), words(value) AS word "
                                                  "GROUP BY word"])
        [paragraph] = self.zeppelin.paragraph_ids(note)
        answer = self.zeppelin.run(note, paragraph)
        self.assertEqual(answer["code"], "SUCCESS", answer)
        head, *rows = self.zeppelin.table(note, paragraph)
        self.assertEqual(head, COLUMNS)
        self.assertEqual(len(rows), 8)
        self.assertTrue(rows[-1][0].startswith("Execution time: "), rows)

    def test_an_endless_one_is_a_live_panel_whose_stop_leaves_its_last_table(self):
        note = self.zeppelin.new_note("endless", ["%kafka EXPLAIN ANALYZE SELECT word, count(*) FROM "
                                                  "lines, words(value) AS word GROUP BY word"])
        [paragraph] = self.zeppelin.paragraph_ids(note)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            since = page.mark()
            page.run(paragraph, "%kafka EXPLAIN ANALYZE SELECT word, count(*) FROM lines, "
                                "words(value) AS word GROUP BY word")
            page.wait_status(paragraph, "FINISHED", SOON_S, since)
            self.press(page, paragraph, "need")
            first = page.wait_object(paragraph, "htm", lambda html: "reads topic lines" in html, SOON_S, since)
            page.wait_object(paragraph, "htm", lambda html: "reads topic lines" in html and html != first,
                             SOON_S, page.mark())
            self.press(page, paragraph, "stop")
            head, *rows = wait_until(lambda: self.zeppelin.table(note, paragraph), SOON_S, "the saved table")
        self.assertEqual(head, COLUMNS)
        self.assertGreater(int(rows[1][2]), 0, rows)

    def press(self, page, paragraph, button):
        [template] = [m["data"] for m in self.zeppelin.messages(page.note_id, paragraph) if m["type"] == "ANGULAR"]
        name, nonce = re.search(rf"z\.angularBind\('({button}\w*)','([^']+)'", template).groups()
        page.bind(paragraph, name, nonce)


if __name__ == "__main__":
    unittest.main()
