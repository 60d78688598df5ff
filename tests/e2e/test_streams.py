"""The streams of an interpreter as their users manage them: SHOW STREAMS, STOP, PAUSE, RESUME, the
buttons of the live view, the page with the list of all streams, and the links to it.

A worker by itself, a Thrift client that plays Zeppelin, then a real Zeppelin with Chromium; topics
are on embedded brokers of the test's own.
"""
import json
import subprocess
import unittest

from selenium.webdriver.common.by import By

from browser import Browser
from live_page import read_page
from product import EmbeddedBroker, Running, run
from server_process import REPO
from wait import wait_until
from zeppelin_client import FakeZeppelin
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
LIVE = "SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word ORDER BY n DESC LIMIT 5"
SOON_S = 15


class Worker:
    """One job on the control pipe, and all that it says."""

    def __init__(self, broker, statement, **settings):
        self.running = Running(["run", "--control"], stdin=subprocess.PIPE)
        self.seen = []
        self.say(do="job", query=1, statement=statement, settings=settings,
                 kafka={"bootstrap.servers": broker.bootstrap})
        self.wait(lambda event: event["event"] == "schema", "the schema")

    def say(self, **command):
        self.running.process.stdin.write(json.dumps({"v": 1, **command}) + "\n")
        self.running.process.stdin.flush()

    def wait(self, holds, what, after=0):
        """The first event after so many that holds."""
        def find():
            return next((event for event in self.seen[after:] if holds(event)), None)

        if find() is None:
            self.running.lines(lambda seen: self._take(seen) and find() is not None, SOON_S)
        return find()

    def _take(self, lines):
        self.seen += [json.loads(line) for line in lines]
        lines.clear()
        return True

    def wait_stats(self, number=1):
        """So many more words about itself, a second between two."""
        before = len(self.seen)

        def enough():
            return len([event for event in self.seen[before:] if event["event"] == "stats"]) >= number

        self.running.lines(lambda seen: self._take(seen) and enough(), SOON_S)
        return [event for event in self.seen if event["event"] == "stats"][-1]

    def finish(self):
        return self.running.finish(10)


class OfAWorker(unittest.TestCase):
    def setUp(self):
        self.broker = EmbeddedBroker()
        self.addCleanup(self.broker.close)

    def produce(self, *values):
        done = run("produce", "-b", self.broker.bootstrap, "lines", stdin="".join(f"{v}\n" for v in values))
        self.assertEqual(done.status, 0, done.err)

    def test_what_comes_while_it_is_paused_is_read_when_it_goes_on(self):
        self.produce("a", "b")
        worker = Worker(self.broker, "SELECT count(*) AS n FROM lines")
        worker.say(do="start")
        worker.wait(lambda e: e["event"] == "rows" and e["set"] and e["set"][0][1] == ["2"], "two")
        worker.say(do="pause")
        worker.wait_stats()
        self.produce("c", "d", "e")
        at = len(worker.seen)
        self.assertEqual(worker.wait_stats(2)["records"], 2)
        self.assertFalse([e for e in worker.seen[at:] if e["event"] == "rows"])
        worker.say(do="resume")
        worker.wait(lambda e: e["event"] == "rows" and e["set"] and e["set"][0][1] == ["5"], "five")
        worker.finish()

    def test_no_window_closes_while_it_is_paused(self):
        worker_settings = {"emit": "final", "idle": "100 ms", "grace": "0"}
        self.produce("a")
        worker = Worker(self.broker, "SELECT count(*) AS n FROM tumble(lines, interval '1 second') "
                                     "GROUP BY window_start", **worker_settings)
        worker.say(do="start")
        worker.wait(lambda e: e["event"] == "rows" and e["set"], "the first window")
        worker.say(do="pause")
        held = worker.wait_stats(2)["watermark"]
        self.produce("b", "c")
        at = len(worker.seen)
        self.assertEqual(worker.wait_stats(2)["watermark"], held)
        self.assertFalse([e for e in worker.seen[at:] if e["event"] == "rows"])
        worker.say(do="resume")
        worker.wait(lambda e: e["event"] == "rows" and e["set"], "the window of the pause", at)
        last = worker.wait_stats(1)
        self.assertEqual((last["late"], last["dropped"], last["records"]), (0, 0, 3))
        self.assertEqual(sum(int(row[1][0]) for e in worker.seen if e["event"] == "rows"
                             for row in e["set"]), 3)
        worker.finish()

    def test_a_stop_ends_what_is_paused(self):
        self.produce("a")
        worker = Worker(self.broker, "SELECT count(*) AS n FROM lines")
        worker.say(do="pause")
        worker.say(do="start")
        worker.wait_stats()
        worker.say(do="stop")
        done = worker.finish()
        self.assertEqual((done.status, json.loads(done.out.splitlines()[-1])["reason"]), (0, "stopped"))

    def test_a_shell_says_that_it_has_no_streams(self):
        for statement in ("SHOW STREAMS", "STOP 1", "PAUSE", "RESUME x"):
            done = run("run", "-b", self.broker.bootstrap, statement)
            self.assertEqual(done.status, 1)
            self.assertIn("is for the streams of a notebook's interpreter, and none is here", done.err)


