"""The part of `make bench` with a million groups: how old a record is when the first 20 rows of them
all show it, while so many groups change.
"""
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/lib"))

from confluent_kafka import Producer  # noqa: E402
from kafka_server import KafkaServer  # noqa: E402
from product import BINARY  # noqa: E402

GROUPS = int(os.environ.get("GROUPS", 1000000))
CHANGES = int(os.environ.get("CHANGES", 50000))  # a second
SECONDS = int(os.environ.get("GROUPS_SECONDS", 20))
HOT = 20  # groups that every hundredth change is of, so that the first rows do change
STEP_S = 0.005
ORDERS = {"most records first": "n DESC", "newest first": "at DESC"}
QUERY = """SELECT value, count(*) AS n, (extract(epoch FROM max("timestamp")) * 1000)::bigint AS at
FROM groups GROUP BY value ORDER BY {} LIMIT 20"""


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Changes:
    """Records of random groups, CHANGES a second, on a thread of its own."""

    def __init__(self, producer):
        self.producer, self.written = producer, 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._feed, daemon=True)
        self.thread.start()

    def _feed(self):
        began = time.monotonic()
        while not self.stopping.is_set():
            due = int((time.monotonic() - began) * CHANGES)
            for i in range(self.written, due):
                group = random.randrange(HOT if i % 100 == 0 else GROUPS)
                self.producer.produce("groups", value=f"g{group}")
            self.producer.poll(0)
            self.written = max(self.written, due)
            time.sleep(STEP_S)

    def stop(self):
        self.stopping.set()
        self.thread.join()
        self.producer.flush(30)


def ages(worker, seconds):
    """Milliseconds from a record's time to the event that shows it, of each event with a changed row."""
    found, ends = [], time.monotonic() + seconds
    for line in worker.stdout:
        event = json.loads(line)
        if event["event"] == "rows" and event["set"]:
            newest = max(int(cells[2]) for _, cells in event["set"])
            found.append(time.time() * 1000 - newest)
        if time.monotonic() > ends:
            return found
    sys.exit("the query ended")


def read_all(worker):
    for line in worker.stdout:
        event = json.loads(line)
        if event["event"] == "stats" and event.get("groups", 0) >= GROUPS:
            return
    sys.exit("the query ended")


def measure(say):
    print(f"{GROUPS:,} groups, {CHANGES:,} of them changing a second, the first 20 visible, Kafka 3.9.1:")
    with KafkaServer("3.9.1", heap_mb=1024) as kafka:
        kafka.create_topic("groups", 4)
        producer = Producer({"bootstrap.servers": kafka.bootstrap, "linger.ms": 2, "log_level": 0,
                             "queue.buffering.max.messages": 2000000, "compression.codec": "lz4"})
        for group in range(GROUPS):
            producer.produce("groups", value=f"g{group}")
            if group % 10000 == 0:
                producer.poll(0)
        producer.flush(60)
        for name, order in ORDERS.items():
            worker = subprocess.Popen([BINARY, "run", "-b", kafka.bootstrap, "--output", "events", "--set",
                                       "memory_max=2000000000", QUERY.format(order)], stdout=subprocess.PIPE)
            read_all(worker)
            changes = Changes(producer)
            found = ages(worker, SECONDS)[5:]
            changes.stop()
            worker.terminate()
            worker.communicate()
            say(f"record -> rows event, {name}", f"{percentile(found, 0.5):.0f}", "ms",
                f"p99 {percentile(found, 0.99):.0f}, max {max(found):.0f} ms of {len(found)} events; "
                f"{changes.written / SECONDS:,.0f} changes a second were written")
