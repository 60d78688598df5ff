"""INSERT ... SELECT: what is written where, and that it is written once."""
import json
import unittest
from collections import Counter

import records
from kafka_server import KafkaServer
from kill_loop import (PARTITIONS, KillLoop, newest_of, read_committed, state_folder, steps_back,
                       sums_of)
from product import EmbeddedBroker, Running, run

KILLS = 12


class OnKafka(unittest.TestCase):
    topics = 0

    @classmethod
    def setUpClass(cls):
        cls.kafka = KafkaServer("4.1.2").start()

    @classmethod
    def tearDownClass(cls):
        cls.kafka.close()

    def topic(self, partitions=PARTITIONS):
        OnKafka.topics += 1
        name = f"t{OnKafka.topics}"
        self.kafka.create_topic(name, partitions)
        return name

    def run_on(self, *arguments):
        return run("run", "-b", self.kafka.bootstrap, *arguments)

    def insert(self, statement, *settings):
        done = self.run_on("--set", "until=now", *settings, statement)
        self.assertEqual(done.status, 0, done.err)
        return done.err

    def rows(self, topic):
        done = self.run_on("--output", "json", "--set", "until=now",
                           f"SELECT key, value, headers, \"timestamp\" FROM {topic}")
        self.assertEqual(done.status, 0, done.err)
        return done.rows()

    def test_columns_go_to_their_places_and_others_into_a_json_object(self):
        source, target = self.topic(), self.topic(1)
        records.produce(self.kafka.bootstrap, source, [{"value": "3", "key": "a"}])
        said = self.insert(f"INSERT INTO {target} SELECT key, value::int * 1.50 AS price, "
                           "jsonb_build_object('from', topic) AS headers, "
                           "'2026-11-25 10:00:00+00'::timestamptz AS \"timestamp\", "
                           f"NULL::text AS nothing FROM {source}")
        self.assertIn(f"INSERT 1: 1 record written to {target}", said)
        row, = self.rows(target)
        self.assertEqual((row["key"], row["value"]), ("a", '{"price": 4.50, "nothing": null}'))
        self.assertEqual(row["headers"], {"from": source})
        self.assertTrue(row["timestamp"].startswith("2026-11-25"), row["timestamp"])

    def test_the_same_statement_goes_on_where_it_was(self):
        source, target = self.topic(), self.topic()
        statement = f"INSERT INTO {target} SELECT value FROM {source}"
        records.produce_lines(self.kafka.bootstrap, source, ["a", "b", "c"], PARTITIONS)
        self.assertIn("INSERT 3", self.insert(statement))
        said = self.insert(f"insert into {target}\n SELECT value from {source} -- the same")
        self.assertIn("goes on where it was", said)
        self.assertIn("INSERT 0", said)
        records.produce_lines(self.kafka.bootstrap, source, ["d"], PARTITIONS)
        self.assertIn("INSERT 1", self.insert(statement))
        self.assertIn("INSERT 4", self.insert(statement, "--set", "resume=false"))
        self.assertEqual(Counter(row["value"] for row in self.rows(target)),
                         {"a": 2, "b": 2, "c": 2, "d": 2})

    def test_a_partition_that_came_while_nobody_read_is_read_from_its_first_record(self):
        source, target = self.topic(1), self.topic(1)
        statement = f"INSERT INTO {target} SELECT value FROM topic('{source}', since => 'latest')"
        records.produce_lines(self.kafka.bootstrap, source, ["before"])
        self.assertIn("INSERT 0", self.insert(statement))
        self.kafka.grow_topic(source, 2)
        records.produce(self.kafka.bootstrap, source, [{"value": "new", "partition": 1},
                                                       {"value": "old", "partition": 0}])
        self.assertIn("INSERT 2", self.insert(statement))
        self.assertEqual({row["value"] for row in self.rows(target)}, {"new", "old"})

    def test_another_statement_does_not_take_a_streams_place(self):
        source, target = self.topic(), self.topic()
        records.produce_lines(self.kafka.bootstrap, source, ["a"], PARTITIONS)
        named = ("--set", f"name=mine.{source}")
        self.insert(f"INSERT INTO {target} SELECT value FROM {source}", *named)
        done = self.run_on("--set", "until=now", *named,
                           f"INSERT INTO {target} SELECT upper(value) AS value FROM {source}")
        self.assertNotEqual(done.status, 0)
        self.assertIn("was another statement's", done.err)
        self.assertIn("SET resume = ", done.err)
        self.assertEqual(len(self.rows(target)), 1)

    def test_of_two_runs_of_one_stream_the_older_ends(self):
        source, target = self.topic(), self.topic()
        arguments = ["run", "-b", self.kafka.bootstrap, "--output", "events", "--set",
                     "checkpoint=50", f"INSERT INTO {target} SELECT value FROM {source}"]
        older = Running(arguments)
        older.lines(lambda seen: any('"rows"' in line for line in seen), 20)
        newer = Running(arguments)
        newer.lines(lambda seen: any('"rows"' in line for line in seen), 20)
        records.produce_lines(self.kafka.bootstrap, source, map(str, range(100)), PARTITIONS)
        done = older.finish(30)
        self.assertNotEqual(done.status, 0)
        self.assertIn("another run of the stream", done.out)
        newer.lines(lambda seen: any('"100"' in line for line in seen), 20)
        self.assertEqual(newer.stop().status, 0)
        self.assertEqual(sorted(int(row["value"]) for row in self.rows(target)), list(range(100)))

    def test_a_result_is_written_once_at_its_end(self):
        source, target = self.topic(), self.topic(1)
        records.produce_lines(self.kafka.bootstrap, source, ["a", "b", "a"], PARTITIONS)
        said = self.insert(f"INSERT INTO {target} (key, n) SELECT value, count(*) FROM {source} "
                           "GROUP BY value ORDER BY value")
        self.assertIn("INSERT 2: 2 records", said)
        self.assertEqual([(row["key"], json.loads(row["value"])) for row in self.rows(target)],
                         [("a", {"n": 2}), ("b", {"n": 1})])

    def test_killed_at_random_every_record_is_written_once(self):
        source, target = self.topic(), self.topic()
        statement = (f"INSERT INTO {target} SELECT value, key FROM {source} "
                     "WHERE value::bigint % 3 > 0")
        with KillLoop(self.kafka.bootstrap, statement, source, seed=KILLS) as loop:
            loop.run(KILLS)
            wanted = [i for i in range(loop.fed) if i % 3 > 0]
            loop.wait_for(
                lambda: len(read_committed(self.kafka.bootstrap, target)) >= len(wanted))
        seen = sorted(int(value) for _, value in read_committed(self.kafka.bootstrap, target))
        self.assertEqual(seen, wanted)


    def test_killed_at_random_groups_are_what_they_would_have_been(self):
        source, target = self.topic(), self.topic()
        statement = (f"INSERT INTO {target} SELECT 'k' || value::bigint % 97 AS key, count(*) AS n, "
                     "sum(value::bigint) AS total, max(value::bigint) AS newest "
                     f"FROM {source} GROUP BY 1")
        with state_folder() as folder, \
                KillLoop(self.kafka.bootstrap, statement, source, seed=KILLS,
                         settings=("checkpoint=100", f"state_dir={folder}")) as loop:
            loop.run(KILLS)
            wanted = sums_of(range(loop.fed))
            loop.wait_for(
                lambda: newest_of(read_committed(self.kafka.bootstrap, target)) == wanted)
        self.assertEqual(steps_back(read_committed(self.kafka.bootstrap, target)), 0)

    def test_groups_that_no_longer_pass_are_removed_and_their_state_must_be_there(self):
        source, target = self.topic(1), self.topic(1)
        statement = (f"INSERT INTO {target} SELECT value AS key, count(*) AS n FROM {source} "
                     "GROUP BY value HAVING count(*) < 3")
        with state_folder() as folder:
            arguments = ["run", "-b", self.kafka.bootstrap, "--output", "events", "--set",
                         "checkpoint=50", "--set", f"state_dir={folder}", statement]
            for lines, written in ((["a", "b", "c"], 3), (["a", "b", "b"], 2)):
                records.produce_lines(self.kafka.bootstrap, source, lines)
                running = Running(arguments)
                running.lines(lambda seen: any(f'"{target}", "{written}"' in line.replace('","', '", "')
                                               for line in seen), 20)
                self.assertEqual(running.stop().status, 0)
            found = [(key.decode(), value and json.loads(value)["n"])
                     for key, value in read_committed(self.kafka.bootstrap, target)]
            self.assertEqual(sorted(found[:3]), [("a", 1), ("b", 1), ("c", 1)])
            self.assertEqual(sorted(found[3:], key=str), [("a", 2), ("b", None)])
        with state_folder() as folder:
            done = self.run_on("--set", f"state_dir={folder}", statement)
            self.assertNotEqual(done.status, 0)
            self.assertIn("has committed checkpoint", done.err)

    def test_a_window_is_written_once_when_it_closes(self):
        source, target = self.topic(1), self.topic(1)
        base = 1795392000000
        statement = (f"INSERT INTO {target} SELECT window_start, count(*) AS n "
                     f"FROM tumble({source}, interval '10 seconds') GROUP BY window_start")
        with state_folder() as folder:
            arguments = ["run", "-b", self.kafka.bootstrap, "--output", "events", "--set",
                         "checkpoint=50", "--set", f"state_dir={folder}", "--set", "emit=final",
                         "--set", "idle=1 hour", statement]
            for seconds, written in (((0, 5, 12), 1), ((13, 25, 40), 2)):
                records.produce(self.kafka.bootstrap, source,
                                [{"value": "x", "timestamp": base + s * 1000} for s in seconds])
                running = Running(arguments)
                running.lines(lambda seen: any(f'"{target}", "{written}"' in line.replace('","', '", "')
                                               for line in seen), 20)
                self.assertEqual(running.stop().status, 0)
        found = [json.loads(value) for _, value in read_committed(self.kafka.bootstrap, target)]
        self.assertEqual([(row["window_start"][17:19], row["n"]) for row in found],
                         [("00", 2), ("10", 2), ("20", 1)])


class OnTheEmbeddedBroker(unittest.TestCase):
    def test_it_writes_and_says_what_it_can_not(self):
        with EmbeddedBroker("--topic", "src", "--partitions", "1") as broker:
            records.produce_lines(broker.bootstrap, "src", ["a", "b"])
            done = run("run", "-b", broker.bootstrap, "--set", "until=now",
                       "INSERT INTO dst SELECT upper(value) AS value FROM src")
            self.assertEqual(done.status, 0, done.err)
            self.assertIn("the embedded broker keeps no committed offsets", done.err)
            self.assertIn("INSERT 2: 2 records written to dst", done.err)


if __name__ == "__main__":
    unittest.main()
