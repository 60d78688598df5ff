"""Our live view in the paragraphs of a real Zeppelin server, in Chromium, with both user interfaces'
manners: what is seen on which road, and what happens when something stands in the way.
"""
import os
import re
import signal
import time
import unittest

from selenium.webdriver.common.by import By

from browser import Browser
from live_page import Road, frame_of, read_frame, read_page
from note_page import OnThePage
from product import EmbeddedBroker, run
from server_process import REPO, free_port
from wait import wait_until
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
SOON_S = 15
ROAD_S = 30  # the stub waits 6 s for the frame's word, and up to 10 s for an update on the other road
COUNT = """%kafka
SELECT window_start, word, count(*) AS n
FROM tumble(lines, interval '10 seconds'), words(value) AS word
GROUP BY window_start, word ORDER BY window_start DESC, n DESC LIMIT 20"""
TOTAL = """%kafka
SELECT word, count(*) AS n FROM lines, words(value) AS word
GROUP BY word ORDER BY n DESC, word LIMIT 10"""
MARKUP = ["%html <script>window.intruded = 1</script>",
          '<img src="nowhere" onerror="window.intruded = 2"> <b>bold</b> {{htm}} &amp;']


class Servers:
    """Shared by all tests: a broker that is fed; Zeppelin as it comes; and one whose live view is
    behind a road that can be blocked."""

    broker = zeppelin = guarded = road = None

    @classmethod
    def start(cls, add_cleanup):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        add_cleanup(cls.broker.close)
        cls.zeppelin = cls.server(add_cleanup)
        port = free_port()
        cls.road = Road(port)
        add_cleanup(cls.road.close)
        cls.guarded = cls.server(add_cleanup, **{"zeppelin.kafka.live_ports": str(port),
                                                 "zeppelin.kafka.live_url": cls.road.url})

    @classmethod
    def server(cls, add_cleanup, notes=(), **properties):
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap, **properties},
                                  env=cls.broker.env, notes=notes)
        add_cleanup(zeppelin.close)
        return zeppelin.start()


def setUpModule():
    Servers.start(unittest.addModuleCleanup)


class WithBrowser(OnThePage):
    """One browser a class, a page a test."""

    zeppelin = property(lambda self: Servers.zeppelin)

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.driver = cls.browser.driver

    def setUp(self):
        self.browser.errors()  # those of the test before
        self.addCleanup(lambda: self.zeppelin.restart_interpreter())

    def keep(self, name):
        self.browser.screenshot(f"live-view-{name}-{self.ui}")

    def start(self, text, name="live"):
        """A new note with that paragraph, run in the page: (note, paragraph)."""
        note = self.open_note(name, [text])
        paragraph, = self.zeppelin.paragraph_ids(note)
        self.press_run(paragraph)
        return note, paragraph

    def wait_live(self, paragraph, holds=lambda seen: True, what="live rows", driver=None):
        """What the live view shows once it is live, has rows, and holds(it)."""
        driver = driver or self.driver

        def look():
            seen = read_frame(driver, paragraph)
            return seen if seen and seen.state == "live" and len(seen.rows) > 1 and holds(seen) \
                else None
        return self.wait_for(look, lambda: f"{what}; it shows {read_frame(driver, paragraph)}; "
                                           f"the paragraph {self.shown(paragraph)}")

    def wait_state(self, paragraph, *states):
        def look():
            seen = read_frame(self.driver, paragraph)
            return seen if seen and seen.state in states else None
        return self.wait_for(look, lambda: f"{states}; it shows "
                                           f"{read_frame(self.driver, paragraph)}")

    def road_of(self, paragraph, driver=None):
        """Which of the results the stub lets be seen: ours, zeppelin or saved."""
        return (driver or self.driver).execute_script(
            "return document.querySelector(arguments[0])?.dataset.road ?? null",
            f'[data-paragraph="{paragraph}"] .zk-live')

    def visible(self, paragraph, part):
        """The text of what the paragraph shows of `object` or `saved`; '' if it is hidden."""
        return self.driver.execute_script(
            "const part = document.querySelector(arguments[0]);"
            "return part?.getClientRects().length > 0 ? part.innerText : ''",
            f'[data-paragraph="{paragraph}"] [class*="zk-{part}-"]')