class OfAnInterpreter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        cls.addClassCleanup(cls.broker.close)

    def setUp(self):
        self.zeppelin = FakeZeppelin()
        self.addCleanup(self.zeppelin.vanish)
        self.process = self.zeppelin.launch()
        self.addCleanup(self.process.close)
        self.process.greet({"kafka.bootstrap.servers": self.broker.bootstrap})

    def streams(self, **options):
        """SHOW STREAMS as dictionaries."""
        result = self.process.interpret("SHOW STREAMS", paragraph="ask", **options)
        self.assertEqual(result.code, "SUCCESS", result)
        head, *rows = result.table()
        return [dict(zip(head, row)) for row in rows]

    def wait_streams(self, holds, what, **options):
        seen = []

        def look():
            seen[:] = self.streams(**options)
            return holds(seen)
        wait_until(look, SOON_S, lambda: f"{what}; there are {seen}")
        return seen

    def say(self, text, code="SUCCESS", **options):
        result = self.process.interpret(text, paragraph="order", **options)
        self.assertEqual(result.code, code, result)
        return result.text()

    def test_they_are_listed_paused_resumed_and_stopped(self):
        self.assertEqual(self.streams(), [])
        self.assertEqual(self.process.interpret(LIVE, paragraph="one").code, "SUCCESS")
        self.assertEqual(self.process.interpret(LIVE, paragraph="two").code, "SUCCESS")
        seen = self.wait_streams(lambda rows: len(rows) == 2 and all(row["memory"] not in ("", "null")
                                                                     for row in rows), "numbers")
        self.assertEqual([(row["stream"], row["state"], row["user"], row["note"], row["paragraph"])
                          for row in seen], [("1", "live", "anonymous", "note", "one"),
                                             ("2", "live", "anonymous", "note", "two")])
        self.assertIn("SELECT word, count(*) AS n", seen[0]["statement"])
        self.assertIn("stream 1 (SELECT word", self.say("PAUSE 1"))
        self.assertIn("was paused already", self.say("PAUSE 1"))
        self.assertEqual([row["state"] for row in self.streams()], ["paused", "live"])
        self.assertIn("2 streams of yours run in this note: 1, 2", self.say("STOP", "ERROR"))
        self.assertIn("goes on", self.say("RESUME 1"))
        self.say("STOP 1")
        self.wait_streams(lambda rows: [row["stream"] for row in rows] == ["2"], "the end of the first")
        self.assertIn("is paused", self.say("PAUSE"))
        self.assertIn("no stream 1 of yours runs here", self.say("STOP 1", "ERROR"))
        self.assertIn("no stream of yours runs in this note", self.say("STOP", "ERROR", note="other"))
        self.say("STOP")
        self.wait_streams(lambda rows: rows == [], "the end of all")

    def test_a_bounded_read_says_how_far_it_is_and_how_long_it_takes(self):
        run("produce", "-b", self.broker.bootstrap, "slow", stdin="a line\n" * 6000)
        slow = "SELECT sum(i) FROM slow, generate_series(1, 15000) AS i WHERE length(value) + i > 0"
        later = self.process.interpret_later(slow, paragraph="slow", until="now")
        said = self.zeppelin.wait_for("updateOutput", paragraph="slow", index=0, type="HTML")
        self.assertRegex(said.value, r"reading · \d+ % · [\d,]+ of [\d,]+ records")
        wait_until(lambda: any(" s left" in call.value for call in
                               self.zeppelin.of("updateOutput", paragraph="slow", index=0)),
                   SOON_S, "the time left")
        self.assertEqual([row["state"] for row in self.streams()], ["reading"])
        self.say("STOP 1")
        self.assertIn("sum", later.result(SOON_S).messages[0][1])

    def test_a_user_neither_sees_nor_orders_those_of_another(self):
        self.process.interpret(LIVE, paragraph="hers", user="alice")
        page = self.zeppelin.wait_for("sendWebUrl")
        self.assertEqual([row["user"] for row in self.streams(user="alice")], ["alice"])
        self.assertEqual(self.streams(user="bob"), [])
        for order in ("STOP", "PAUSE", "RESUME"):
            self.assertIn("no stream 1 of yours runs here", self.say(f"{order} 1", "ERROR", user="bob"))
        self.assertEqual([row["state"] for row in self.streams(user="alice")], ["live"])
        # Everybody sees the interpreter page: no link to alice's list when bob works here too.
        gone = self.zeppelin.of("sendWebUrl")[-1]
        self.assertIn("/#", page.args[0].weburl)
        self.assertEqual(gone.args[0].weburl, "")
        self.say("STOP 1", user="alice")


