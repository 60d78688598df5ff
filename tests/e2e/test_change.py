"""Topics are made and dropped, and records are written in every way: on real Kafka, and on the embedded
broker what that can do.
"""
import json
import unittest

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource

from kafka_server import KafkaServer
from product import EmbeddedBroker, Running, run

READ_S = 20


def describe(bootstrap, topic):
    """Partitions and properties of a topic."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    properties = admin.describe_configs([resource])[resource].result(READ_S)
    partitions = admin.list_topics(timeout=READ_S).topics[topic].partitions
    return len(partitions), {name: entry.value for name, entry in properties.items()}


def read(bootstrap, topic, wanted):
    """The records of a topic as (partition, key, value, headers, timestamp in ms)."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "test", "enable.auto.commit": False,
                         "auto.offset.reset": "earliest"})
    partitions = consumer.list_topics(topic, timeout=READ_S).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    found = []
    while len(found) < wanted:
        message = consumer.poll(READ_S)
        if message is None:
            break
        found.append((message.partition(), message.key(), message.value(), message.headers() or [],
                      message.timestamp()[1]))
    consumer.close()
    return found


class Changing:
    """What every broker does; `bootstrap` is the class's."""

    def text(self, *arguments, stdin=None, settings=("until=now",)):
        options = [part for setting in settings for part in ("--set", setting)]
        return run("run", "-b", self.bootstrap, *options, *arguments, stdin=stdin)

    def must(self, *arguments, **more):
        done = self.text(*arguments, **more)
        self.assertEqual(done.status, 0, done.err)
        return done

    def fails(self, said, *arguments, status=1, **more):
        done = self.text(*arguments, **more)
        self.assertEqual(done.status, status, done.err)
        self.assertIn(said, done.err)

    def rows(self, statement):
        return self.must("--output", "json", statement).rows()

    def test_insert_says_all_of_a_record(self):
        self.must("CREATE TABLE IF NOT EXISTS whole WITH (partitions = 4)")
        done = self.must("""INSERT INTO whole (key, headers, partition, "timestamp", id, who, nested, raw)
            VALUES ('k', '{"a": "x", "n": null, "j": {"b": [1]}}', 3, '2026-03-01 10:00+01', 19.90,
                    E'it''s "q" \\\\ \\n \\u00e9', '{"deep": [1.50, null]}'::jsonb, NULL),
                   (NULL, '[{"a": "1"}, {"a": "2"}]', 2, '2026-03-01', 1, DEFAULT, DEFAULT, DEFAULT);
            INSERT INTO whole (key, value, partition) VALUES ('gone', NULL, 1), ('bytes', '\\x00ff'::bytea, 0)""")
        self.assertIn("INSERT 2: 2 records written to whole", done.err)
        found = {record[0]: record for record in read(self.bootstrap, "whole", 4)}
        self.assertEqual(found[3][1:], (
            b"k", '{"id": 19.90, "who": "it\'s \\"q\\" \\\\ \\n \u00e9", "nested": {"deep": [1.50, null]}, '
            '"raw": null}'.encode(), [("a", b"x"), ("j", b'{"b": [1]}'), ("n", None)], 1772355600000))
        self.assertEqual(found[2][1:], (None, b'{"id": 1}', [("a", b"1"), ("a", b"2")], 1772323200000))
        self.assertEqual(found[1][1:4], (b"gone", None, []))
        self.assertEqual(found[0][1:4], (b"bytes", b"\x00\xff", []))

    def test_what_is_declared_is_what_is_read_and_checked(self):
        declare = 'CREATE TABLE IF NOT EXISTS "De.clared" (id bigint, "Who" text, at timestamptz, n numeric, key text);'
        self.must(declare + """INSERT INTO "De.clared" VALUES (1, 7, '2026-03-01 10:00', 1.50, 'k'), (2, 'b')""")
        rows = self.rows(declare + 'SELECT id, "Who", at, n, key FROM de.clared ORDER BY id')
        self.assertEqual([list(row.values()) for row in rows],
                         [[1, "7", "2026-03-01 10:00:00+00", 1.50, "k"], [2, "b", None, None, None]])
        self.fails("invalid input syntax for type bigint", declare + """INSERT INTO de.clared VALUES ('x')""")
        self.fails('column "m" of relation "De.clared" does not exist',
                   declare + "INSERT INTO de.clared (m) VALUES (1)")
        empty = self.rows(declare + "CREATE TABLE IF NOT EXISTS de.clared (none jsonb); SELECT none FROM de.clared")
        self.assertEqual(empty, [{"none": None}, {"none": None}])

    def test_copy_reads_standard_input_and_lines_behind_it(self):
        self.must("CREATE TABLE IF NOT EXISTS copied WITH (partitions = 1)")
        self.must("COPY copied FROM STDIN WITH (FORMAT csv, HEADER)",
                  stdin='key,name,n\nk,"a ""b""\nc",1\n,,2\n')
        done = self.must("""COPY copied FROM STDIN;
SELECT 'no statement';
a\\tb\\\\
\\.
COPY copied (key, n) FROM STDIN (FORMAT json);
{"key": "j", "n": 1.50}
""")
        self.assertEqual(done.err, "COPY 2: 2 records written to copied\nCOPY 1: 1 record written to copied\n")
        self.assertCountEqual([record[1:3] for record in read(self.bootstrap, "copied", 5)],
                              [(b"k", b'{"name": "a \\"b\\"\\nc", "n": "1"}'), (None, b'{"name": null, "n": "2"}'),
                                    (None, b"SELECT 'no statement';"), (None, b"a\tb\\"), (b"j", b'{"n": 1.50}')])
        self.fails("line 3: invalid input syntax for type json", "COPY copied FROM STDIN (FORMAT json)",
                   stdin="1\n\n{\n2\n")
        self.assertIn(b"1", [record[2] for record in read(self.bootstrap, "copied", 6)])

    def test_copy_is_bounded_by_its_row(self):
        self.must("CREATE TABLE IF NOT EXISTS long WITH (partitions = 1)")
        copy = Running(["run", "-b", self.bootstrap, "COPY long FROM STDIN"], stdin=-1)
        line = "x" * 99 + "\n"
        for _ in range(400):
            copy.process.stdin.write(line * 1000)
        copy.process.stdin.flush()
        with open(f"/proc/{copy.process.pid}/status") as status:
            peak = next(int(row.split()[1]) for row in status if row.startswith("VmHWM"))
        done = copy.finish()
        self.assertIn("COPY 400000: ", done.err)
        self.assertLess(peak, 120 * 1024, "kB while 40 MB are written")

    def test_produce_says_all_of_a_record(self):
        self.must("CREATE TABLE IF NOT EXISTS produced WITH (partitions = 4)")
        done = run("produce", "-b", self.bootstrap, "-K", "::", "--null", "-", "--header", "a=1", "-H", "a==",
                   "--partition", "2", "--timestamp", "2026-03-01 10:00+01", "-X", "compression.type=lz4",
                   "produced", stdin="k::v::w\n::\ngone::-\n")
        self.assertEqual((done.status, done.err), (0, "3 records written to produced\n"))
        headers = [("a", b"1"), ("a", b"=")]
        self.assertEqual(read(self.bootstrap, "produced", 3),
                         [(2, b"k", b"v::w", headers, 1772355600000), (2, b"", b"", headers, 1772355600000),
                          (2, b"gone", None, headers, 1772355600000)])
        done = run("produce", "-b", self.bootstrap, "-K", ":", "produced", stdin="a:b\nno key\n")
        self.assertEqual(done.status, 1)
        self.assertIn("line 2: it has no ':' behind a key", done.err)
        done = run("produce", "-b", self.bootstrap, "--partition", "4", "produced", stdin="a\n")
        self.assertIn('topic "produced" has no partition 4: it has 4, 0 to 3', done.err)

    def test_a_change_that_is_not_allowed_says_who_acts(self):
        for settings, statement, kind in ((("allow=create",), "INSERT INTO whole VALUES (1)", "insert"),
                                          (("allow=none",), "CREATE TABLE made_by_nobody", "create"),
                                          (("allow=create",), "COPY whole FROM STDIN", "insert")):
            done = self.text(statement, settings=settings)
            self.assertEqual(done.status, 2, done.err)
            self.assertIn(f"without {kind}", done.err)
            self.assertIn("zeppelin.kafka.allow", done.err)
            self.assertIn("the operator allows it", done.err)
        self.assertNotIn("made_by_nobody", {row["topic"] for row in self.rows("SHOW TOPICS")})

    def test_names_that_can_t_be_topics_are_refused(self):
        for name in ("gr\u00fc\u00df", "a\x01b", "two words", "x" * 250, "a/b", "..", 'q""q'):
            self.fails("can't be a topic's name", f'CREATE TABLE "{name}"')
        name = "Long." + "x" * 244
        self.must(f'CREATE TABLE IF NOT EXISTS "{name}" (a int); INSERT INTO "{name}" VALUES (1)')
        self.assertEqual(read(self.bootstrap, name, 1)[0][2], b'{"a": 1}')

    def test_hostile_fields_come_back_as_they_were(self):
        self.must("CREATE TABLE IF NOT EXISTS hostile WITH (partitions = 1)")
        names = ["a.b", "q'uote", 'dou""ble', "back\\slash", "\u00e9\u4e2d", "tab\tend", "%html <b>"]
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f"'{i}'" for i in range(len(names)))
        self.must(f"INSERT INTO hostile ({columns}) VALUES ({values})")
        written = json.loads(read(self.bootstrap, "hostile", 1)[0][2])
        self.assertEqual(written, {name.replace('""', '"'): str(i) for i, name in enumerate(names)})
        rows = self.rows(f"SELECT {columns} FROM hostile")
        self.assertEqual(list(rows[0].values()), [str(i) for i in range(len(names))])