class InTheParagraph(WithBrowser):
    def test_rows_change_in_the_paragraph_and_a_stop_leaves_the_table(self):
        note, paragraph = self.start(COUNT)
        first = self.wait_live(paragraph)
        self.assertEqual(first.rows[0], ["window_start", "word", "n"])
        second = self.wait_live(paragraph, lambda seen: seen.rows != first.rows, "other rows")
        self.assertGreater(second.seq, first.seq)
        self.keep("live")
        self.assertEqual(self.road_of(paragraph), "ours")
        self.assertEqual(self.visible(paragraph, "saved"), "")
        self.assertFalse(self.find(paragraph, '[class*="zk-object-"]').text)
        self.assertTrue(self.find(paragraph, "a.job").get_attribute("href").startswith("http://"))

        with frame_of(self.driver, paragraph):
            self.press_stop_in_view()
        if self.ui == "new":  # the classic one puts the table into the frame's place at once
            self.wait_state(paragraph, "stopped")
        self.wait_last_table(note, paragraph)
        kinds = [message["type"] for message in self.zeppelin.messages(note, paragraph)]
        self.assertEqual(kinds, ["TABLE", "HTML", "HTML"])
        self.assertEqual(self.browser.errors(), [])

    def test_a_frame_that_does_not_say_how_it_is_makes_way_for_zeppelins_road(self):
        _, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        self.driver.execute_script("arguments[0].contentWindow.location = 'about:blank'",
                                   self.find(paragraph, "iframe"))
        self.wait_for(lambda: self.road_of(paragraph) == "zeppelin", "Zeppelin's road", ROAD_S)
        self.assertIsNone(self.find(paragraph, "iframe"))
        self.assertIn("word", self.visible(paragraph, "object"))

    def press_stop_in_view(self):
        """In one step each: the classic page loads the frame anew once, soon after a run."""
        for _ in range(2):  # the second press says that it was meant
            self.wait_for(lambda: self.driver.execute_script(
                "const stop = document.querySelector('#tools button.stop:not([hidden])');"
                "stop?.click(); return Boolean(stop);"), "the stop button")

    def test_a_reload_shows_it_going_on(self):
        _, paragraph = self.start(TOTAL)
        self.wait_live(paragraph)
        self.reload()
        first = self.wait_live(paragraph)
        self.wait_live(paragraph, lambda seen: seen.rows != first.rows, "other rows")

    def test_running_again_replaces_it(self):
        _, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        self.press_run(paragraph)
        self.wait_live(paragraph)
        self.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, "iframe")) == 1,
                      "one frame")

    def test_a_record_with_markup_is_text_on_both_roads(self):
        produced = run("produce", "-b", Servers.broker.bootstrap, f"marked-{self.ui}",
                       stdin="".join(f"{line}\n" for line in MARKUP))
        self.assertEqual(produced.status, 0, produced.err)
        note, paragraph = self.start(f'%kafka SELECT value FROM "marked-{self.ui}"')

        def holds(rows):
            cells = [cell.lstrip("\u200b") for row in rows for cell in row]
            return all(text in cells for text in MARKUP)
        self.wait_live(paragraph, lambda seen: holds(seen.rows), "the records as text")
        with frame_of(self.driver, paragraph):
            self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))
        self.keep("markup")
        self.click(self.find(paragraph, '[class*="zk-need-"]'))
        self.wait_for(lambda: holds(self.rows(paragraph)), "the records on Zeppelin's road")
        self.wait_for(lambda: any("zk-saved-" in m["data"] for m in self.zeppelin.messages(note, paragraph)),
                      "the saved table")
        self.reload()
        self.wait_live(paragraph, lambda seen: holds(seen.rows), "the records as text again")
        self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))
        self.assertIsNone(self.find(paragraph, ".results b"))

    def test_a_clone_opens_nothing_and_shows_the_saved_table(self):
        note, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        self.wait_for(lambda: any("zk-saved-" in m["data"] and "<td" in m["data"]
                                  for m in self.zeppelin.messages(note, paragraph)), "the saved table")
        clone = self.zeppelin.clone_note(note, f"{self.name}/a clone")
        copied = self.zeppelin.paragraph_ids(clone)[0]
        self.driver.get("about:blank")
        self.driver.get(f"{self.zeppelin.url}/?ui={self.ui}#/notebook/{clone}")
        self.wait_for(lambda: self.road_of(copied) == "saved", "the saved table's turn")
        self.assertIn("This is a copy", self.find(copied, ".zk-live").text)
        self.assertIn("as it was at", self.visible(copied, "saved"))
        self.assertGreater(len(self.rows(copied)), 1)
        self.assertIsNone(self.find(copied, "iframe"))
        self.keep("clone")
        self.press_run(copied)
        self.wait_live(copied)

    def test_an_interpreter_restart_ends_in_a_clear_state(self):
        note, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        self.zeppelin.restart_interpreter()
        seen = self.wait_state(paragraph, "stopped", "expired") if self.ui == "new" else None
        if seen:
            self.assertIn("stopped", seen.words)
        self.wait_last_table(note, paragraph)
        self.press_run(paragraph)
        self.wait_live(paragraph)

    def test_a_killed_interpreter_leaves_words_and_no_error_page(self):
        note, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        self.wait_for(lambda: any("zk-saved" in message["data"] and "<td" in message["data"]
                                  for message in self.zeppelin.messages(note, paragraph)),
                      "the first table in the note")
        for pid in self.zeppelin.interpreter_pids():
            os.kill(pid, signal.SIGKILL)
        seen = self.wait_state(paragraph, "reconnecting", "unreachable")
        self.assertGreater(len(seen.rows), 1, "what was shown stays")
        self.keep("killed")
        self.reload()
        self.wait_for(lambda: "not reachable" in self.find(paragraph, ".zk-live").text,
                      "the stub's words")
        self.wait_for(lambda: self.visible(paragraph, "saved"), "the saved table")
        self.assertIsNone(self.find(paragraph, "iframe"))

    def test_a_viewer_who_can_not_reach_it_sees_zeppelins_road_beside_one_who_can(self):
        note, paragraph = self.start(COUNT)
        frame = self.wait_live(paragraph) and self.find(paragraph, "iframe").get_attribute("src")
        other = Browser()
        self.addCleanup(other.close)
        other.driver.execute_cdp_cmd("Network.enable", {})
        other.driver.execute_cdp_cmd("Network.setBlockedURLs",
                                     {"urls": [re.match(r"http://[^/]+/", frame)[0] + "*"]})
        other.driver.get(f"{self.zeppelin.url}/?ui={self.ui}#/notebook/{note}")

        def rows():
            return other.driver.execute_script(
                "return [...document.querySelectorAll('[class*=\"zk-object-\"] tr')]"
                ".map(row => [...row.children].map(cell => cell.textContent))")
        first = self.wait_for(lambda: len(rows()) > 1 and rows(), "rows on Zeppelin's road")
        self.wait_for(lambda: len(rows()) > 1 and rows() != first, "other rows there", ROAD_S)
        self.wait_for(lambda: self.road_of(paragraph, other.driver) == "zeppelin",
                      "the stub to see that they change")
        other.screenshot(f"live-view-other-road-{self.ui}")
        before = self.wait_live(paragraph)
        self.wait_live(paragraph, lambda seen: seen.rows != before.rows, "other rows here")
        self.assertEqual(self.road_of(paragraph), "ours")

    def test_a_hidden_page_is_whole_when_it_is_seen_again(self):
        """Headless windows are never out of sight: the page is only told that it is."""
        _, paragraph = self.start(TOTAL)
        self.wait_live(paragraph)
        self.wait_for(lambda: self.find(paragraph).get_attribute("data-status") == "FINISHED",
                      "the end of the run")
        self.reload()  # right after a run the frame may be made once more
        self.wait_live(paragraph)
        with frame_of(self.driver, paragraph):
            self.driver.execute_script(
                "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
                "document.dispatchEvent(new Event('visibilitychange'))")
            self.pass_time(1)  # a page that was just laid out may still be drawn once
            hidden = read_page(self.driver)
            self.pass_time(2)
            self.assertEqual(read_page(self.driver).rows, hidden.rows)
            self.driver.execute_script(
                "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
            self.wait_for(lambda: read_page(self.driver).rows != hidden.rows, "the newest rows")

    def pass_time(self, seconds):
        end = time.monotonic() + seconds
        self.wait_for(lambda: time.monotonic() > end, f"{seconds} s to pass")

    def test_the_full_page_shows_the_same(self):
        _, paragraph = self.start(COUNT)
        self.wait_live(paragraph)
        link = self.find(paragraph, "a.job").get_attribute("href")
        self.driver.get("about:blank")
        self.driver.get(link)
        self.wait_for(lambda: read_page(self.driver).state == "live" and
                      len(read_page(self.driver).rows) > 1, "the full page")
        self.keep("full")
        self.browser.dark(True)
        self.keep("full-dark")
        self.browser.resize(390, 900)
        self.keep("full-narrow")
        self.browser.dark(False)
        self.browser.resize(1200, 1000)


class Blocked(WithBrowser):
    """The live view behind a road that misbehaves."""

    zeppelin = property(lambda self: Servers.guarded)

    def setUp(self):
        super().setUp()
        self.addCleanup(Servers.road.open)

    def test_a_cut_connection_is_found_again_and_whole(self):
        _, paragraph = self.start(TOTAL)
        self.wait_live(paragraph)
        Servers.road.refuse()
        self.wait_state(paragraph, "reconnecting")
        self.keep("reconnecting")
        Servers.road.open()
        first = self.wait_live(paragraph)
        self.wait_live(paragraph, lambda seen: seen.rows != first.rows, "other rows")

    def test_a_port_that_is_not_reachable_falls_back_by_itself(self):
        Servers.road.refuse()
        _, paragraph = self.start(COUNT)
        self.wait_for(lambda: self.road_of(paragraph) == "zeppelin", "Zeppelin's road")
        first = self.wait_for(lambda: len(self.rows(paragraph)) > 1 and self.rows(paragraph), "rows")
        self.wait_for(lambda: self.rows(paragraph) != first, "other rows")
        self.assertIsNone(self.find(paragraph, "iframe"))
        self.keep("fallback")

    def test_another_program_on_the_port_is_told_nothing(self):
        Servers.road.impersonate()
        note, paragraph = self.start(COUNT)
        self.wait_for(lambda: self.road_of(paragraph) == "zeppelin", "Zeppelin's road")
        self.assertIsNone(self.find(paragraph, "iframe"))
        stub = self.wait_for(lambda: next((m["data"] for m in self.zeppelin.messages(note, paragraph)
                                           if "zk-live" in m["data"]), None), "the stub")
        challenge = re.search(r"probe/([0-9a-f]{32})", stub)[1]
        token = re.search(r"#([0-9a-f]{32})", stub)[1]
        self.assertIn(challenge.encode(), Servers.road.heard)
        self.assertNotIn(token.encode(), Servers.road.heard)


class InClassic(InTheParagraph, unittest.TestCase):
    ui = "classic"


class InNew(InTheParagraph, unittest.TestCase):
    ui = "new"


class BlockedInClassic(Blocked, unittest.TestCase):
    ui = "classic"


class BlockedInNew(Blocked, unittest.TestCase):
    ui = "new"


if __name__ == "__main__":
    unittest.main(verbosity=2)
