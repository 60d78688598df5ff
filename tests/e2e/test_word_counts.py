"""Words counted by Spark, Kafka Streams and Flink themselves, and by us with the README's
statements: what they print is compared byte for byte."""
import json
import random
import re
import tempfile
import unittest
from pathlib import Path

import peers
import records
from kafka_server import KafkaServer
from product import TOP, run

SEED = 5
LINES = 3000
LAST_WORD = "theverylastword"
BATCH_MS = 2000
BATCH_LINES = 500
BATCHES = 6
SPARK_ROWS_MAX = 10  # that print() shows
BASE_MS = 1795392000000  # 2026-11-23 00:00:00 UTC, where a batch begins
PEER_SECONDS_MAX = 120

WORDS = ("the Of AND to a in kafka Streams äpfel ÄPFEL naïve Straße ΣΊΣΥΦΟΣ 日本 snake_case x86 "
         "42 3.14 don't e-mail \u212aelvin 😀smile tab\tbed q\u00a0r _ __init__ --- ... !? "
         "(a) ,b c; Ω 1_000").split(" ")
BLANKS = (" ", " ", " ", " ", "  ", "   ", " \t ", ", ", " - ")
EDGES = ("", "", "", "", " ", "  ", "!", "... ", "\t")
WHOLE_LINES = ("", " ", "   ", "!!!", "?", "\t", "日本", "a", "-a-", " a", "a ")


def changelog_lines(chance):
    """Lines with everything that a tokenizer may trip over; common words and rare ones."""
    for _ in range(LINES - 1):
        if chance.random() < 0.05:
            yield chance.choice(WHOLE_LINES)
            continue
        line = chance.choice(EDGES)
        for _ in range(chance.randrange(1, 9)):
            line += chance.choice(WORDS) if chance.random() < 0.7 else f"w{chance.randrange(900)}"
            line += chance.choice(BLANKS)
        yield line[:-1] + chance.choice(EDGES)
    yield LAST_WORD


def spark_lines(chance):
    """As many batches, all but the last of not more words than Spark prints; "" is one of them."""
    for batch in range(BATCHES):
        words = chance.sample(WORDS, SPARK_ROWS_MAX - 1 if batch < BATCHES - 1 else len(WORDS))
        for _ in range(BATCH_LINES):
            parts = [chance.choice(words + [""]) for _ in range(chance.randrange(0, 9))]
            yield " ".join(parts) + chance.choice(("", "", " ", "  "))


def readme_statement(output):
    """The statement that the README gives for this --output."""
    found = re.search(r'--output ' + output + r' "\s*(SELECT[^"]*)"',
                      (TOP / "README.md").read_text())
    assert found, f"the README has no statement for --output {output}"
    return " ".join(found.group(1).split())


def batches(text):
    """[(time, rows, what follows them)] of what Spark prints, without batches of no rows."""
    rule = "-" * 43
    found = re.findall(rf"{rule}\nTime: (\d+) ms\n{rule}\n((?:\(.*\)\n)*)((?:\.\.\.\n)?\n)", text)
    whole = "".join(f"{rule}\nTime: {time} ms\n{rule}\n{rows}{tail}" for time, rows, tail in found)
    assert whole == text, f"something else is printed: {text[:500]!r}"
    return [(int(time), rows.splitlines(), tail) for time, rows, tail in found if rows]


