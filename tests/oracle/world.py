"""Both engines, started, and the topics that are in both."""

from contextlib import contextmanager

import engines
import tables
from cluster import Cluster
from product import EmbeddedBroker


class World:
    def __init__(self, cluster, broker):
        self.bootstrap = broker.bootstrap
        self.program = engines.Program(broker.bootstrap, broker.env)
        self.cursor = cluster.connect().cursor()
        tables.prepare(self.cursor)
        self.topics = {}

    def load(self, topic, records, columns=()):
        """records: get their offsets."""
        tables.load(self, topic, records, columns)
        self.topics[topic] = {"records": records, "columns": list(columns)}

    def ours(self, statements, **changed):
        """changed: fields of engines.Program that are others for this call."""
        return engines.ours(self.program._replace(**changed), statements)

    def theirs(self, statement, topics=None):
        return engines.theirs(self.cursor, statement, self.topics if topics is None else topics)


@contextmanager
def world():
    with Cluster() as cluster, EmbeddedBroker() as broker:
        yield World(cluster, broker)
