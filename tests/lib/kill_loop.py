"""INSERT ... SELECT under a paced feed, killed at random and started again: what a reader of
committed records sees in the end.

    with KillLoop(bootstrap, statement, source, target, seed=1) as loop:
        loop.run(kills=10)
        loop.committed()      # every record of the target, once the stream has read all
"""
import json
import random
import signal
import subprocess
import tempfile
import threading
import time

import records
from confluent_kafka import Consumer, TopicPartition
from product import BINARY
from wait import wait_until

FEED_PER_S = 400
QUIET_S = 60  # what is left to be read and written after the last kill
PARTITIONS = 4


def read_committed(bootstrap, topic):
    """All records of a topic that are committed, partition by partition: (key, value) pairs."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "reader",
                         "isolation.level": "read_committed", "enable.auto.commit": False,
                         "enable.partition.eof": True, **records.SILENT})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    found, ended = [], set()
    while len(ended) < len(partitions):
        message = consumer.poll(10)
        if message is None:
            raise TimeoutError(f"{topic} is not read to its end")
        if message.error():
            ended.add(message.partition())
        else:
            found.append((message.key(), message.value()))
    consumer.close()
    return found


def state_folder():
    """A folder for the states of streams."""
    return tempfile.TemporaryDirectory(prefix="zeppelin-kafka-state-")


def sums_of(numbers, groups=97):
    """{key: {"n", "total", "newest"}} of the numbers by their remainders."""
    sums = {}
    for i in numbers:
        of = sums.setdefault(f"k{i % groups}", {"n": 0, "total": 0, "newest": 0})
        of["n"] += 1
        of["total"] += i
        of["newest"] = max(of["newest"], i)
    return sums


def newest_of(records):
    """The table that upserts make: {key: value of its newest record}."""
    return {key.decode(): json.loads(value) for key, value in records}


def steps_back(records):
    """Records of a growing count that are not ahead of their key's last one: written twice, or from
    a state that was not the newest."""
    last, back = {}, 0
    for key, value in records:
        n = json.loads(value)["n"]
        back += n <= last.get(key, 0)
        last[key] = n
    return back


class KillLoop:
    """A feed, a worker, and somebody who kills it. The seed decides when."""

    def __init__(self, bootstrap, statement, source, seed, settings=("checkpoint=100",),
                 key_of=lambda i: None):
        self.bootstrap, self.statement, self.source = bootstrap, statement, source
        self.chance = random.Random(seed)
        self.settings = [part for one in settings for part in ("--set", one)]
        self.key_of = key_of
        self.fed = 0
        self.stopping = threading.Event()
        self.feeder = threading.Thread(target=self._feed)
        self.worker = None

    def _feed(self):
        while not self.stopping.wait(0.05):
            batch = range(self.fed, self.fed + FEED_PER_S // 20)
            records.produce(self.bootstrap, self.source,
                            ({"value": str(i), "key": self.key_of(i), "partition": i % PARTITIONS}
                             for i in batch))
            self.fed = batch.stop

    def __enter__(self):
        self.feeder.start()
        return self

    def __exit__(self, *_):
        self._end_feed()
        self.kill()

    def _end_feed(self):
        self.stopping.set()
        self.feeder.join()

    def start(self):
        self.worker = subprocess.Popen(
            [BINARY, "run", "-b", self.bootstrap, "--output", "events", *self.settings,
             self.statement], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def kill(self):
        """At once, with SIGKILL. What it said before is an error of the test."""
        if self.worker is None:
            return
        self.worker.send_signal(signal.SIGKILL)
        _, said = self.worker.communicate()
        status, self.worker = self.worker.returncode, None
        assert status == -signal.SIGKILL, f"the worker had ended with {status}: {said}"

    def run(self, kills, seconds_max=1.5):
        """Kill it so many times, each at a random instant of its life; it runs on afterwards."""
        for _ in range(kills):
            self.start()
            # in the pace of the worker's life: its start, its first commits, its later ones
            time.sleep(self.chance.uniform(0, seconds_max))
            self.kill()
        self.start()
        self._end_feed()

    def wait_for(self, is_complete):
        """Until the committed output is complete, then the worker is ended in good order."""
        wait_until(is_complete, QUIET_S, "all of the output")
        self.worker.send_signal(signal.SIGINT)
        _, said = self.worker.communicate(timeout=30)
        status, self.worker = self.worker.returncode, None
        assert status == 0, f"the worker ended with {status}: {said}"
