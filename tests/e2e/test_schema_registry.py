"""A query that waits for its Schema Registry ends soon when it is stopped."""
import json
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import records
from product import EmbeddedBroker, Running

SEEN_S = 20
STOP_S = 5  # less than the registry is waited for
SCHEMA = {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "int"}]}


def order(schema, number):
    """A record in Confluent's framing; the number is below 64."""
    return bytes([0]) + schema.to_bytes(4, "big") + bytes([number * 2])


class Registry:
    """Knows schema 1, and answers nobody who asks for another."""

    def __init__(self):
        self.asked, self.over = threading.Event(), threading.Event()
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if not self.path.endswith("/1"):
                    registry.asked.set()
                    registry.over.wait()
                    return
                body = json.dumps({"schema": json.dumps(SCHEMA)}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class SchemaRegistry(unittest.TestCase):
    def test_a_stop_does_not_wait_for_its_answer(self):
        with EmbeddedBroker("--topic", "orders", "--partitions", "1") as broker, Registry() as registry:
            records.produce(broker.bootstrap, "orders", [{"value": order(1, n)} for n in (3, 4)])
            live = Running(["run", "-b", broker.bootstrap, "--output", "events", "--set",
                            f"schema_registry={registry.url}", "SELECT sum(id) FROM orders"],
                           env=broker.env)
            self.addCleanup(live.process.kill)
            live.lines(lambda lines: '"7"' in "".join(lines), SEEN_S)
            records.produce(broker.bootstrap, "orders", [{"value": order(2, 5)}])
            self.assertTrue(registry.asked.wait(SEEN_S))

            begin = time.monotonic()
            done = live.stop()
            self.assertLess(time.monotonic() - begin, STOP_S)
            self.assertEqual((done.status, done.err), (0, ""))
            end = json.loads(done.out.splitlines()[-1])
            self.assertEqual((end["event"], end["reason"]), ("end", "stopped"))


if __name__ == "__main__":
    unittest.main()
