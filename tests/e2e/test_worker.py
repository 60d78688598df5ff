"""The worker from a shell, the same cases on the embedded broker and on real Kafka 3.9 and 4.1."""
import json
import random
import re
import resource
import subprocess
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

import records
from kafka_server import KafkaServer
from product import BINARY, EmbeddedBroker, Running, environment, run
from server_process import free_port
from wait import wait_until

BASE_MS = 1795392000000  # 2026-11-23 00:00:00 UTC
WORD_COUNT = ("SELECT word, count(*) AS n FROM {topic}, string_to_table(value, ' ') AS word "
              "GROUP BY word")
PEOPLE_WORDS = ("the of and to in a is that for it as was with be by on not he his but at are "
                "this have from or had an they which one you were her all she there would their "
                "we him been has when who will more no if out so said what up its about into "
                "stream window topic offset record lag").split()


def made_text(lines, words_a_line, seed):
    """Lines of words with a long tail: half of them common, half made up."""
    chance = random.Random(seed)
    for _ in range(lines):
        yield " ".join(chance.choice(PEOPLE_WORDS) if chance.random() < 0.5
                       else "w" + format(chance.randrange(40000), "x")
                       for _ in range(words_a_line))


def sorted_and_counted(lines):
    """sort | uniq -c, as somebody without us would count."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as text:
        text.write("\n".join(lines) + "\n")
        text.flush()
        counted = subprocess.run(f"tr ' ' '\\n' < {text.name} | LC_ALL=C sort | uniq -c",
                                 shell=True, capture_output=True, text=True, check=True).stdout
    return {word: int(n) for n, word in (line.split() for line in counted.splitlines())}


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


class Cases:
    """What must hold on every broker. A subclass gives `broker` and `new_topic`."""

    topics = 0

    def topic(self, partitions=4):
        Cases.topics += 1
        name = f"t{Cases.topics}_{int(time.time() * 1000)}"
        self.new_topic(name, partitions)
        return name

    def run_on(self, *arguments, stdin=None, output="json"):
        return run("run", "-b", self.broker.bootstrap, "--output", output, *arguments, stdin=stdin)

    def rows(self, statement, *options):
        done = self.run_on(*options, statement)
        self.assertEqual(done.status, 0, done.err)
        return done.rows()

    def lines(self, topic, lines, partitions=4):
        records.produce_lines(self.broker.bootstrap, topic, lines, partitions)

    def test_a_million_words_are_counted_as_sort_and_uniq_count_them(self):
        topic = self.topic()
        text = list(made_text(125000, 8, 7))
        truth = sorted_and_counted(text)
        self.lines(topic, text)
        rows = self.rows(WORD_COUNT.format(topic=topic), "--set", "until=now")
        self.assertEqual({row["word"]: row["n"] for row in rows}, truth)
        self.assertEqual(sum(truth.values()), 1000000)

    def test_three_lanes_count_the_same_as_one(self):
        topic = self.topic()
        self.lines(topic, made_text(20000, 8, 8))
        one = self.rows(WORD_COUNT.format(topic=topic), "--set", "until=now", "--set", "lanes=1")
        three = self.rows(WORD_COUNT.format(topic=topic), "--set", "until=now", "--set", "lanes=3")
        key = lambda row: row["word"]
        self.assertEqual(sorted(one, key=key), sorted(three, key=key))

    def test_tumbling_windows_hold_what_fell_into_them(self):
        topic = self.topic()
        truth = Counter()
        made = []
        chance = random.Random(3)
        for i in range(5000):
            at = BASE_MS + chance.randrange(60000)
            line = " ".join(chance.choice(PEOPLE_WORDS) for _ in range(3))
            made.append({"value": line, "timestamp": at, "partition": i % 4})
            for word in line.split():
                truth[(at // 10000 * 10, word)] += 1
        records.produce(self.broker.bootstrap, topic, made)
        rows = self.rows(f"""SELECT window_start, word, count(*) AS n
            FROM tumble({topic}, interval '10 seconds'), words(value) AS word
            GROUP BY window_start, word ORDER BY window_start DESC, n DESC""",
                         "--set", "until=now")
        counted = {}
        for row in rows:
            at = time.strptime(row["window_start"], "%Y-%m-%d %H:%M:%S+00")
            counted[(int(__import__("calendar").timegm(at)), row["word"])] = row["n"]
        self.assertEqual(counted, {key: n for key, n in truth.items()})
        order = [(row["window_start"], row["n"]) for row in rows]
        self.assertEqual(order, sorted(order, reverse=True))

    def test_a_live_count_changes_as_records_come_and_ctrl_c_prints_the_last_state(self):
        topic = self.topic()
        self.lines(topic, ["a b a"])
        live = Running(["run", "-b", self.broker.bootstrap, "--output", "changes",
                        WORD_COUNT.format(topic=topic)])
        first = live.lines(lambda seen: len(seen) >= 2, 10)
        self.assertIn({"op": "set", "row": {"word": "a", "n": 2}}, map(json.loads, first))
        self.lines(topic, ["a"])
        live.lines(lambda seen: '{"op":"set","row":{"word":"a","n":3}}' in seen, 10)
        self.assertEqual(live.stop().status, 0)
        wait_until(lambda: self.stopped_csv(topic) == "a,3\nb,1\n", 10, "the last state")

    def stopped_csv(self, topic):
        """What Ctrl-C prints; perhaps nothing, when it comes before the first record."""
        counted = Running(["run", "-b", self.broker.bootstrap, "--output", "csv",
                           WORD_COUNT.format(topic=topic) + " ORDER BY n DESC"])
        counted.lines(lambda seen: seen == ["word,n"], 10)
        done = counted.stop()
        self.assertEqual(done.status, 0, done.err)
        return done.out

    def test_a_tail_with_a_limit_ends_by_itself(self):
        topic = self.topic()
        self.lines(topic, [f"line {i}" for i in range(100)])
        rows = self.rows(f"SELECT value FROM {topic} WHERE value LIKE '%7' LIMIT 5")
        self.assertEqual(len(rows), 5)
        self.assertTrue(all(row["value"].endswith("7") for row in rows), rows)

    def test_every_record_of_a_bounded_tail_comes_once(self):
        topic = self.topic()
        text = [f"line {i}" for i in range(20000)]
        self.lines(topic, text)
        done = self.run_on(f"SELECT value FROM {topic}", "--set", "until=now", output="csv")
        self.assertEqual(done.status, 0, done.err)
        head, *rows = done.out.splitlines()
        self.assertEqual((head, sorted(rows)), ("value", sorted(text)))

    def test_a_record_has_key_time_partition_offset_headers_and_topic(self):
        topic = self.topic()
        records.produce(self.broker.bootstrap, topic, [
            {"value": "v", "key": "k", "partition": 2, "timestamp": BASE_MS + 5,
             "headers": [("trace", b"abc"), ("empty", None)]}])
        rows = self.rows(f"""SELECT key, "timestamp", partition, "offset", headers, topic
                             FROM {topic}""", "--set", "until=now")
        self.assertEqual(rows, [{"key": "k", "timestamp": "2026-11-23 00:00:00.005+00",
                                 "partition": 2, "offset": 0,
                                 "headers": {"trace": "abc", "empty": None}, "topic": topic}])

    def test_since_a_time_reads_from_there(self):
        topic = self.topic(1)
        records.produce(self.broker.bootstrap, topic,
                        [{"value": str(i), "timestamp": BASE_MS + i * 1000, "partition": 0}
                         for i in range(60)])
        rows = self.rows(f"""SELECT value FROM topic('{topic}', since => '2026-11-23 00:00:30',
                                                     until => '2026-11-23 00:00:40')""")
        self.assertEqual([row["value"] for row in rows], [str(i) for i in range(30, 40)])

    def test_since_latest_skips_what_is_there(self):
        topic = self.topic()
        self.lines(topic, ["old"] * 50)
        live = Running(["run", "-b", self.broker.bootstrap, "--output", "events",
                        "--set", "since=latest", f"SELECT value FROM {topic} LIMIT 1"])
        live.lines(lambda seen: any('"schema"' in line for line in seen), 10)
        self.lines(topic, ["new"] * 4)
        seen = live.lines(lambda seen: any('"end"' in line for line in seen), 10)
        live.finish()
        self.assertIn('"new"', "".join(seen))
        self.assertNotIn('"old"', "".join(seen))

    def test_insert_writes_what_a_select_then_reads(self):
        topic = self.topic()
        done = self.run_on(f"INSERT INTO {topic} (key, value) VALUES ('k', 'to be'), (NULL, 'or not')")
        self.assertEqual(done.status, 0, done.err)
        self.assertIn("INSERT 2", done.err)
        rows = self.rows(f"SELECT key, value FROM {topic}", "--set", "until=now")
        self.assertEqual(sorted((str(row["key"]), row["value"]) for row in rows),
                         [("None", "or not"), ("k", "to be")])

    def test_produce_writes_a_record_for_each_line(self):
        topic = self.topic()
        done = run("produce", "-b", self.broker.bootstrap, topic, stdin="one\ntwo\n\nfour")
        self.assertEqual((done.status, done.err), (0, f"4 records written to {topic}\n"))
        rows = self.rows(f"SELECT value FROM {topic}", "--set", "until=now")
        self.assertEqual(sorted(row["value"] for row in rows), ["", "four", "one", "two"])

    def test_what_was_delivered_before_a_record_that_is_too_large_is_counted(self):
        topic = self.topic()
        done = run("produce", "-b", self.broker.bootstrap, topic,
                   stdin="good\n" + "x" * 1100000 + "\nnever read\n")
        self.assertEqual(done.status, 1)
        self.assertRegex(done.err, r"1100000 bytes is more than message.max.bytes \(1000000\)")
        self.assertIn(f"\n1 record written to {topic}\n", done.err)
        self.assertEqual(self.rows(f"SELECT value FROM {topic}", "--set", "until=now"),
                         [{"value": "good"}])

    def test_a_line_without_an_end_does_not_fill_the_memory(self):
        with open("/dev/zero", "rb") as zeros:
            done = subprocess.run([BINARY, "produce", "-b", self.broker.bootstrap, self.topic()],
                                  stdin=zeros, capture_output=True, text=True, timeout=30,
                                  preexec_fn=limit_memory)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("a line of standard input has more than 67108864 bytes", done.stderr)

    def test_a_result_that_can_t_be_written_is_a_failure(self):
        topic = self.topic()
        self.lines(topic, ["x"] * 3)
        for output in ("table", "csv", "json", "changes", "events", "spark", "kafka-streams",
                       "flink"):
            with self.subTest(output=output), open("/dev/full", "w") as full:
                done = subprocess.run([BINARY, "run", "-b", self.broker.bootstrap, "--output", output,
                                       "--set", "until=now", f"SELECT value FROM {topic}"],
                                      stdout=full, stderr=subprocess.PIPE, text=True, timeout=30)
                self.assertEqual((done.returncode, done.stderr),
                                 (2, "ERROR: standard output can't be written: "
                                     "No space left on device\n"))

    def test_a_closed_standard_output_is_told_and_no_socket_takes_its_place(self):
        topic = self.topic()
        self.lines(topic, ["x"])
        done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", BINARY, "run", "-b",
                               self.broker.bootstrap, "--set", "until=now",
                               f"SELECT value FROM {topic}"],
                              stderr=subprocess.PIPE, text=True, timeout=30)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("standard output can't be written: Bad file descriptor", done.stderr)

    def test_a_name_that_no_topic_can_have_is_refused(self):
        for name in ("", ".", "two words", "x" * 250):
            with self.subTest(name=name):
                done = run("produce", "-b", self.broker.bootstrap, name, stdin="x\n")
                self.assertEqual(done.status, 1)
                self.assertIn("can't be a topic's name", done.err)

    def test_a_window_at_the_end_of_time_ends_after_its_start(self):
        topic = self.topic()
        records.produce(self.broker.bootstrap, topic,
                        [{"value": "x", "timestamp": (2 ** 63 - 1) // 1000}])
        rows = self.rows(f"SELECT window_end > window_start AS fits, count(*) AS n "
                         f"FROM tumble({topic}, interval '10 seconds') "
                         "GROUP BY window_start, window_end", "--set", "until=now")
        self.assertEqual(rows, [{"fits": True, "n": 1}])

    def test_show_topics_lists_partitions_and_records(self):
        topic = self.topic(4)
        self.lines(topic, ["x"] * 12)
        [row] = [row for row in self.rows("SHOW TOPICS") if row["topic"] == topic]
        self.assertEqual((row["partitions"], row["replicas"], row["records"]), (4, 1, 12))

    def test_aggregates_agree_with_arithmetic(self):
        topic = self.topic()
        numbers = [random.Random(5).randrange(-10**9, 10**9) for _ in range(1)] + list(range(-500, 1500))
        self.lines(topic, map(str, numbers))
        [row] = self.rows(f"""SELECT count(*) AS n, sum(value::bigint) AS s, min(value::int) AS lo,
                max(value::int) AS hi, avg(value::bigint) AS mean, min(value) AS first
            FROM {topic}""", "--set", "until=now")
        self.assertEqual((row["n"], row["s"], row["lo"], row["hi"], row["first"]),
                         (len(numbers), sum(numbers), min(numbers), max(numbers),
                          min(map(str, numbers))))
        self.assertAlmostEqual(row["mean"], sum(numbers) / len(numbers), places=6)

    def test_fields_of_all_topics_of_a_pattern_are_columns(self):
        first, second = self.topic(1), self.topic(1)
        for topic, field in ((first, "ms"), (second, "bytes")):
            records.produce(self.broker.bootstrap, topic,
                            [{"value": json.dumps({"level": i % 2, field: i}), "partition": 0} for i in range(10)])
        self.assertEqual(self.rows(f"SELECT level, sum(ms) AS ms, sum(bytes) AS bytes FROM topics('{first}|{second}', "
                                   "until => 'now') GROUP BY level ORDER BY level"),
                         [{"level": 0, "ms": 20, "bytes": 20}, {"level": 1, "ms": 25, "bytes": 25}])

    def test_having_order_and_limit_choose_what_is_shown(self):
        topic = self.topic()
        self.lines(topic, ["a a a b b c c c c d"])
        rows = self.rows(WORD_COUNT.format(topic=topic) +
                         " HAVING count(*) > 1 ORDER BY n DESC, word LIMIT 2",
                         "--set", "until=now")
        self.assertEqual(rows, [{"word": "c", "n": 4}, {"word": "a", "n": 3}])

    def test_views_are_there_for_the_statements_that_follow(self):
        topic = self.topic()
        self.lines(topic, ["a b", "c", "a b c d", "b a"])
        done = self.run_on("--set", "until=now", "-F", "-", output="csv", stdin=f"""
            CREATE VIEW many (line, n) AS SELECT value, length(value) FROM {topic} WHERE value LIKE '% %';
            CREATE VIEW words_of_many AS
                SELECT word, count(*) AS n FROM many, words(line) AS word GROUP BY word;
            SELECT line, n FROM many WHERE n > 3;
            SELECT word, n FROM words_of_many WHERE n > 1 ORDER BY word;
            CREATE OR REPLACE VIEW many AS SELECT key, value AS line FROM {topic};
            SELECT word, n FROM words_of_many ORDER BY n DESC, word LIMIT 1;
            DROP VIEW words_of_many; DROP VIEW many; SELECT * FROM many""")
        self.assertEqual(done.out, "line,n\na b c d,7\nword,n\na,3\nb,3\nword,n\na,3\n")
        self.assertEqual(done.status, 1)
        self.assertIn('topic "many" does not exist', done.err)
        self.assertIn("CREATE VIEW: many (line text, n integer) is there for the statements that follow\n",
                      done.err)

    def test_a_view_whose_topic_is_not_there_is_named_at_its_place(self):
        topic = self.topic()
        views = [{"name": "gone", "statement": "CREATE VIEW gone AS SELECT value\nFROM not_there"},
                 {"name": "over", "statement": f"CREATE VIEW over AS SELECT key FROM {topic} UNION ALL "
                                               "SELECT * FROM gone", "uses": ["gone"]}]
        job = {"do": "job", "v": 1, "query": 1, "views": views, "settings": {"until": "now"},
               "kafka": {"bootstrap.servers": self.broker.bootstrap},
               "statement": "SELECT count(*)\nFROM over"}
        worker = Running(["run", "--control"], stdin=subprocess.PIPE)
        worker.process.stdin.write(json.dumps(job) + "\n")
        worker.process.stdin.flush()
        [error] = [json.loads(line) for line in worker.lines(lambda seen: len(seen) >= 2, 15)
                   if '"error"' in line]
        self.assertEqual((error["text"], error["line"], error["column"]),
                         ('view "over": view "gone": topic "not_there" does not exist', 2, 6))
        worker.finish(10)

    def test_an_unknown_topic_is_said_with_its_place(self):
        topic = self.topic()
        done = self.run_on(f"SELECT value\nFROM {topic}x")
        self.assertEqual(done.status, 1)
        self.assertIn(f"{topic}x", done.err)
        self.assertIn("line 2, column 6:", done.err)
        self.assertIn(topic, done.err.split("HINT")[1])

    def test_a_bad_record_is_named_by_its_offset(self):
        topic = self.topic(1)
        self.lines(topic, ["1", "2", "three"], 1)
        done = self.run_on(f"SELECT sum(value::bigint) FROM {topic}", "--set", "until=now")
        self.assertEqual(done.status, 1)
        self.assertIn('invalid input syntax for type bigint: "three"', done.err)
        self.assertIn(f"topic {topic}, partition 0, offset 2", done.err)

    def test_bytes_that_are_no_utf8_are_shown_as_such(self):
        topic = self.topic(1)
        records.produce(self.broker.bootstrap, topic, [{"value": b"a\xff\xc3(b", "partition": 0}])
        [row] = self.rows(f"SELECT value FROM {topic}", "--set", "until=now")
        self.assertEqual(row["value"], "a\ufffd\ufffd(b")

    def test_an_event_ends_every_statement_of_the_protocol(self):
        topic = self.topic()
        self.lines(topic, ["a b"])
        done = self.run_on(WORD_COUNT.format(topic=topic), "--set", "until=now", output="events")
        events = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual(events[0]["event"], "schema")
        self.assertEqual([c["name"] for c in events[0]["columns"]], ["word", "n"])
        self.assertEqual((events[-1]["event"], events[-1]["reason"]), ("end", "done"))
        self.assertTrue(all(e["v"] == 1 and e["query"] == 1 for e in events))
        self.assertIn("rows", [e["event"] for e in events])


class OnTheEmbeddedBroker(Cases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker()

    @classmethod
    def tearDownClass(cls):
        cls.broker.close()

    def new_topic(self, name, partitions):
        """The mock cluster makes a topic of four partitions when it is written to or asked for."""
        from confluent_kafka import Producer
        Producer({"bootstrap.servers": self.broker.bootstrap}).list_topics(name, 10)


class OnKafka39(Cases, unittest.TestCase):
    version = "3.9.1"

    @classmethod
    def setUpClass(cls):
        cls.broker = KafkaServer(cls.version)
        cls.broker.start()

    @classmethod
    def tearDownClass(cls):
        cls.broker.close()

    def new_topic(self, name, partitions):
        """Kafka 4 refuses times of the future, unless the topic allows them."""
        self.broker.create_topic(name, partitions,
                                 {"message.timestamp.after.max.ms": str(2 ** 63 - 1)})


class OnKafka41(OnKafka39):
    version = "4.1.2"


class LosingTheBroker(unittest.TestCase):
    def test_a_query_says_that_the_brokers_are_gone_and_goes_on_when_they_are_back(self):
        kafka = KafkaServer("3.9.1")
        self.addCleanup(kafka.close)
        kafka.start()
        kafka.create_topic("t", 2)
        records.produce_lines(kafka.bootstrap, "t", ["a", "b"], 2)
        live = Running(["run", "-b", kafka.bootstrap, "--output", "events", "SELECT count(*) FROM t"])
        live.lines(lambda seen: any('[["2"]]' in line or '["2"]' in line for line in seen), 10)
        kafka.kill()
        gone = live.lines(lambda seen: any('"notice"' in line for line in seen), 15)
        [notice] = [json.loads(line)["text"] for line in gone if '"notice"' in line]
        self.assertRegex(notice, r"the brokers are gone since \d\d:\d\d:\d\d UTC: ")
        self.assertIn(kafka.bootstrap, notice)
        said = live.lines(lambda seen: any('"waiting":"the brokers are gone' in line for line in seen), 10)
        self.assertEqual(json.loads(said[-1])["lag"], -1)
        kafka.start()
        live.lines(lambda seen: any("the brokers answer again" in line for line in seen), 30)
        records.produce_lines(kafka.bootstrap, "t", ["c"])
        live.lines(lambda seen: any('["3"]' in line for line in seen), 15)
        self.assertEqual(live.stop().status, 0)


class FromAShell(unittest.TestCase):
    """What needs no broker, or finds its own."""

    def setUp(self):
        self.home = tempfile.TemporaryDirectory(prefix="zeppelin-kafka-test-")
        self.env = environment(self.home.name)
        self.addCleanup(self.home.cleanup)

    def shell(self, *arguments, stdin=None):
        return run(*arguments, stdin=stdin, env=self.env)

    def test_a_select_without_a_topic_needs_no_broker(self):
        done = self.shell("run", "SELECT 1 + 1 AS two, 'x' AS x, NULL AS nothing")
        self.assertEqual((done.status, done.out), (0, " two | x | nothing\n"
                                                      "-----+---+---------\n"
                                                      "   2 | x |\n"
                                                      "(1 row)\n"), done.err)

    def test_formats_keep_null_apart_from_an_empty_text(self):
        statement = "SELECT '' AS a, NULL AS b, 'x,\"y\"' AS c, true AS d, 1.5 AS e"
        self.assertEqual(self.shell("run", "--output", "csv", statement).out,
                         'a,b,c,d,e\n"",,"x,""y""",t,1.5\n')
        self.assertEqual(json.loads(self.shell("run", "--output", "json", statement).out),
                         {"a": "", "b": None, "c": 'x,"y"', "d": True, "e": 1.5})

    def test_several_statements_and_a_setting_run_in_order(self):
        done = self.shell("run", "--output", "csv", "-F", "-",
                          stdin="SELECT 1 AS a; SET refresh = '1 s'; -- no more\nSELECT ';' AS b;")
        self.assertEqual((done.status, done.out), (0, "a\n1\nb\n;\n"), done.err)

    def test_an_error_in_the_second_statement_has_its_line_in_the_whole_text(self):
        done = self.shell("run", "SELECT 1;\nSELECT 2 +;\nSELECT 3")
        self.assertEqual(done.status, 1)
        self.assertIn("line 2, column 11:\nSELECT 2 +;\n          ^", done.err)
        self.assertNotIn("3", done.out)

    def test_usage_and_settings_have_their_own_status(self):
        for arguments in (["run"], ["run", "--nonsense", "x"], ["run", "--output", "xml", "x"],
                          ["run", "--set", "refresh=soon", "SELECT 1"], ["run", "-X", "x", "SELECT 1"],
                          ["run", "SELECT 1", "SELECT 2"], ["dance"], ["produce"],
                          ["run", "-X", "@/nonexistent", "SELECT 1"]):
            with self.subTest(arguments=arguments):
                done = self.shell(*arguments)
                self.assertEqual(done.status, 2, done.err)
                self.assertEqual(done.err.count("\n"), 1, done.err)

    def test_a_feed_that_is_no_text_is_refused(self):
        for content, sentence in ((b"a\0b\nc\n", "NUL byte"), (b"\n\n", "no lines")):
            with self.subTest(sentence=sentence), tempfile.NamedTemporaryFile() as feed:
                feed.write(content)
                feed.flush()
                done = self.shell("broker", "--feed", feed.name, "--topic", "fed")
                self.assertEqual(done.status, 2)
                self.assertIn(sentence, done.err)

    def test_a_line_of_a_properties_file_that_is_none_is_not_shown(self):
        for line in ("hunter2", "=hunter2"):
            with self.subTest(line=line), tempfile.NamedTemporaryFile("w") as secrets:
                secrets.write("# secrets\n" + line + "\n")
                secrets.flush()
                done = self.shell("run", "-X", "@" + secrets.name, "SHOW TOPICS")
                self.assertEqual(done.status, 2)
                self.assertIn("line 2", done.err)
                self.assertNotIn("hunter2", done.err)

    def test_a_bad_property_of_librdkafka_is_named(self):
        done = self.shell("run", "-b", "127.0.0.1:1", "-X", "fetch.wait.max.ms=soon", "SHOW TOPICS")
        self.assertEqual(done.status, 2, done.err)
        self.assertIn("fetch.wait.max.ms", done.err)

    def test_brokers_that_do_not_answer_are_named_with_the_cause_within_five_seconds(self):
        port = free_port()
        began = time.monotonic()
        done = self.shell("run", "-b", f"127.0.0.1:{port}", "SELECT value FROM lines")
        self.assertLess(time.monotonic() - began, 5.5)
        self.assertEqual(done.status, 3)
        self.assertIn(f"127.0.0.1:{port}", done.err)
        self.assertRegex(done.err, "(?i)connection refused")
        self.assertNotIn("transport failure", done.err)

    def test_without_brokers_the_embedded_one_is_started_and_found_again(self):
        first = self.shell("produce", "lines", stdin="to be or not to be\n")
        self.assertEqual(first.status, 0, first.err)
        try:
            counted = self.shell("run", "--output", "json", "--set", "until=now",
                                 WORD_COUNT.format(topic="lines") + " ORDER BY n DESC, word")
            self.assertEqual([(r["word"], r["n"]) for r in counted.rows()],
                             [("be", 2), ("to", 2), ("not", 1), ("or", 1)], counted.err)
        finally:
            self.end_embedded()

    def end_embedded(self):
        [port_file] = Path(self.home.name).glob("**/broker.port")
        pid = int(re.search(r"\b(\d+)\s*$", port_file.read_text()).group(1))
        subprocess.run(["kill", str(pid)], check=True)

    def test_a_setting_that_only_the_file_knows_stays_out_of_argv(self):
        with tempfile.NamedTemporaryFile("w") as secrets:
            secrets.write("# secrets\nbootstrap.servers=127.0.0.1:1\nsasl.password=hunter2\n")
            secrets.flush()
            running = Running(["run", "-X", "@" + secrets.name, "SELECT value FROM lines"], self.env)
            argv = Path(f"/proc/{running.process.pid}/cmdline").read_bytes()
            done = running.finish()
        self.assertNotIn(b"hunter2", argv)
        self.assertNotIn("hunter2", done.out + done.err)
        self.assertEqual(done.status, 3)

    def test_statements_at_the_edge_end_in_a_sentence(self):
        for statement, sentence in (
                ("SELECT " + "1+" * 100000 + "1", "at most 65536"),
                ("SELECT " + "1+" * 30000 + "1", "ERROR: "),
                ("SELECT " + "(" * 30000 + "1" + ")" * 30000, "ERROR: "),
                ("x" * 1000000, "at most 524288"),
                ("SELECT 'abc", "this quote does not end"),
                ("SELECT $1", "ERROR: "),
                ("\x01", "ERROR: ")):
            with self.subTest(statement=statement[:40]):
                done = self.shell("run", "-F", "-", stdin=statement)
                self.assertEqual(done.status, 1, done.err[:500])
                self.assertIn(sentence, done.err)

    def test_a_closed_pipe_ends_it_quietly(self):
        with EmbeddedBroker("--feed", str(Path(__file__)), "--topic", "text", "--rate", "5000") as broker:
            done = subprocess.run(
                ["bash", "-c", f"'{BINARY}' run -b {broker.bootstrap} --output json "
                 "'SELECT value FROM text' | head -3"], capture_output=True, text=True, timeout=60)
        self.assertEqual(len(done.stdout.splitlines()), 3)
        self.assertEqual(done.stderr, "")

    def test_the_control_form_runs_a_job_and_ends_with_its_pipe(self):
        with EmbeddedBroker("--feed", str(Path(__file__)), "--topic", "text", "--rate", "500") as broker:
            job = {"do": "job", "v": 1, "query": 7, "settings": {},
                   "kafka": {"bootstrap.servers": broker.bootstrap},
                   "statement": WORD_COUNT.format(topic="text")}
            worker = Running(["run", "--control"], self.env, stdin=subprocess.PIPE)
            worker.process.stdin.write(json.dumps(job) + "\n")
            worker.process.stdin.flush()
            [schema] = worker.lines(lambda seen: len(seen) >= 1, 10)
            self.assertTrue(json.loads(schema)["waits"])
            worker.process.stdin.write('{"do":"start","v":1}\n')
            worker.process.stdin.flush()
            seen = worker.lines(lambda seen: any('"rows"' in line for line in seen), 10)
            self.assertEqual({json.loads(line)["query"] for line in seen}, {7})
            began = time.monotonic()
            done = worker.finish(10)
            self.assertLess(time.monotonic() - began, 1.0)
            self.assertEqual((done.status, json.loads(done.out.splitlines()[-1])["reason"]),
                             (0, "stopped"))

    def test_a_job_says_what_it_did_to_a_view(self):
        with EmbeddedBroker() as broker:
            job = {"do": "job", "v": 1, "query": 1, "settings": {},
                   "views": [{"name": "a", "statement": "CREATE VIEW a AS SELECT 1 AS x"}],
                   "kafka": {"bootstrap.servers": broker.bootstrap},
                   "statement": "CREATE VIEW b AS SELECT x FROM a"}
            worker = Running(["run", "--control"], self.env, stdin=subprocess.PIPE)
            worker.process.stdin.write(json.dumps(job) + "\n")
            worker.process.stdin.flush()
            events = [json.loads(line) for line in worker.lines(lambda seen: len(seen) >= 3, 10)]
            worker.finish(10)
        self.assertEqual([event["event"] for event in events], ["schema", "view", "end"])
        self.assertEqual({name: events[1][name] for name in ("name", "statement", "uses")},
                         {"name": "b", "statement": job["statement"], "uses": ["a"]})
        self.assertEqual(events[2]["text"], "CREATE VIEW: b (x integer) is there for this note until the "
                                            "interpreter restarts")

    def test_a_signal_ends_the_broker(self):
        with EmbeddedBroker() as broker:
            self.assertRegex(broker.bootstrap, r"^127\.0\.0\.1:\d+$")
        self.assertEqual(broker.process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
