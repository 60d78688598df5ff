"""Topics and records by another client than ours: confluent-kafka, with keys, times, headers."""
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic

METADATA_S = 5
SILENT = {"log_level": 0}  # a client that comes and goes has nothing to say


def create_topic(bootstrap, topic, partitions=1, config=None):
    admin = AdminClient({"bootstrap.servers": bootstrap, **SILENT})
    new = NewTopic(topic, num_partitions=partitions, replication_factor=1, config=config or {})
    admin.create_topics([new])[topic].result(30)


def add_partitions(bootstrap, topic, partitions):
    """So many in all."""
    admin = AdminClient({"bootstrap.servers": bootstrap, **SILENT})
    admin.create_partitions([NewPartitions(topic, partitions)])[topic].result(30)


def partitions_with_leader(bootstrap, topic=None):
    """How many partitions of the topic (None: of none) have a leader; None if nobody answers."""
    try:
        known = AdminClient({"bootstrap.servers": bootstrap, **SILENT}).list_topics(timeout=METADATA_S)
    except KafkaException:
        return None
    if not known.brokers:
        return None
    partitions = known.topics[topic].partitions.values() if topic in known.topics else ()
    return sum(partition.leader >= 0 for partition in partitions)


def produce(bootstrap, topic, records, **properties):
    """Records are dicts of Producer.produce()'s arguments: value, key, partition, timestamp (ms),
    headers. Returns when all are delivered."""
    failures = []
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 5, **SILENT,
                         "queue.buffering.max.messages": 2000000, **properties})

    def delivered(error, _message):
        if error is not None:
            failures.append(str(error))

    for record in records:
        producer.produce(topic, on_delivery=delivered, **record)
        producer.poll(0)
    left = producer.flush(60)
    assert left == 0 and not failures, f"{left} not delivered; {failures[:3]}"


def produce_lines(bootstrap, topic, lines, partitions=1):
    produce(bootstrap, topic, ({"value": line, "partition": i % partitions}
                               for i, line in enumerate(lines)))
