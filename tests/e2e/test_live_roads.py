"""Which road a live result takes, and what that costs: writes of the note's file, servers that are
killed, pages that may not reach us, displays, the shell.
"""
import html
import http.server
import os
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from browser import Browser
from live_page import read_frame, read_page
from note_page import OnThePage
from product import EmbeddedBroker, Running, run
from server_process import REPO
from wait import wait_until
from zeppelin_client import FakeZeppelin
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
SOON_S = 15
WATCHED_S = 6  # how long the note's file is watched
COUNT = "SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word ORDER BY n DESC, word LIMIT 5"


class Servers:
    broker = zeppelin = None

    @classmethod
    def start(cls, add_cleanup):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        add_cleanup(cls.broker.close)
        cls.zeppelin = cls.server(add_cleanup)

    @classmethod
    def server(cls, add_cleanup, notes=()):
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap},
                                  env=cls.broker.env, notes=notes)
        add_cleanup(zeppelin.close)
        return zeppelin.start()


def setUpModule():
    Servers.start(unittest.addModuleCleanup)


def note_file(zeppelin, note):
    return next((zeppelin.home / "notebook").rglob(f"*_{note}.zpln"))


class Writes:
    """Counts how often a file is written anew, by looking at it all the time."""

    def __init__(self, path):
        self.path, self.seen = path, None
        self.count = -1

    def look(self):
        try:
            stat = os.stat(self.path)
        except OSError:  # between its removal and the new one
            return
        if (stat.st_ino, stat.st_mtime_ns) != self.seen:
            self.seen = (stat.st_ino, stat.st_mtime_ns)
            self.count += 1

    def watch(self, seconds):
        """How often in that time, from now on."""
        self.look()
        self.count, end = 0, time.monotonic() + seconds

        def over():
            self.look()
            return time.monotonic() > end
        wait_until(over, seconds + 5, "the end of watching")
        return self.count


class WithoutBrowser(unittest.TestCase):
    def setUp(self):
        self.addCleanup(Servers.zeppelin.restart_interpreter)

    def start(self, text):
        zeppelin = Servers.zeppelin
        note = zeppelin.new_note(f"roads/{time.monotonic_ns()}", [text])
        paragraph, = zeppelin.paragraph_ids(note)
        answer = zeppelin.run(note, paragraph)
        self.assertEqual(answer["code"], "SUCCESS", answer)
        return note, paragraph

    def wait_saved(self, note, paragraph):
        wait_until(lambda: any("as it was at" in m["data"] for m in Servers.zeppelin.messages(note, paragraph)),
                   SOON_S, "the saved table")

    def test_a_stream_that_nobody_sees_writes_the_note_once_a_minute_at_most(self):
        note, paragraph = self.start("%kafka " + COUNT)
        self.wait_saved(note, paragraph)
        writes = Writes(note_file(Servers.zeppelin, note)).watch(WATCHED_S)
        self.assertLessEqual(writes, 1)

    def test_a_viewer_on_zeppelins_road_buys_two_updates_a_second(self):
        note, paragraph = self.start("%kafka " + COUNT)
        template = Servers.zeppelin.messages(note, paragraph)[1]["data"]
        name, nonce = re.search(r"z\.angularBind\('(need)','([^']+)'", template).groups()
        with Servers.zeppelin.socket() as page:
            page.open_note(note)
            page.bind(paragraph, name, nonce)
            page.wait_object(paragraph, "htm", lambda value: "<td" in value, SOON_S)
            writes = Writes(note_file(Servers.zeppelin, note)).watch(WATCHED_S)
        self.assertGreaterEqual(writes, WATCHED_S)
        self.assertLessEqual(writes, 2 * WATCHED_S + 2)

    def test_each_display_has_its_results(self):
        for display, kinds in (("live", ["HTML", "ANGULAR", "HTML"]),
                               ("table", ["TABLE", "ANGULAR", "HTML"]),
                               ("both", ["HTML", "ANGULAR", "TABLE", "HTML"]),
                               ("text", ["TEXT", "ANGULAR", "HTML"])):
            with self.subTest(display):
                note, paragraph = self.start(f"%kafka(display={display}) {COUNT}")
                self.wait_saved(note, paragraph)
                messages = Servers.zeppelin.messages(note, paragraph)
                self.assertEqual([m["type"] for m in messages], kinds)
                if display != "live":
                    table = next(m["data"] for m in messages if m["type"] in ("TABLE", "TEXT"))
                    self.assertIn("the", table)
                Servers.zeppelin.stop_paragraph(note, paragraph)
                wait_until(lambda: "ANGULAR" not in [m["type"] for m in
                                                     Servers.zeppelin.messages(note, paragraph)],
                           SOON_S, "the end")
                self.assertIn("the", "".join(m["data"] for m in Servers.zeppelin.messages(note, paragraph)))


