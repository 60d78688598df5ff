"""What people ask of topics: SHOW, DESCRIBE, PRINT, HELP, on the embedded broker and on real Kafka."""
import json
import time
import unittest

import records
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from kafka_server import KafkaServer
from product import EmbeddedBroker, Running, run

PARTITIONS = 2  # of every topic
AT_MS = 1795392000000  # 2026-11-23 00:00:00 UTC
LONG = "n" * 249  # the longest name that Kafka allows
MANY_TOPICS = 300
LARGE_BYTES = 10 << 20
MANY_FIELDS = json.dumps({f"field{i}": i for i in range(10000)})
DEEP = '{"a":' * 10000 + "1" + "}" * 10000
HOSTILE = {'quote"d': 1, "it's": 2, "dot.ted": 3, "gr\u00fc\u00df": 4, "bell\x07": 5, "<b>%html": 6,
           "timestamp": 7, "offset": 8, "User Id": 9}
ANSWER_SECONDS_MAX = 10
COLUMNS = ["value", "key", '"timestamp"', "partition", '"offset"', "headers", "topic", "received_at"]


class Cases:
    """What must hold on every broker. A subclass gives `broker` and `new_topic`."""

    @classmethod
    def fill(cls):
        """The topics that all tests look at."""
        bootstrap = cls.broker.bootstrap
        for topic in ("orders", "mixed", "hostile", "wide", LONG, "live", "nothing", "__hidden"):
            cls.new_topic(topic)
        records.produce(bootstrap, "orders", ({
            "value": json.dumps({"id": i, "Who": "ada" if i % 4 else None, "price": 1.50 * i}),
            "key": f"k{i}", "partition": i % 2, "timestamp": AT_MS + i * 1000} for i in range(100)))
        records.produce(bootstrap, "mixed", [{"partition": 0, "timestamp": AT_MS + i, **record} for i, record in enumerate((
            {"key": "text", "value": "plain \u00e9"},
            {"key": "json", "value": '{ "b":1.50,\n "a" : [1,{}] }'},
            {"key": b"\x00\x00\x00\x07", "value": b"\xff\xfe\x00"},
            {"key": "tomb", "value": None},
            {"value": "", "headers": [("trace", b"one"), ("trace", b"two"), ("none", None)]}))])
        records.produce(bootstrap, "hostile", [{"value": json.dumps(HOSTILE), "partition": 0}] * 3)
        records.produce(bootstrap, "wide", [
            {"value": value, "partition": 0} for value in (MANY_FIELDS, MANY_FIELDS, MANY_FIELDS, DEEP)])
        records.produce(bootstrap, LONG, [{"value": "a"}])
        records.produce(bootstrap, "live", ({"value": f"old {i}", "partition": 0} for i in range(30)))
        records.produce(bootstrap, "__hidden", [{"value": "a"}])

    def run_on(self, statement, *options):
        began = time.monotonic()
        done = run("run", "-b", self.broker.bootstrap, "--output", "json", *options, statement)
        self.assertLess(time.monotonic() - began, ANSWER_SECONDS_MAX)
        return done

    def rows(self, statement, *options):
        done = self.run_on(statement, *options)
        self.assertEqual(done.status, 0, done.err)
        return done.rows()

    def described(self, name, part):
        """{name: row} of one part of what DESCRIBE says."""
        return {row["name"]: row for row in self.rows(f'DESCRIBE "{name}"') if row["part"] == part}

    def test_topics_are_listed_with_their_partitions_and_records(self):
        shown = {row["topic"]: row for row in self.rows("SHOW TOPICS")}
        self.assertEqual((shown["orders"]["partitions"], shown["orders"]["records"]), (2, 100))
        self.assertIn(LONG, shown)
        self.assertNotIn("__hidden", shown)
        self.assertIn("__hidden", {row["topic"] for row in self.rows("LIST ALL TOPICS")})

    def test_a_topic_is_described(self):
        rows = self.rows("DESC Orders")
        parts = [row["part"] for row in rows]
        self.assertEqual(sorted(set(parts), key=parts.index),
                         ["topic", "format", "column", "field", "partition", "group", "config"])
        self.assertEqual([row["name"] for row in rows if row["part"] == "column"], COLUMNS)
        self.assertEqual([(row["name"], row["is"], row["null"]) for row in rows if row["part"] == "field"],
                         [("id", "bigint", "0 %"), ("Who", "text", "25 %"), ("price", "numeric", "0 %")])
        self.assertIn("ada", [row["example"] for row in rows])
        self.assertEqual([(row["name"], row["is"], row["note"]) for row in rows if row["part"] == "format"],
                         [("value", "json", "100 of 100 records are JSON objects"),
                          ("key", "text", "100 of 100 records are text")])
        self.assertEqual([(row["name"], row["is"]) for row in rows if row["part"] == "partition"],
                         [("0", "offsets 0 to 50"), ("1", "offsets 0 to 50")])
        self.assertIn("100 records; 1 replica each", rows[0]["note"])

    def test_a_topic_of_many_kinds_says_how_sure_it_is(self):
        formats = self.described("mixed", "format")
        self.assertEqual((formats["value"]["is"], formats["value"]["null"]), ("text", "20 %"))
        self.assertIn("3 of 4 records are text (75 %)", formats["value"]["note"])
        self.assertEqual(self.described("nothing", "format")["value"]["note"],
                         "of 0 records none has a value")

    def test_a_view_is_described_by_its_columns_and_its_text(self):
        view = "CREATE VIEW \"v\"\"1\" AS SELECT id, count(*) AS n FROM orders GROUP BY id"
        rows = self.rows(view + "; DESCRIBE \"v\"\"1\"")
        self.assertEqual([(row["part"], row["name"], row["is"]) for row in rows],
                         [("view", 'v"1', ""), ("column", "id", "bigint"), ("column", "n", "bigint")])
        self.assertEqual(rows[0]["note"], view)

    def test_hostile_names_of_fields_are_names(self):
        fields = self.described("hostile", "field")
        self.assertEqual(set(fields), set(HOSTILE))
        self.assertEqual(fields['quote"d']["note"], 'is written "quote""d"')
        self.assertEqual(fields["timestamp"]["note"],
                         "the record's column keeps the name; the field is value::jsonb->>'timestamp'")
        self.assertEqual(self.rows("SELECT \"quote\"\"d\" AS a, \"bell\x07\" AS b, value::jsonb->>'timestamp' AS c "
                                   "FROM hostile LIMIT 1"), [{"a": 1, "b": 5, "c": "7"}])
        [printed] = self.rows("PRINT hostile LAST 1")
        self.assertEqual(json.loads(printed["value"]), HOSTILE)

    def test_many_fields_and_deep_ones_do_no_harm(self):
        rows = self.rows("DESCRIBE wide")
        [value] = [row for row in rows if row["part"] == "format" and row["name"] == "value"]
        self.assertEqual(value["is"], "json")
        self.assertIn("3 of 4 records are JSON objects (75 %)", value["note"])
        self.assertIn("more fields are no columns", value["note"])
        self.assertEqual(sum(row["part"] == "field" for row in rows), 256)
        deep, *wide = self.rows("PRINT wide LAST 4")
        self.assertTrue(deep["value"].startswith('{"a":{"a":'))
        self.assertIn(f"({len(DEEP)} bytes)", deep["value"])
        self.assertIn(f"({len(MANY_FIELDS)} bytes)", wide[0]["value"])

    def test_the_longest_name_is_a_name(self):
        self.assertEqual(list(self.described(LONG, "topic")), [LONG])
        self.assertEqual(self.rows(f"PRINT {LONG} LAST 1")[0]["value"], "a")

    def test_records_are_printed_as_they_are(self):
        rows = self.rows("PRINT mixed LAST 5")
        self.assertEqual([(row["offset"], row["key"], row["value"], row["headers"]) for row in rows], [
            (4, None, "", {"trace": ["one", "two"], "none": None}),
            (3, "tomb", "(tombstone)", {}),
            (2, "\\x00000007", "\\xfffe00", {}),
            (1, "json", '{"b": 1.50, "a": [1, {}]}', {}),
            (0, "text", "plain \u00e9", {})])
        self.assertEqual(rows[4]["timestamp"], "2026-11-23 00:00:00+00")

    def test_print_begins_and_ends_where_it_is_told(self):
        offsets = lambda statement: [(row["partition"], row["offset"]) for row in self.rows(statement)]
        self.assertEqual(offsets("PRINT orders LAST 3"), [(1, 49), (0, 49), (1, 48)])
        self.assertEqual(offsets("PRINT orders FROM 48 PARTITION 1 LIMIT 2"), [(1, 48), (1, 49)])
        self.assertEqual(offsets("PRINT 'orders' FROM BEGINNING PARTITION 0 LIMIT 2"), [(0, 0), (0, 1)])
        self.assertEqual(offsets("PRINT orders FROM '2026-11-23 00:01:30' PARTITION 0 LIMIT 1"), [(0, 45)])
        self.assertEqual(self.rows("PRINT nothing LAST 3"), [])

    def test_a_sample_is_the_same_each_time_and_about_its_share(self):
        sample = "PRINT orders FROM EARLIEST SAMPLE 30%"
        first, again = (self.rows(sample, "--set", "until=now") for _ in range(2))
        key = lambda row: (row["partition"], row["offset"])
        self.assertEqual(sorted(map(key, first)), sorted(map(key, again)))
        self.assertTrue(10 <= len(first) <= 50, len(first))

    def test_print_is_live_from_the_last_ones_on(self):
        live = Running(["run", "-b", self.broker.bootstrap, "--output", "changes", "PRINT live"])
        seen = live.lines(lambda lines: len(lines) >= 10, ANSWER_SECONDS_MAX)
        self.assertEqual({json.loads(line)["row"]["value"] for line in seen}, {f"old {i}" for i in range(20, 30)})
        records.produce(self.broker.bootstrap, "live", [{"value": "new"}])
        seen = live.lines(lambda lines: len(lines) >= 1, ANSWER_SECONDS_MAX)
        self.assertEqual(json.loads(seen[0])["row"]["value"], "new")
        self.assertEqual(live.stop().status, 0)

    def test_mistakes_are_told_at_their_place(self):
        for statement, sentence, column in (
                ("PRINT no_such", 'topic "no_such" does not exist', 7),
                ("DESCRIBE ordrs", 'topic "ordrs" does not exist', 10),
                ("PRINT orders FROM 'tea time'", "since can't be 'tea time'", 19),
                ("HELP describ", 'there is no help for "describ"', 6)):
            with self.subTest(statement=statement):
                done = self.run_on(statement)
                self.assertEqual(done.status, 1)
                self.assertIn(sentence, done.err)
                self.assertIn(f"line 1, column {column}:", done.err)


