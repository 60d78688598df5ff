"""Windows on a real Kafka close when a topic falls silent, and not while its broker does.

The clock is the real one: what takes as long as a setting says is waited for with a deadline.
"""
import json
import os
import signal
import time
import unittest
from collections import Counter

import records
from confluent_kafka import Producer
from kafka_server import KafkaServer
from product import Running
from wait import wait_until

PARTITIONS = 8
CLOSED_S = 20  # idle, grace, a window, and what a busy machine takes
AWAY_S = 12    # longer than all that a window waits for
YEAR_MS = 365 * 86400 * 1000
COUNT = ("SELECT extract(epoch FROM window_start)::bigint AS at, count(*) AS n "
         "FROM tumble({topic}, interval '{seconds} seconds') GROUP BY window_start")


def now_ms():
    return int(time.time() * 1000)


class Live:
    """A statement that goes on, with emit=final, and what it has printed of windows."""

    def __init__(self, kafka, topic, seconds, idle_ms):
        self.running = Running(["run", "-b", kafka.bootstrap, "--output", "events", "--set",
                                "emit=final", "--set", f"idle={idle_ms}", COUNT.format(topic=topic, seconds=seconds)])
        self.seen = []

    def until(self, is_enough, deadline_s):
        self.seen += self.running.lines(
            lambda lines: is_enough([json.loads(line) for line in self.seen + lines]), deadline_s)

    def until_read(self, count):
        self.until(lambda events: any(e["event"] == "stats" and e["records"] == count
                                      for e in events), CLOSED_S)

    def windows(self, events=None):
        """Start and count of each window, as often as it was printed."""
        events = [json.loads(line) for line in self.seen] if events is None else events
        return [tuple(map(int, row[1])) for e in events if e["event"] == "rows" for row in e["set"]]

    def stop(self):
        done = self.running.stop()
        self.seen += done.out.splitlines()
        return done


class WindowsClose(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kafka = KafkaServer("3.9.1")
        cls.addClassCleanup(cls.kafka.close)
        cls.kafka.start()

    def live(self, topic, seconds=1, idle_ms=2000):
        live = Live(self.kafka, topic, seconds, idle_ms)
        self.addCleanup(live.running.process.kill)
        return live

    def closes(self, topic, times_ms, used):
        """All windows of records at these times, in these many partitions, come, once each."""
        truth = Counter(at // 1000 for at in times_ms)
        self.kafka.create_topic(topic, PARTITIONS)
        live = self.live(topic)
        records.produce(self.kafka.bootstrap, topic,
                        ({"value": "x", "partition": i % used, "timestamp": at}
                         for i, at in enumerate(times_ms)))
        live.until(lambda events: len(live.windows(events)) >= len(truth), CLOSED_S)
        self.assertEqual(live.stop().status, 0)
        self.assertEqual(sorted(live.windows()), sorted(truth.items()))

    def test_a_topic_that_falls_silent_with_one_partition_that_was_never_written(self):
        end = now_ms()
        self.closes("silent", [end - 20 * i for i in range(1000)], PARTITIONS - 1)

    def test_a_single_record(self):
        self.closes("single", [now_ms()], 1)

    def test_a_replay_of_a_year_ago(self):
        begin = now_ms() - YEAR_MS
        self.closes("old", [begin + 10 * i for i in range(2000)], PARTITIONS)

    def test_no_window_closes_while_the_broker_is_away(self):
        topic, seconds = "away", 4
        self.kafka.create_topic(topic, PARTITIONS)
        live = self.live(topic, seconds, idle_ms=4000)
        producer = Producer({"bootstrap.servers": self.kafka.bootstrap, "linger.ms": 0})
        start = now_ms() // 1000 // seconds * seconds + seconds
        at = start * 1000  # the clock has all of a window to go: time enough to stop the broker
        self.write(producer, topic, at)
        self.assertEqual(producer.flush(CLOSED_S), 0)
        live.until_read(PARTITIONS)
        self.assertEqual(live.windows(), [])

        os.kill(self.kafka.process.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, self.kafka.process.pid, signal.SIGCONT)
        self.write(producer, topic, at)  # it has them, and can't deliver them
        back = time.monotonic() + AWAY_S
        live.until(lambda _: time.monotonic() > back, AWAY_S + 1)
        self.assertEqual(live.windows(), [])
        os.kill(self.kafka.process.pid, signal.SIGCONT)
        self.assertEqual(producer.flush(CLOSED_S), 0)

        live.until(live.windows, CLOSED_S)
        self.assertEqual(live.stop().status, 0)
        self.assertEqual(live.windows(), [(start, 2 * PARTITIONS)])

    def write(self, producer, topic, at_ms):
        for partition in range(PARTITIONS):
            producer.produce(topic, "x", partition=partition, timestamp=at_ms)
        producer.poll(0)


if __name__ == "__main__":
    unittest.main()
