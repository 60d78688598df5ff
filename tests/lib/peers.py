"""Other engines' word counts, the real programs, as processes of a test.

Each is a ServerProcess; what it prints is in its file `out`, what it logs in its log. With a JVM
that is told of one processor, Flink works in one thread and so in the order of its input.
"""
import os
import subprocess
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition
from server_process import REPO, ServerProcess, java

STREAMS_VERSION = "4.0.2"
FLINK_VERSION = "1.20.0"
SPARK_VERSION = "3.5.5"

STREAMS_INPUT = "streams-plaintext-input"
STREAMS_OUTPUT = "streams-wordcount-output"
SPARK_GROUP = "spark-words"

# What Flink and Spark reach into on Java 17.
OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in (
    "java.io", "java.lang", "java.lang.invoke", "java.lang.reflect", "java.net", "java.nio",
    "java.text", "java.time", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
    "java.util.concurrent.locks", "sun.nio.ch", "sun.nio.cs", "sun.security.action",
    "sun.util.calendar")]


def fetch_peer(peer, version):
    """The folder with the jars of that engine; brings them into the cache the first time."""
    script = REPO / "scripts/servers/peer.sh"
    done = subprocess.run([script, peer, "fetch", version], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{script.name} could not fetch {peer} {version}")
    return Path(done.stdout.strip())


class Peer(ServerProcess):
    """A Java program whose standard output is kept apart from what it logs."""

    def __init__(self, name, home, class_path, arguments, options=()):
        self.out = Path(home) / f"{name}.out"
        command = [java(), "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                   "-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8",
                   "-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC",
                   *options, "-cp", class_path, *arguments]
        super().__init__(name, ["sh", "-c", 'out=$1; shift; exec "$@" >"$out"', "sh",
                                str(self.out), *command], Path(home) / f"{name}.log", cwd=home)

    def text(self):
        return self.out.read_bytes().decode() if self.out.exists() else ""

    def wait_text(self, is_enough, deadline_s):
        """What it has printed, once is_enough(that) holds."""
        self.wait_ready(lambda: is_enough(self.text()), deadline_s)
        return self.text()

    def wait_end(self, deadline_s):
        """What it has printed when it has ended well."""
        status = self.process.wait(deadline_s)
        if status != 0:
            raise RuntimeError(f"{self.name} ended with status {status}:\n{self.log_tail()}")
        return self.text()


def start_streams(home, bootstrap):
    """Kafka Streams' WordCountDemo, from STREAMS_INPUT to STREAMS_OUTPUT, which exist."""
    settings = Path(home) / "streams.properties"
    settings.write_text(f"bootstrap.servers={bootstrap}\nstate.dir={home}/state\n")
    lib = fetch_peer("streams", STREAMS_VERSION)
    return Peer("streams", home, f"{lib}/*",
                ["org.apache.kafka.streams.examples.wordcount.WordCountDemo", str(settings)])


def start_console_consumer(home, bootstrap, kafka_lib):
    """What reads the demo's output in Kafka Streams' quick start."""
    return Peer("console", home, f"{kafka_lib}/*", [
        "org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", bootstrap,
        "--topic", STREAMS_OUTPUT, "--from-beginning",
        "--property", "print.key=true", "--property", "print.value=true",
        "--property", "key.deserializer=org.apache.kafka.common.serialization.StringDeserializer",
        "--property", "value.deserializer=org.apache.kafka.common.serialization.LongDeserializer"])


def start_flink(home, path):
    """Flink's WordCount over a file of lines, in its streaming mode."""
    lib = fetch_peer("flink", FLINK_VERSION)
    return Peer("flink", home, f"{lib}/*",
                ["org.apache.flink.streaming.examples.wordcount.WordCount", "--input", str(path)],
                [*OPENS, "-XX:ActiveProcessorCount=1"])


def start_spark(home, bootstrap, topic, records_per_s):
    """Spark Streaming's word count, from the topic's beginning, so many records a second."""
    lib = fetch_peer("spark", SPARK_VERSION)
    source = REPO / "tests/peers/SparkWordCount.java"
    subprocess.run([Path(java()).resolve().parent / "javac", "-cp", f"{lib}/*", "-d", str(home),
                    str(source)], check=True)
    begin = Consumer({"bootstrap.servers": bootstrap, "group.id": SPARK_GROUP})
    begin.commit(offsets=[TopicPartition(topic, 0, 0)], asynchronous=False)
    begin.close()
    return Peer("spark", home, f"{home}{os.pathsep}{lib}/*",
                ["SparkWordCount", bootstrap, SPARK_GROUP, topic],
                [*OPENS, "-Dspark.master=local[1]", "-Dspark.ui.enabled=false",
                 f"-Dspark.streaming.kafka.maxRatePerPartition={records_per_s}"])