class OnTheEmbeddedBroker(Cases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cls.enterClassContext(EmbeddedBroker("--partitions", str(PARTITIONS), "--topic", "orders"))
        cls.fill()

    @classmethod
    def new_topic(cls, name):
        """The mock cluster makes a topic when it is asked for."""
        AdminClient({"bootstrap.servers": cls.broker.bootstrap, "log_level": 0}).list_topics(name, 10)

    def test_what_it_can_not_tell_it_says(self):
        done = self.run_on("SHOW GROUPS")
        self.assertEqual(done.status, 3)
        self.assertIn("the embedded broker can't list the consumer groups: a real Kafka can", done.err)
        for part in ("group", "config"):
            [row] = self.described("orders", part).values()
            self.assertIn("the embedded broker can't", row["note"])

    def test_functions_settings_and_help_need_no_broker(self):
        functions = run("run", "-b", "127.0.0.1:1", "--output", "json", "SHOW FUNCTIONS LIKE 'jsonb_agg%'").rows()
        self.assertEqual([(row["function"], row["kind"], row["gives"]) for row in functions],
                         [("jsonb_agg(any)", "aggregate", "jsonb")])
        settings = {row["setting"]: row for row in self.rows(
            "SET refresh = 100; SHOW SETTINGS", "--set", "schema_registry_password=hidden")}
        self.assertEqual((settings["refresh"]["value"], settings["refresh"]["default"],
                          settings["refresh"]["who"]), ("100", "16", "note"))
        self.assertEqual(settings["schema_registry_password"]["value"], "(set by the operator)")
        self.assertGreater(len(self.rows("HELP")), 12)
        self.assertEqual({row["what"] for row in self.rows("HELP session")}, {"in FROM"})
        self.assertEqual([row["write"] for row in self.rows("HELP refresh")], ["SET refresh = '16'"])
        for word in ("ORDER BY", "explain", "md5", "set"):
            self.assertTrue(self.rows(f"HELP {word}"), word)


class KafkaCases(Cases):
    """What only a real Kafka can tell."""

    @classmethod
    def setUpClass(cls):
        cls.broker = cls.enterClassContext(KafkaServer(cls.version, {
            "message.max.bytes": str(2 * LARGE_BYTES), "replica.fetch.max.bytes": str(2 * LARGE_BYTES)}))
        cls.fill()

    @classmethod
    def new_topic(cls, name):
        cls.broker.create_topic(name, PARTITIONS)

    def test_the_newest_record_has_a_time_and_an_age(self):
        shown = {row["topic"]: row for row in self.rows("SHOW TOPICS")}
        self.assertEqual(shown["orders"]["newest record"], "2026-11-23 00:01:39+00")
        self.assertIsNotNone(shown["orders"]["its age"])
        self.assertIsNone(shown["nothing"]["newest record"])

    def test_a_large_record_shows_its_beginning(self):
        self.broker.create_topic("large", 1)
        records.produce(self.broker.bootstrap, "large", [{"value": "x" * LARGE_BYTES}],
                        **{"message.max.bytes": 2 * LARGE_BYTES})
        [row] = self.rows("PRINT large LAST 1")
        self.assertTrue(row["value"].endswith(f"x\u2026 ({LARGE_BYTES} bytes)"), row["value"][-40:])
        self.assertLess(len(row["value"]), 40000)
        self.assertEqual(self.described("large", "format")["value"]["is"], "text")

    def test_a_compacted_topic_and_what_is_configured(self):
        self.broker.create_topic("compacted", 1, {"cleanup.policy": "compact", "retention.ms": "-1"})
        records.produce(self.broker.bootstrap, "compacted", [
            {"key": "a", "value": "1"}, {"key": "a", "value": None}, {"key": "b", "value": "2"}])
        configs = self.described("compacted", "config")
        self.assertEqual((configs["cleanup.policy"]["is"], configs["retention.ms"]["is"]), ("compact", "-1"))
        self.assertNotIn("segment.ms", configs)
        everything = {row["name"]: row for row in self.rows("DESCRIBE ALL compacted")}
        self.assertEqual(everything["segment.ms"]["note"], "default")
        self.assertEqual([row["value"] for row in self.rows("PRINT compacted LAST 3")],
                         ["2", "(tombstone)", "1"])

    def test_groups_are_told_with_their_members_and_lag(self):
        group = 'read "it"; \u00e9'
        reader = Consumer({"bootstrap.servers": self.broker.bootstrap, "group.id": group, "log_level": 0,
                           "auto.offset.reset": "earliest", "enable.auto.commit": False})
        self.addCleanup(reader.close)
        reader.subscribe(["orders"])
        deadline = time.monotonic() + 20
        while not reader.assignment() and time.monotonic() < deadline:
            reader.poll(0.1)
        reader.commit(offsets=[TopicPartition("orders", 0, 20), TopicPartition("orders", 1, 40)], asynchronous=False)
        [shown] = [row for row in self.rows("SHOW GROUPS") if row["group"] == group]
        self.assertEqual((shown["state"], shown["members"], shown["topics"], shown["lag"]),
                         ("Stable", 1, "orders", 40))
        described = self.described("orders", "group")[group]
        self.assertEqual((described["is"], described["note"]), ("Stable", "40 records behind; 1 member"))
        self.assertEqual(self.described("nothing", "group")[""]["note"], "no consumer group reads it")


class OnKafka39(KafkaCases, unittest.TestCase):
    version = "3.9.1"


class OnKafka41(KafkaCases, unittest.TestCase):
    version = "4.1.2"

    def test_hundreds_of_topics_are_listed_at_once(self):
        admin = AdminClient({"bootstrap.servers": self.broker.bootstrap, "log_level": 0})
        made = admin.create_topics([NewTopic(f"many-{i}", 1, 1) for i in range(MANY_TOPICS)])
        for topic in made.values():
            topic.result(30)
        shown = [row for row in self.rows("SHOW TOPICS") if row["topic"].startswith("many-")]
        self.assertEqual(len(shown), MANY_TOPICS)
        self.assertLessEqual({row["records"] for row in shown}, {0, None})  # None: its leader is not ready
        self.assertEqual([row["records"] for row in self.rows("SHOW TOPICS") if row["topic"] == "orders"], [100])


if __name__ == "__main__":
    unittest.main()
