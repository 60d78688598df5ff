"""Both engines, started, and the topics that are in both."""

from contextlib import contextmanager, nullcontext

import engines
import tables
from cluster import Cluster
from product import EmbeddedBroker
from rewrite import rewrite


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

    def theirs(self, statement, topics=None, views=()):
        """views: CREATE VIEW statements, whose views are there for this statement only."""
        topics = self.topics if topics is None else topics
        with self.schema() if views else nullcontext():
            for view in views:
                self.cursor.execute(rewrite(view, topics))
            return engines.theirs(self.cursor, statement, topics)

    @contextmanager
    def schema(self):
        self.cursor.execute("CREATE SCHEMA views; SET search_path = views, public")
        try:
            yield
        finally:
            self.cursor.execute("SET search_path = DEFAULT; DROP SCHEMA views CASCADE")


@contextmanager
def world():
    with Cluster() as cluster, EmbeddedBroker() as broker:
        yield World(cluster, broker)