class InZeppelin(unittest.TestCase):
    """Buttons and pages in a browser."""

    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        cls.addClassCleanup(cls.broker.close)
        cls.zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap},
                                      env=cls.broker.env)
        cls.addClassCleanup(cls.zeppelin.close)
        cls.zeppelin.start()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.driver = cls.browser.driver

    def press(self, text):
        for button in self.driver.find_elements(By.CSS_SELECTOR, "button"):
            if button.is_displayed() and button.text.strip() == text:
                button.click()
                return
        self.fail(f"no button {text}")

    def wait_page(self, holds, what):
        return wait_until(lambda: (lambda seen: seen if seen and holds(seen) else None)(
            read_page(self.driver)), SOON_S, lambda: f"{what}; it shows {read_page(self.driver)}")

    def link_of(self, note, paragraph):
        """The paragraph's link, as the server tells its pages."""
        def find():
            infos = self.zeppelin.paragraph(note, paragraph).get("runtimeInfos") or {}
            return next((value["jobUrl"] for info in infos.values() for value in info["values"]), None)
        return wait_until(find, SOON_S, "the paragraph's link")

    def test_the_link_opens_the_full_page_and_its_buttons_hold_and_end_the_stream(self):
        note = self.zeppelin.new_note("streams", ["%kafka\n" + LIVE, "%kafka\nSHOW STREAMS"])
        live, ask = self.zeppelin.paragraph_ids(note)
        self.zeppelin.run(note, live)
        self.driver.get(self.link_of(note, live))
        self.wait_page(lambda seen: seen.state == "live" and len(seen.rows) > 1, "live rows")
        self.press("Pause stream")
        self.wait_page(lambda seen: seen.state == "held", "the pause")
        self.browser.screenshot("streams-paused")
        self.press("Resume stream")
        self.wait_page(lambda seen: seen.state == "live", "the end of the pause")

        self.zeppelin.run(note, ask)
        self.driver.get("about:blank")
        self.driver.get(self.link_of(note, ask))
        self.wait_page(lambda seen: "live" in str(seen.rows), "the list")
        self.driver.find_element(By.CSS_SELECTOR, "#rows tbody tr").click()
        self.browser.screenshot("streams-list")
        self.press("Pause stream")
        self.wait_page(lambda seen: "paused" in str(seen.rows), "the pause in the list")
        self.browser.screenshot("streams-list-paused")
        self.press("Stop stream")
        self.wait_page(lambda seen: "SELECT word" not in str(seen.rows), "the end in the list")


if __name__ == "__main__":
    unittest.main()