class WordCounts(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        home = tempfile.TemporaryDirectory(prefix="word-counts-")
        cls.addClassCleanup(home.cleanup)
        cls.home = Path(home.name)
        cls.kafka = cls.enterClassContext(KafkaServer("4.1.2"))
        for topic in (peers.STREAMS_INPUT, peers.STREAMS_OUTPUT, "batches"):
            cls.kafka.create_topic(topic)
        chance = random.Random(SEED)
        cls.write_input(list(changelog_lines(chance)), list(spark_lines(chance)))
        cls.started = {}
        for start, name, arguments in (
                (peers.start_spark, "spark", (cls.kafka.bootstrap, "batches",
                                              BATCH_LINES * 1000 // BATCH_MS)),
                (peers.start_streams, "streams", (cls.kafka.bootstrap,)),
                (peers.start_flink, "flink", (cls.home / "lines.txt",)),
                (peers.start_console_consumer, "console", (cls.kafka.bootstrap, cls.kafka.lib))):
            cls.started[name] = start(cls.home, *arguments)
            cls.addClassCleanup(cls.started[name].kill)

    @classmethod
    def write_input(cls, lines, in_batches):
        (cls.home / "lines.txt").write_text("".join(line + "\n" for line in lines))
        records.produce_lines(cls.kafka.bootstrap, peers.STREAMS_INPUT, lines)
        records.produce(cls.kafka.bootstrap, "batches", (
            {"value": line, "timestamp": BASE_MS + i * BATCH_MS // BATCH_LINES}
            for i, line in enumerate(in_batches)))

    def ours(self, output, topic, as_output=None):
        """What we print for the README's statement of that output, over this topic."""
        statement = readme_statement(output).replace("lines", f'"{topic}"')
        done = run("run", "-b", self.kafka.bootstrap, "--set", "until=now",
                   "--output", as_output or output, statement)
        self.assertEqual((done.status, done.err), (0, ""))
        return done.out

    def assert_same_changelog(self, ours, theirs):
        ours, theirs = ours.splitlines(), theirs.splitlines()
        self.assertGreater(len(theirs), LINES)
        for i, (our_line, their_line) in enumerate(zip(ours, theirs)):
            self.assertEqual((i, our_line), (i, their_line))
        self.assertEqual(len(ours), len(theirs))

    def test_kafka_streams_word_count_demo(self):
        ours = self.ours("kafka-streams", peers.STREAMS_INPUT)
        console = self.started["console"]
        theirs = console.wait_text(lambda text: f"\n{LAST_WORD}\t1\n" in text, PEER_SECONDS_MAX)
        self.assertIn("\n\t2\n", theirs)  # the empty word is counted, as theirs does
        self.assert_same_changelog(ours, theirs)

    def test_flink_word_count(self):
        ours = self.ours("flink", peers.STREAMS_INPUT)
        theirs = self.started["flink"].wait_end(PEER_SECONDS_MAX)
        head, theirs = theirs.split("\n", 1)
        self.assertRegex(head, "^Printing result to stdout")
        self.assert_same_changelog(ours, theirs)

    def test_spark_direct_kafka_word_count(self):
        ours = batches(self.ours("spark", "batches"))
        spark = self.started["spark"]
        text = spark.wait_text(lambda text: len(re.findall(r"\)\n(?:\.\.\.\n)?\n", text)) >= BATCHES,
                               PEER_SECONDS_MAX)
        theirs = batches(text)
        self.assertEqual(len(ours), BATCHES)
        first = theirs[0][0] - ours[0][0]
        for (time, rows, tail), (their_time, their_rows, their_tail) in zip(ours[:-1], theirs[:-1]):
            self.assertEqual((time + first, sorted(rows), tail),
                             (their_time, sorted(their_rows), their_tail))
        self.assert_same_wide_batch(ours[-1], theirs[-1], first)

    def assert_same_wide_batch(self, ours, theirs, first):
        """Which ten rows of more it prints is its own affair: they must be among all of ours."""
        table = [json.loads(line) for line in self.ours("spark", "batches", "json").splitlines()]
        end = max(row["window_end"] for row in table)
        rows = {f"({row['word']},{row['count']})" for row in table if row["window_end"] == end}
        self.assertGreater(len(rows), SPARK_ROWS_MAX)
        for time, printed, tail in ((ours[0] + first, *ours[1:]), theirs):
            self.assertEqual((time, len(printed), tail), (theirs[0], SPARK_ROWS_MAX, "...\n\n"))
            self.assertEqual(set(printed) - rows, set())


if __name__ == "__main__":
    unittest.main()