class Elsewhere(OnThePage):
    """A note whose interpreter and server were killed, opened on another server."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.driver = cls.browser.driver

    zeppelin = property(lambda self: self.other)

    def test_a_killed_cluster_leaves_a_table_with_its_time(self):
        first = Servers.server(self.addCleanup)
        note = first.new_note("killed", ["%kafka " + COUNT])
        paragraph, = first.paragraph_ids(note)
        first.run(note, paragraph)
        file = note_file(first, note)
        wait_until(lambda: "as it was at" in file.read_text() if file.exists() else False, SOON_S,
                   "the saved table")
        for pid in first.interpreter_pids():
            os.kill(pid, signal.SIGKILL)
        first.kill()
        self.other = Servers.server(self.addCleanup, notes=[file])
        self.driver.get(f"{self.other.url}/?ui={self.ui}#/notebook/{note}")
        self.wait_for(lambda: self.find(paragraph, ".zk-live") and
                      "not reachable" in self.find(paragraph, ".zk-live").text, "the stub's words")
        self.assertIsNone(self.find(paragraph, "iframe"))
        self.assertGreater(len(self.rows(paragraph)), 5)
        at = re.search(r"as it was at (\S+ \S+) UTC", " ".join(self.shown(paragraph)))[1]
        self.assertLess(abs(time.time() - time.mktime(time.strptime(at, "%Y-%m-%d %H:%M:%S")) +
                            time.timezone), 60)
        self.browser.screenshot(f"live-view-elsewhere-{self.ui}")


class ElsewhereInClassic(Elsewhere, unittest.TestCase):
    ui = "classic"


class ElsewhereInNew(Elsewhere, unittest.TestCase):
    ui = "new"


class OtherPages(unittest.TestCase):
    """The stub on pages that no Zeppelin serves: a page with TLS, an exported file."""

    def setUp(self):
        self.zeppelin = FakeZeppelin()
        self.addCleanup(self.zeppelin.vanish)
        self.interpreter = self.zeppelin.launch()
        self.addCleanup(self.interpreter.close)
        self.interpreter.greet({"kafka.bootstrap.servers": Servers.broker.bootstrap})
        self.browser = Browser(flags=("--ignore-certificate-errors",
                                      "--host-resolver-rules=MAP zeppelin.test 127.0.0.1"))
        self.addCleanup(self.browser.close)
        stub, panel, _ = (data for _, data in
                          self.interpreter.interpret(COUNT, note="N").messages)
        self.panel = re.search(r'id="zk-([\w-]+)"', stub)[1]
        self.page = (f'<!DOCTYPE html><title>a page</title><div data-paragraph="p">{stub}</div>'
                     f'<button class="zk-need-{self.panel}" onclick="this.dataset.pressed = 1">need'
                     f'</button><div class="zk-saved-{self.panel}">the saved table</div>')

    def serve(self, certificate=None):
        page = self.page.encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_port

    def road(self):
        return self.browser.driver.execute_script(
            "return document.querySelector('.zk-live').dataset.road ?? null")

    def test_a_page_with_tls_falls_back_where_ours_has_none(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        certificate = Path(folder.name) / "both.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                        "-subj", "/CN=zeppelin.test", "-keyout", certificate, "-out",
                        f"{certificate}.crt"], check=True, capture_output=True)
        certificate.write_text(certificate.read_text() + Path(f"{certificate}.crt").read_text())
        self.page = self.page.replace("'127.0.0.1'", "'zeppelin.test'")  # what we are known as
        port = self.serve(certificate)
        self.browser.driver.get(f"https://zeppelin.test:{port}/#/notebook/N")
        wait_until(lambda: self.browser.driver.execute_script(
            "return document.querySelector('button').dataset.pressed"), SOON_S, "the stub's report")
        self.assertEqual(self.road(), "saved")
        self.assertEqual(self.browser.driver.find_elements("css selector", "iframe"), [])

    def test_the_same_page_without_tls_embeds_it(self):
        port = self.serve()
        self.browser.driver.get(f"http://127.0.0.1:{port}/#/notebook/N")

        def rows():
            seen = read_frame(self.browser.driver, "p")
            return seen and seen.state == "live" and len(seen.rows) > 1
        wait_until(rows, SOON_S, "the live view")

    def test_an_exported_file_opens_nothing(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name) / "export.html"
        file.write_text(self.page)
        self.browser.driver.get(f"file://{file}")
        wait_until(lambda: self.road() == "saved", SOON_S, "the stub's decision")
        text = self.browser.driver.find_element("css selector", "body").text
        self.assertIn("This is a copy", text)
        self.assertIn("the saved table", text)
        self.assertEqual(self.browser.driver.find_elements("css selector", "iframe"), [])
        self.assertIsNone(self.browser.driver.execute_script(
            "return document.querySelector('button').dataset.pressed ?? null"))


class InTheShell(unittest.TestCase):
    def test_run_live_serves_the_page_until_it_is_stopped(self):
        shell = Running(["run", "-b", Servers.broker.bootstrap, "--live", "0", COUNT])
        self.addCleanup(shell.process.kill)
        address = self.address(shell)
        browser = Browser()
        self.addCleanup(browser.close)
        browser.driver.get(address)

        def rows():
            seen = read_page(browser.driver)
            return seen.state == "live" and len(seen.rows) > 1 and seen.rows
        first = wait_until(rows, SOON_S, "rows")
        wait_until(lambda: rows() and rows() != first, SOON_S, "other rows")
        done = shell.stop()
        self.assertEqual(done.status, 0)
        self.assertIn("word", done.out)
        wait_until(lambda: read_page(browser.driver).state == "stopped", SOON_S, "the end")

    def test_run_live_stays_when_all_was_read(self):
        shell = Running(["run", "-b", Servers.broker.bootstrap, "--set", "until=now", "--live", "0",
                         COUNT])
        self.addCleanup(shell.process.kill)
        address = self.address(shell)
        browser = Browser()
        self.addCleanup(browser.close)
        browser.driver.get(address)
        seen = wait_until(lambda: read_page(browser.driver).state == "ended" and
                          read_page(browser.driver), SOON_S, "the end")
        self.assertEqual(len(seen.rows), 6)
        self.assertEqual(shell.stop().status, 0)

    def address(self, shell):
        line = shell.process.stderr.readline()
        self.assertRegex(line, r"^LIVE: http://127\.0\.0\.1:\d+/#[0-9a-f]{32}$")
        return line.split()[1]

    def test_a_live_view_that_can_not_be_is_a_clear_sentence(self):
        for arguments, sentence in ((["--set", "live_ports=99999", "--live"], "from 0 to 65535"),
                                    (["--set", "live_ports=off", "--live"], "live_ports is off"),
                                    (["--set", "live_certificate=/nowhere.pem", "--live"],
                                     "live_key is missing"),
                                    (["--output", "csv", "--live"], "table or events")):
            done = run("run", "-b", Servers.broker.bootstrap, *arguments, "SELECT 1")
            self.assertEqual(done.status, 2, done.err)
            self.assertIn(sentence, done.err)

    def test_tunnel_prints_the_ports_of_the_interpreter_that_runs_here(self):
        with FakeZeppelin() as zeppelin, zeppelin.launch() as interpreter:
            interpreter.call("init", {"zeppelin.server.port": "8890"})
            interpreter.create_session({"kafka.bootstrap.servers": Servers.broker.bootstrap})
            env = {**os.environ, "ZEPPELIN_KAFKA_RUNTIME_DIR": interpreter.home.name}
            done = run("tunnel", "ada@emr", env=env)
            self.assertEqual(done.status, 0, done.err)
            self.assertRegex(done.out, r"^ssh -N -L 8890:127\.0\.0\.1:8890 "
                                       r"-L (\d+):127\.0\.0\.1:\1 ada@emr\n$")
            self.assertIn(f"interpreter {interpreter.pid}", done.err)
            port = re.search(r"-L (\d+):127\.0\.0\.1:\1 ada", done.out)[1]
            self.assertIn(f":{port}/", html.unescape(
                interpreter.interpret(COUNT).messages[0][1]))

    def test_tunnel_without_an_interpreter_prints_the_usual_ports(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run("tunnel", env={**os.environ, "ZEPPELIN_KAFKA_RUNTIME_DIR": folder})
        self.assertEqual(done.status, 0)
        self.assertIn("-L 8890:127.0.0.1:8890 -L 8895:127.0.0.1:8895", done.out)
        self.assertIn("no interpreter", done.err)


if __name__ == "__main__":
    unittest.main()
