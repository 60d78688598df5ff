"""Topics get partitions, and patterns get topics, while queries without an end read them: all that
is written is counted, once, on a real Kafka.

A producer of each test writes to partitions by their numbers, so that it is known what is where.
"""
import json
import os
import signal
import threading
import time
import unittest
from collections import Counter

import records
from kafka_server import KafkaServer
from product import Running

SEEN_S = 30  # what a busy machine takes until all is read
STOP_S = 4   # a question that is under way is given up after its turn
COUNTS = "SELECT value, count(*) AS n FROM {} GROUP BY value"
WINDOWS = ("SELECT extract(epoch FROM window_start)::bigint AS at, count(*) AS n "
           "FROM tumble({}, interval '10 seconds') GROUP BY window_start")


class Live:
    """A statement that goes on, and what it has told."""

    def __init__(self, kafka, statement, *settings):
        self.running = Running(["run", "-b", kafka.bootstrap, "--output", "events",
                                *(part for setting in ("metadata_refresh=200", *settings)
                                  for part in ("--set", setting)), statement])
        self.events = []

    def until(self, is_enough):
        """Take events until is_enough(self)."""
        def look(lines):
            self.events += map(json.loads, lines[look.seen:])
            look.seen = len(lines)
            return is_enough(self)

        look.seen = 0
        self.running.lines(look, SEEN_S)

    def stop(self):
        done = self.running.stop()
        self.events += map(json.loads, done.out.splitlines())
        return done

    def rows(self):
        """The first two cells of the rows as they are now."""
        table = {}
        for event in self.events:
            if event["event"] == "rows":
                for gone in event["removed"]:
                    table.pop(gone, None)
                table.update((row[0], row[1]) for row in event["set"])
        return {first: int(second) for first, second in table.values()}

    def windows(self):
        """Start and count of each window, as often as it was printed."""
        return [tuple(map(int, row[1])) for event in self.events if event["event"] == "rows"
                for row in event["set"]]

    def notices(self):
        return [event["text"] for event in self.events if event["event"] == "notice"]

    def is_reading(self):
        return any(event["event"] == "schema" for event in self.events)

    def records_read(self):
        return max((event["records"] for event in self.events if event["event"] == "stats"),
                   default=0)


class Writer:
    """Writes rows of some words to partitions in turn, on a thread, and counts them."""

    def __init__(self, kafka, topic):
        self.kafka, self.topic = kafka, topic
        self.partitions = 1
        self.counts = Counter()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._write, daemon=True)

    def _write(self):
        while not self.over.is_set():
            words = [f"w{i % 13}" for i in range(100)]
            records.produce(self.kafka.bootstrap, self.topic,
                            ({"value": word, "partition": i % self.partitions}
                             for i, word in enumerate(words)))
            self.counts.update(words)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


