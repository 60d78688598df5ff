"""The live view's part of `make bench`: from a record to a changed cell in a browser, the bytes on the
way, and many viewers.
"""
import bisect
import json
import os
import re
import selectors
import socket
import statistics
import sys
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/lib"))

import websocket  # noqa: E402
from browser import Browser  # noqa: E402
from confluent_kafka import Producer  # noqa: E402
from kafka_server import KafkaServer  # noqa: E402
from live_page import Road, frame_of, read_frame  # noqa: E402
from product import EmbeddedBroker  # noqa: E402
from server_process import free_port  # noqa: E402
from wait import wait_until  # noqa: E402
from zeppelin_client import FakeZeppelin  # noqa: E402
from zeppelin_server import ZeppelinServer  # noqa: E402

RATE = 1000  # records a second
SECONDS = int(os.environ.get("LATENCY_SECONDS", 20))
VIEWERS = int(os.environ.get("VIEWERS", 200))
NEWEST = "%kafka SELECT max(value) AS newest, count(*) AS n FROM topic('stamps', since => 'latest')"
TOP_WORDS = """%kafka(refresh=100)
SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word ORDER BY n DESC LIMIT 20"""

# Notes each change of the first cell: what it then shows, and when (microseconds of the wall clock).
OBSERVE = """
const seen = window.seen = [];
new MutationObserver(() => {
  const at = (performance.timeOrigin + performance.now()) * 1000;
  const text = document.querySelector('[data-id] td')?.textContent ?? '';
  if (seen.length === 0 || seen.at(-1)[0] !== text) seen.push([text, at]);
}).observe(document.body, { subtree: true, childList: true, characterData: true });
"""


class Feeder:
    """Writes RATE records a second that hold the time when they were handed to the producer."""

    def __init__(self, bootstrap):
        self.producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 0, "log_level": 0})
        self.stamps = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._feed, daemon=True)
        self.thread.start()

    def _feed(self):
        next_at = time.monotonic()
        while not self.stopping.is_set():
            stamp = time.time_ns() // 1000
            self.producer.produce("stamps", value=str(stamp))
            self.producer.poll(0)
            self.stamps.append(stamp)
            next_at += 1 / RATE
            time.sleep(max(0.0, next_at - time.monotonic()))

    def stop(self):
        self.stopping.set()
        self.thread.join()
        self.producer.flush(10)


def open_live(driver, zeppelin, ui, text):
    """A new note with that paragraph, run in the page; its paragraph once it is live there."""
    note = zeppelin.new_note(f"bench {ui} {time.monotonic()}", [text])
    paragraph = zeppelin.paragraph_ids(note)[0]
    driver.get("about:blank")
    driver.get(f"{zeppelin.url}/?ui={ui}#/notebook/{note}")
    button = wait_until(lambda: driver.find_elements("css selector", ".tool.run"), 20, "the page")[0]
    driver.execute_script("arguments[0].click()", button)

    def is_live():
        seen = read_frame(driver, paragraph)
        return seen and seen.state == "live" and len(seen.rows) > 1
    def is_saved():  # then the page has no reason left to make the frame once more
        results = zeppelin.paragraph(note, paragraph).get("results") or {}
        return any("as it was at" in message["data"] for message in results.get("msg", []))
    wait_until(is_live, 30, "the live view")
    wait_until(is_saved, 30, "the first saved table")
    driver.refresh()
    wait_until(is_live, 30, "the live view again")
    return paragraph


def latencies(stamps, seen):
    """Milliseconds of each record to the first change that shows it or a later one."""
    shown = [int(text) for text, _ in seen]
    first, last = shown[0], shown[-1]
    found = []
    for stamp in stamps:
        if first < stamp <= last:
            found.append((seen[bisect.bisect_left(shown, stamp)][1] - stamp) / 1000)
    return found


def measure_latency(say, zeppelin, kafka):
    warm_up = "classic"  # of two virtual machines that have just started; not said
    for number, ui in enumerate((warm_up, "classic", "new")):
        browser = Browser()
        feeder = Feeder(kafka.bootstrap)
        try:
            paragraph = open_live(browser.driver, zeppelin, ui, NEWEST)
            with frame_of(browser.driver, paragraph):
                browser.driver.execute_script(OBSERVE)
                time.sleep(SECONDS)
                seen = browser.driver.execute_script("return window.seen")
        finally:
            feeder.stop()
            browser.close()
        zeppelin.restart_interpreter()
        if number == 0:
            continue
        found = sorted(latencies(feeder.stamps, seen))
        say(f"record to changed cell, {ui}: p50", f"{statistics.median(found):.1f}", "ms",
            f"of {len(found):,} records, {len(seen) / SECONDS:.0f} changes/s")
        say(f"record to changed cell, {ui}: p99", f"{found[int(len(found) * 0.99)]:.1f}", "ms",
            f"max {found[-1]:.0f}")