class RealKafka(Changing):
    """What only real Kafka does."""
    version = None

    @classmethod
    def setUpClass(cls):
        kafka = cls.enterClassContext(KafkaServer(cls.version))
        cls.bootstrap = kafka.bootstrap

    def test_a_topic_is_made_as_it_is_said_and_dropped(self):
        done = self.must("""CREATE TABLE made (id int) WITH (partitions = 3, replication = 1,
            retention = '7 days', cleanup = compact, "max.message.bytes" = 2000000)""")
        self.assertIn("CREATE TABLE: topic made is made, with 3 partitions; its columns (id integer) are declared "
                      "for the statements that follow", done.err)
        partitions, properties = describe(self.bootstrap, "made")
        self.assertEqual(partitions, 3)
        self.assertEqual([properties[name] for name in ("retention.ms", "cleanup.policy", "max.message.bytes")],
                         ["604800000", "compact", "2000000"])
        self.fails('relation "made" already exists', "CREATE TABLE made")
        self.fails("without drop", "DROP TABLE made", status=2)
        done = self.must("DROP TABLE made; DROP TABLE IF EXISTS made; CREATE TABLE made", settings=("allow=all",))
        self.assertIn("DROP TABLE: topic made is deleted\nDROP TABLE: topic made was not there\n", done.err)
        self.assertEqual(describe(self.bootstrap, "made")[0], 1)

    def test_what_the_brokers_refuse_is_said(self):
        for said, statement in (("can't have so many replicas", "CREATE TABLE no WITH (replication = 3)"),
                                ("Unknown topic config name: no.such", 'CREATE TABLE no WITH ("no.such" = 1)'),
                                ("collides with existing topic", "CREATE TABLE a.b; CREATE TABLE a_b"),
                                ('topic "nowhere" does not exist', "DROP TABLE nowhere")):
            self.fails(said, statement, settings=("allow=all",))
        self.must("CREATE TABLE keyed WITH (cleanup = compact)")
        self.fails("the broker refuses one, as it does without a key", "INSERT INTO keyed VALUES (1)")


class Kafka39(RealKafka, unittest.TestCase):
    version = "3.9.1"


class Kafka41(RealKafka, unittest.TestCase):
    version = "4.1.2"


class Embedded(Changing, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bootstrap = cls.enterClassContext(EmbeddedBroker("--topic", "none", "--partitions", "1")).bootstrap

    def test_what_the_embedded_broker_can_t_do_is_said_in_a_sentence(self):
        done = self.must("CREATE TABLE mock WITH (partitions = 7, retention = '1 day')")
        self.assertIn("the embedded broker gives every topic 4 partitions, one replica and no properties", done.err)
        self.fails("the embedded broker keeps its topics until it ends", "DROP TABLE mock", settings=("allow=all",),
                   status=3)


if __name__ == "__main__":
    unittest.main()
