"""A real Kafka broker for a test: one KRaft node on the loopback address, data in a temporary
folder.

    with KafkaServer("4.1.2") as kafka:
        kafka.create_topic("lines", partitions=4)
        ... kafka.bootstrap ...

Run by hand it starts a broker, prints its address and keeps it until standard input ends:
kafka_server.py [VERSION].
"""

import base64
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import records
from server_process import ServerProcess, accepts, fetch, free_port, java
from wait import wait_until

VERSIONS = ("3.9.1", "4.1.2")
START_DEADLINE_S = 60
TOPIC_DEADLINE_S = 10
START_ATTEMPTS = 3  # a free port may be taken before the broker has it

PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    "log.retention.ms": "-1",
}

LOG4J = """\
log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss,SSS} %p %c{1} %m%n
"""


class KafkaServer:
    """Started by start() or by `with`. bootstrap is its address, home its temporary folder."""

    def __init__(self, version="4.1.2", properties=None, heap_mb=512, listeners=()):
        """properties: broker properties that are added to, or replace, those of this file.
        listeners: protocols that have a port of their own besides, see address()."""
        self.version = version
        self.lib = fetch("kafka", version)
        self.properties = properties or {}
        self.heap_mb = heap_mb
        self.home = Path(tempfile.mkdtemp(prefix="kafka-"))
        self.log = self.home / "broker.log"
        self.process = None
        self.port = None
        self.listeners = listeners
        self.ports = {}

    def address(self, listener):
        return f"127.0.0.1:{self.ports[listener]}"

    @property
    def bootstrap(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        """Start it, with the data and the port of the last time if there was one."""
        if self.port is not None:
            self._start_once()
            return self
        self._format()
        for attempt in range(1, START_ATTEMPTS + 1):
            self.port = free_port()
            self._configure()
            try:
                self._start_once()
                return self
            except RuntimeError as e:
                if "Address already in use" not in str(e) or attempt == START_ATTEMPTS:
                    raise
        return None

    def stop(self):
        """End it in good order; its data stay."""
        self.process.stop()

    def kill(self):
        """End it as a power cut would; its data stay."""
        self.process.kill()

    def close(self):
        """End it and remove its data."""
        if self.process:
            self.process.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def create_topic(self, name, partitions=1, config=None):
        """Create a topic and wait until each of its partitions has a leader."""
        records.create_topic(self.bootstrap, name, partitions, config or {})
        self._wait_for_leaders(name, partitions)

    def grow_topic(self, name, partitions):
        """Give a topic more partitions, so many in all, and wait until each has a leader."""
        records.add_partitions(self.bootstrap, name, partitions)
        self._wait_for_leaders(name, partitions)

    def _wait_for_leaders(self, name, partitions):
        wait_until(lambda: records.partitions_with_leader(self.bootstrap, name) == partitions,
                   TOPIC_DEADLINE_S, f"a leader for every partition of {name}")

    def _start_once(self):
        self.process = ServerProcess(f"Kafka {self.version}", [
            *self._java(), f"-Xmx{self.heap_mb}m", "kafka.Kafka",
            str(self.home / "server.properties")], self.log, cwd=self.home)
        try:
            self.process.wait_ready(
                lambda: accepts(self.port) and
                records.partitions_with_leader(self.bootstrap) is not None,
                START_DEADLINE_S)
        except (RuntimeError, TimeoutError):
            self.process.kill()
            raise

    def _java(self):
        log4j = self.home / "log4j.properties"
        log4j.write_text(LOG4J)
        return [java(), "-XX:+UseSerialGC", f"-Dlog4j.configuration=file:{log4j}",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{self.lib}/*"]

    def _configure(self):
        controller = free_port()
        self.ports = {name: free_port() for name in self.listeners}
        ours = "".join(f",{name}://{self.address(name)}" for name in self.listeners)
        protocols = "".join(f",{name}:{name}" for name in self.listeners)
        properties = {
            **PROPERTIES,
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://127.0.0.1:{controller}{ours}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}{ours}",
            "listener.security.protocol.map": PROPERTIES["listener.security.protocol.map"] + protocols,
            "log.dirs": str(self.home / "data"),
            **self.properties,
        }
        lines = [f"{name}={value}\n" for name, value in properties.items()]
        (self.home / "server.properties").write_text("".join(lines))

    def _format(self):
        """A formatted data folder: a copy of one that is kept with the jars, under a new id."""
        template = self.lib.parent / "formatted"
        if not template.is_dir():
            self._format_template(template)
        data = self.home / "data"
        shutil.copytree(template, data)
        meta = data / "meta.properties"
        meta.write_text(re.sub(r"(?m)^cluster\.id=.*$", f"cluster.id={_new_id()}",
                               meta.read_text()))

    def _format_template(self, template):
        self.port = free_port()
        self._configure()
        self.port = None
        done = subprocess.run(
            [*self._java(), "kafka.tools.StorageTool", "format", "-t", _new_id(),
             "-c", str(self.home / "server.properties")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"Kafka {self.version} could not format its data folder:\n"
                               f"{done.stdout}")
        partial = Path(tempfile.mkdtemp(prefix=".formatted-", dir=template.parent))
        shutil.move(str(self.home / "data"), partial / "data")
        try:
            (partial / "data").rename(template)
        except OSError:  # another test has made it meanwhile: as good
            shutil.rmtree(self.home / "data", ignore_errors=True)
        shutil.rmtree(partial)


def _new_id():
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


if __name__ == "__main__":
    with KafkaServer(*sys.argv[1:2]) as server:
        print(server.bootstrap, flush=True)
        sys.stdin.read()