class Growth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kafka = KafkaServer("4.1.2")
        cls.addClassCleanup(cls.kafka.close)
        cls.kafka.start()

    def live(self, statement, *settings):
        live = Live(self.kafka, statement, *settings)
        self.addCleanup(live.running.process.kill)
        return live

    def counts_are(self, live, counts):
        live.until(lambda it: it.rows() == counts and it.records_read() >= counts.total())
        self.assertEqual(live.stop().status, 0)
        self.assertEqual(live.rows(), counts)
        self.assertEqual(live.records_read(), counts.total())

    def test_records_of_partitions_that_come_meanwhile_are_counted(self):
        for lanes in (1, 2, 4):
            with self.subTest(lanes=lanes):
                topic = f"lines-{lanes}"
                self.kafka.create_topic(topic)
                live = self.live(COUNTS.format(f'"{topic}"'), f"lanes={lanes}")
                with Writer(self.kafka, topic) as writer:
                    live.until(lambda it: it.rows())
                    self.kafka.grow_topic(topic, 3)
                    writer.partitions = 3
                    live.until(lambda it: it.notices())
                    seen = live.records_read()
                    live.until(lambda it: it.records_read() > seen + 500)
                self.counts_are(live, writer.counts)
                self.assertEqual(live.notices(),
                                 [f"topic {topic} has 2 partitions more, which are read too"])

    def test_a_topic_grows_again_and_again(self):
        self.kafka.create_topic("more")
        live = self.live(COUNTS.format("more"), "lanes=3")
        live.until(lambda it: it.is_reading())
        counts = Counter()
        for partitions in range(2, 6):
            self.kafka.grow_topic("more", partitions)
            records.produce(self.kafka.bootstrap, "more",
                            ({"value": f"p{i}", "partition": i} for i in range(partitions)))
            counts.update(f"p{i}" for i in range(partitions))
            live.until(lambda it: it.rows() == counts)
        self.counts_are(live, counts)
        self.assertEqual(live.notices(),
                         ["topic more has 1 partition more, which is read too"] * 4)

    def grows_by_a_topic(self, name, since, counts):
        """@counts: of what was there before and is read."""
        self.kafka.create_topic(f"{name}-a", 2)
        records.produce_lines(self.kafka.bootstrap, f"{name}-a", ["old"] * 10, 2)
        live = self.live(COUNTS.format(f"topics('{name}-.*')"), f"since={since}", "lanes=2")
        live.until(lambda it: it.records_read() == counts.total() and
                   any("lag" in e and e["lag"] == 0 for e in it.events))
        self.kafka.create_topic(f"{name}-b", 2)
        self.kafka.create_topic(f"other-{name}-b")
        for topic in (f"other-{name}-b", f"{name}-b", f"{name}-a"):
            records.produce_lines(self.kafka.bootstrap, topic, [topic] * 30, 1)
        counts = counts + Counter({f"{name}-a": 30, f"{name}-b": 30})
        self.counts_are(live, counts)
        self.assertEqual(live.notices(), [f"topic {name}-b was found, and is read too"])

    def test_a_topic_that_a_pattern_matches_later_is_read(self):
        self.grows_by_a_topic("grow", "earliest", Counter(old=10))

    def test_it_is_read_from_its_beginning_also_where_reading_began_at_the_end(self):
        self.grows_by_a_topic("late", "latest", Counter())

    def test_both_at_once(self):
        self.kafka.create_topic("both-b")
        live = self.live("SELECT topic || partition::text, count(*) AS n FROM topics('both-.*') "
                         "GROUP BY 1")
        live.until(lambda it: any("lag" in e for e in it.events))
        self.kafka.create_topic("both-a", 2)
        self.kafka.grow_topic("both-b", 2)
        for topic in ("both-a", "both-b"):
            records.produce_lines(self.kafka.bootstrap, topic, ["x"] * 20, 2)
        self.counts_are(live, Counter({"both-a0": 10, "both-a1": 10, "both-b0": 10, "both-b1": 10}))
        self.assertEqual(sorted(live.notices()),
                         ["topic both-a was found, and is read too",
                          "topic both-b has 1 partition more, which is read too"])

    def test_every_window_comes_once_and_whole_over_a_growth(self):
        """Time is the records': nobody is idle. What is written into new partitions belongs to
        windows that are open."""
        begin, topic = int(time.time()) // 10 * 10 - 1000, "windows"
        truth = Counter()

        def write(seconds, partitions):
            at = [begin + s for s in seconds]
            records.produce(self.kafka.bootstrap, topic,
                            ({"value": "x", "partition": p, "timestamp": s * 1000}
                             for s in at for p in range(partitions)))
            for s in at:
                truth[s // 10 * 10] += partitions

        self.kafka.create_topic(topic)
        live = self.live(WINDOWS.format(topic), "emit=final", "idle=1 hour", "grace=0", "lanes=2")
        write(range(0, 95), 1)
        live.until(lambda it: len(it.windows()) == 9)
        self.kafka.grow_topic(topic, 3)
        write(range(95, 100), 3)  # before they are read
        live.until(lambda it: it.notices())
        write(range(100, 200), 3)
        write([200], 3)  # nothing but the end of what was before
        live.until(lambda it: len(it.windows()) == 20)
        self.assertEqual(live.stop().status, 0)
        del truth[begin + 200]
        self.assertEqual(sorted(live.windows()), sorted(truth.items()))

    def test_a_query_without_a_refresh_stays_as_it_was(self):
        self.kafka.create_topic("still")
        live = self.live(COUNTS.format("still"), "metadata_refresh=0")
        control = self.live(COUNTS.format("still"))
        live.until(lambda it: any("lag" in e for e in it.events))
        self.kafka.grow_topic("still", 2)
        records.produce(self.kafka.bootstrap, "still",
                        ({"value": "x", "partition": i % 2} for i in range(20)))
        control.until(lambda it: it.rows() == {"x": 20})
        live.until(lambda it: it.rows() == {"x": 10})
        self.assertEqual(live.stop().status, 0)
        self.assertEqual(live.rows(), {"x": 10})
        self.assertEqual(live.notices(), [])

    def test_a_stop_while_the_broker_is_silent_is_quick(self):
        self.kafka.create_topic("silent")
        records.produce_lines(self.kafka.bootstrap, "silent", ["x"])
        for pattern in ("silent", "topics('sil.*')"):
            live = self.live(COUNTS.format(pattern))
            live.until(lambda it: it.rows() == {"x": 1})
            os.kill(self.kafka.process.pid, signal.SIGSTOP)
            try:
                stats = len(live.events)
                live.until(lambda it: len(it.events) > stats + 2)  # some questions are asked
                begin = time.monotonic()
                self.assertEqual(live.stop().status, 0)
                self.assertLess(time.monotonic() - begin, STOP_S)
            finally:
                os.kill(self.kafka.process.pid, signal.SIGCONT)


if __name__ == "__main__":
    unittest.main()