def measure_bytes(say):
    port = free_port()
    road = Road(port)
    lines = str(TOP / "notebooks/lines.txt")
    with EmbeddedBroker("--feed", lines, "--topic", "lines", "--rate", "200") as broker:
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": broker.bootstrap,
                                   "zeppelin.kafka.live_ports": str(port),
                                   "zeppelin.kafka.live_url": road.url}, env=broker.env)
        browser = Browser()
        try:
            zeppelin.start()
            paragraph = open_live(browser.driver, zeppelin, "classic", TOP_WORDS)
            before, first = road.down_bytes, read_frame(browser.driver, paragraph).seq
            time.sleep(SECONDS)
            after, last = road.down_bytes, read_frame(browser.driver, paragraph)
            table = "".join("\t".join(row) + "\n" for row in last.rows).encode()
        finally:
            browser.close()
            zeppelin.close()
            road.close()
    changes = (last.seq - first) / SECONDS
    ours = (after - before) / SECONDS
    whole = len(table) * changes
    say("20 rows, changes a second", f"{changes:.1f}", "/s")
    say("on the wire, all messages, compressed", f"{ours / 1000:.2f}", "kB/s",
        f"{ours / changes:.0f} bytes a change")
    say("the table re-sent whole as Zeppelin's TABLE text", f"{whole / 1000:.2f}", "kB/s",
        f"{len(table)} bytes a change: {whole / ours:.1f} times as much")


def address_in(stub):
    """The port and the token in a result's stub."""
    return int(re.search(r":(\d+)/`", stub)[1]), re.search(r"#([0-9a-f]{32})", stub)[1]


def first_rows(port, token):
    """Connect, and return when the first rows have come."""
    viewer = websocket.create_connection(f"ws://127.0.0.1:{port}/ws", timeout=20,
                                         subprotocols=["zeppelin-kafka.v1"])
    viewer.send(json.dumps({"view": token}))
    try:
        while not json.loads(viewer.recv()).get("set"):
            pass
    finally:
        viewer.abort()


class Crowd:
    """Viewers that do nothing but read and acknowledge, on one thread; uncompressed."""

    def __init__(self, port, token, viewers):
        self.selector = selectors.DefaultSelector()
        self.bytes = self.messages = 0
        for _ in range(viewers):
            self._add(port, token)

    def _add(self, port, token):
        viewer = socket.create_connection(("127.0.0.1", port), timeout=20)
        viewer.sendall(f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Protocol: zeppelin-kafka.v1\r\n"
                       "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += viewer.recv(1)
        self._send(viewer, json.dumps({"view": token}))
        viewer.setblocking(False)
        self.selector.register(viewer, selectors.EVENT_READ)

    @staticmethod
    def _send(viewer, text):
        viewer.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())

    def read_for(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                data = key.fileobj.recv(1 << 20)
                self.bytes += len(data)
                for seq in re.findall(rb'"event":"rows"[^{}]*?"seq":(\d+)', data):
                    self.messages += 1
                    self._send(key.fileobj, f'{{"ack":{seq.decode()}}}')

    def close(self):
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.selector.close()


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_viewers(say):
    lines = str(TOP / "notebooks/lines.txt")
    with EmbeddedBroker("--feed", lines, "--topic", "lines", "--rate", "200") as broker, \
            FakeZeppelin() as zeppelin, zeppelin.launch() as interpreter:
        interpreter.greet({"kafka.bootstrap.servers": broker.bootstrap})
        stub = interpreter.interpret(TOP_WORDS.removeprefix("%kafka(refresh=100)\n"), paragraph="p",
                                     refresh=100).messages[0][1]
        port, token = address_in(stub)
        alone_mb = interpreter.status("VmRSS") / 1024
        crowd = Crowd(port, token, VIEWERS)
        crowd.read_for(2)
        crowd.messages, cpu = 0, cpu_seconds(interpreter.pid)
        crowd.read_for(SECONDS)
        cpu = cpu_seconds(interpreter.pid) - cpu
        say(f"{VIEWERS} viewers: changes each is sent", f"{crowd.messages / VIEWERS / SECONDS:.1f}",
            "/s", f"interpreter {100 * cpu / SECONDS:.0f} % of a core")
        say(f"{VIEWERS} viewers: interpreter", f"{interpreter.status('VmRSS') / 1024:.1f}", "MB",
            f"resident; {alone_mb:.1f} before")
        crowd.close()


def measure(say):
    print(f"The live view in Chromium, {RATE:,} records/s, Kafka 3.9.1, Zeppelin 0.10.0, defaults:")
    with KafkaServer("3.9.1", heap_mb=512) as kafka:
        kafka.create_topic("stamps", 1)
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": kafka.bootstrap})
        try:
            zeppelin.start()
            measure_latency(say, zeppelin, kafka)
        finally:
            zeppelin.close()
    print("A table of 20 rows on its way to one viewer, refresh = 100 ms:")
    measure_bytes(say)
    measure_viewers(say)
