"""A real Zeppelin server, driven over its REST interface and its websocket, with the real interpreter
and an embedded broker that is fed: what a notebook's user does, and what must not happen.
"""
import os
import re
import signal
import time
import unittest
from pathlib import Path

from product import EmbeddedBroker, run
from server_process import REPO, free_port
from wait import wait_until
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
COUNT = "%kafka SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word ORDER BY n DESC, word LIMIT 5"
WINDOWS = """%kafka
SELECT window_start, word, count(*) AS n
FROM tumble(lines, interval '10 seconds'), words(value) AS word
GROUP BY window_start, word ORDER BY window_start DESC, n DESC LIMIT 20"""
TAIL = "%kafka SELECT value FROM lines"
SOON_S = 15


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def has_rows(html):
    return "<td" in html


class OnZeppelin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        cls.addClassCleanup(cls.broker.close)
        cls.zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap},
                                      env=cls.broker.env)
        cls.addClassCleanup(cls.zeppelin.close)
        cls.zeppelin.start()

    def setUp(self):
        self.addCleanup(self.zeppelin.restart_interpreter)

    notes = 0

    def note(self, *texts):
        OnZeppelin.notes += 1
        note = self.zeppelin.new_note(f"note {OnZeppelin.notes}", texts)
        return note, self.zeppelin.paragraph_ids(note)

    def saved_table(self, note, paragraph):
        return wait_until(lambda: self.zeppelin.table(note, paragraph), SOON_S, "the saved table")

    def workers(self):
        return [pid for pid in self.zeppelin.interpreter_pids() if "run --control" in command_line(pid)]

    def interpreters(self):
        return [pid for pid in self.zeppelin.interpreter_pids() if " interpreter " in command_line(pid)]

    def live(self, page, paragraph, text, since=None):
        """Run it on the page of somebody who can't reach the live view itself, and wait for the
        first rows on Zeppelin's road."""
        since = page.mark() if since is None else since
        page.run(paragraph, text)
        page.wait_status(paragraph, "FINISHED", SOON_S, since)
        self.press(page, paragraph, "need")
        return page.wait_object(paragraph, "htm", has_rows, SOON_S, since)

    def press(self, page, paragraph, button):
        """Press a button that the result shows: stop, or need."""
        [template] = [m["data"] for m in self.zeppelin.messages(page.note_id, paragraph) if m["type"] == "ANGULAR"]
        name, nonce = re.search(rf"z\.angularBind\('({button}\w*)','([^']+)'", template).groups()
        page.bind(paragraph, name, nonce)

    def stop(self, page, paragraph):
        self.press(page, paragraph, "stop")

    def test_live_rows_come_at_once_and_change_and_the_stop_button_leaves_the_last_table(self):
        note, [paragraph] = self.note(WINDOWS)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            first = self.live(page, paragraph, WINDOWS)
            second = page.wait_object(paragraph, "htm", lambda h: has_rows(h) and h != first, SOON_S,
                                      page.mark())
            self.assertIn("window_start", second)
            self.stop(page, paragraph)
            rows = self.saved_table(note, paragraph)
        self.assertEqual(rows[0], ["window_start", "word", "n"])
        self.assertGreater(len(rows), 2)
        wait_until(lambda: not self.workers(), SOON_S, "the worker gone")

    def test_ten_paragraphs_run_in_a_row_with_three_live_streams_among_them(self):
        texts = [COUNT, "%kafka SELECT 1 AS a", WINDOWS, "%kafka SHOW TOPICS",
                 "%kafka SELECT 2 AS b", TAIL, "%kafka INSERT INTO other VALUES ('x')",
                 "%kafka SELECT value FROM other LIMIT 1", "%kafka SET refresh = 100",
                 "%kafka SELECT 3 AS c"]
        note, paragraphs = self.note(*texts)
        began = time.monotonic()
        self.zeppelin.run_all(note)
        took_s = time.monotonic() - began
        for paragraph in paragraphs:
            self.assertEqual(self.zeppelin.paragraph(note, paragraph)["status"], "FINISHED", paragraph)
        self.assertLess(took_s, 20)
        self.assertEqual(len(self.workers()), 3)
        self.assertEqual(self.zeppelin.table(note, paragraphs[1]), [["a"], ["1"]])
        self.assertEqual(self.zeppelin.table(note, paragraphs[7]), [["value"], ["x"]])
        with self.zeppelin.socket() as page:
            since = page.mark()
            page.open_note(note)
            for i in (0, 2, 5):
                page.wait_object(paragraphs[i], "htm", has_rows, SOON_S, since)

    def test_a_view_of_one_paragraph_is_read_by_another_of_its_note_and_by_no_other_note(self):
        create = ("%kafka CREATE VIEW long_lines (line, letters) AS\n"
                  "SELECT value, length(value) FROM lines WHERE length(value) > 10")
        count = "%kafka SELECT letters, count(*) AS n FROM long_lines GROUP BY letters ORDER BY n DESC LIMIT 3"
        note, [maker, reader, other] = self.note(create, count, "%kafka DROP VIEW lines_that_are_long")
        made = self.zeppelin.run(note, maker)
        self.assertEqual((made["code"], [m["data"] for m in made["msg"]]),
                         ("SUCCESS", ["CREATE VIEW: long_lines (line text, letters integer) is there for this "
                                      "note until the interpreter restarts"]))
        with self.zeppelin.socket() as page:
            page.open_note(note)
            html = self.live(page, reader, count)
            self.assertIn("letters", html)
            self.stop(page, reader)
            self.assertEqual(self.saved_table(note, reader)[0], ["letters", "n"])
        wrong = self.zeppelin.run(note, other)
        self.assertIn('view "lines_that_are_long" does not exist', wrong["msg"][0]["data"])
        stranger, [paragraph] = self.note(count)
        answer = self.zeppelin.run(stranger, paragraph)
        self.assertEqual(answer["code"], "ERROR")
        self.assertIn('topic "long_lines" does not exist', answer["msg"][0]["data"])
        self.assertEqual(self.zeppelin.run(note, maker)["code"], "ERROR", "it is there already")

    def test_a_foreground_query_shows_progress_and_is_cancelled_at_once(self):
        text = "%kafka(mode=foreground) " + COUNT.removeprefix("%kafka ")
        note, [paragraph] = self.note(text)
        self.zeppelin.run_async(note, paragraph)
        self.zeppelin.wait_status(note, paragraph, "RUNNING", deadline_s=SOON_S)
        wait_until(self.workers, SOON_S, "a worker")
        began = time.monotonic()
        self.zeppelin.stop_paragraph(note, paragraph)
        wait_until(lambda: not self.workers(), SOON_S, "the worker gone")
        gone_s = time.monotonic() - began
        ended = self.zeppelin.wait_status(note, paragraph, "ABORT", "ERROR", "FINISHED")
        self.assertEqual(ended["status"], "ABORT")
        self.assertLess(gone_s, 2)
        self.assertTrue(self.zeppelin.table(note, paragraph), self.zeppelin.messages(note, paragraph))

    def test_an_error_has_its_place_and_starts_nothing(self):
        note, [paragraph] = self.note("%kafka\nSELECT 1;\nSELECT wrod FROM lines;\n" +
                                      COUNT.removeprefix("%kafka "))
        answer = self.zeppelin.run(note, paragraph)
        self.assertEqual(answer["code"], "ERROR")
        text = "\n".join(m["data"] for m in answer["msg"] if m["type"] == "TEXT")
        self.assertIn('column "wrod" does not exist', text)
        self.assertIn("SELECT wrod FROM lines\n       ^", text)
        self.assertEqual([m["data"] for m in answer["msg"] if m["type"] == "TABLE"], ["?column?\n1\n"])
        self.assertEqual(self.workers(), [])

    def test_bad_input_ends_in_a_clear_sentence(self):
        for text, sentence in (
                ("SELECT value FROM nowhere_at_all", 'nowhere_at_all'),
                ("SELECT no_such(value) FROM lines", "no_such"),
                ("SELEC 1", "syntax error at or near"),
                ("SELECT " + "1+" * 100000 + "1", "at most 65536"),
                ("x" * 1000000, "at most"),
                ("SET memory_max = '1 GB'", "the operator's to set"),
                ("SET refresh = soon", "refresh is a whole number"),
                ("DESCRIBE lines", "DESCRIBE is not supported yet"),
                ("SELECT a.value FROM lines a JOIN lines b ON true", "JOIN")):
            with self.subTest(text=text[:40]):
                note, [paragraph] = self.note("%kafka " + text)
                answer = self.zeppelin.run(note, paragraph)
                self.assertEqual(answer["code"], "ERROR")
                self.assertIn(sentence, answer["msg"][-1]["data"])
        note, [paragraph] = self.note("%kafka(refresh=soon) SELECT 1")
        self.assertIn("refresh is a whole number", self.zeppelin.run(note, paragraph)["msg"][0]["data"])

    def test_a_record_with_markup_is_only_text(self):
        produced = run("produce", "-b", self.broker.bootstrap, "marked",
                       stdin="%html <script>alert(1)</script>\n<img src=x onerror=alert(2)>\n")
        self.assertEqual(produced.status, 0, produced.err)
        note, [paragraph] = self.note("%kafka SELECT value FROM marked")
        with self.zeppelin.socket() as page:
            page.open_note(note)
            html = self.live(page, paragraph, "%kafka SELECT value FROM marked")
            self.assertNotIn("<script", html)
            self.assertNotIn("<img", html)
            self.assertIn("&lt;script&gt;", html)
            self.stop(page, paragraph)
            rows = self.saved_table(note, paragraph)
        self.assertFalse([row for row in rows if row[0].startswith("%")], rows)

    def test_a_worker_killed_by_hand_turns_its_panel_red_and_no_other(self):
        note, [one, other] = self.note(COUNT, TAIL)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            self.live(page, one, COUNT)
            [victim] = self.workers()
            self.live(page, other, TAIL)
            since = page.mark()
            os.kill(victim, signal.SIGKILL)
            page.wait_object(one, "htm", lambda h: "killed" in h, SOON_S, since)
            page.wait_object(other, "htm", has_rows, SOON_S, page.mark())
        rows = self.saved_table(note, one)
        self.assertEqual(rows[0], ["word", "n"])
        self.assertTrue(any("killed" in m["data"] for m in self.zeppelin.messages(note, one)),
                        self.zeppelin.messages(note, one))
        self.assertEqual(len(self.workers()), 1)

    def test_running_it_again_replaces_the_stream(self):
        note, [paragraph] = self.note(COUNT)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            self.live(page, paragraph, COUNT)
            [before] = self.workers()
            self.live(page, paragraph, TAIL)
            wait_until(lambda: len(self.workers()) == 1 and self.workers() != [before], SOON_S,
                       "one worker, another one")
            html = page.wait_object(paragraph, "htm", has_rows, SOON_S, page.mark())
        self.assertIn("value", html)
        self.assertEqual([m["type"] for m in self.zeppelin.messages(note, paragraph)], ["HTML", "ANGULAR", "HTML"])

    def test_a_page_opened_later_shows_the_stream_going_on(self):
        note, [paragraph] = self.note(COUNT)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            self.live(page, paragraph, COUNT)
        with self.zeppelin.socket() as later:
            later.open_note(note)
            first = later.wait_object(paragraph, "htm", has_rows, SOON_S)
            later.wait_object(paragraph, "htm", lambda h: has_rows(h) and h != first, SOON_S,
                              later.mark())
        self.assertEqual(len(self.workers()), 1)

    def test_a_cloned_note_runs_beside_its_original(self):
        note, [paragraph] = self.note(COUNT)
        clone = self.zeppelin.clone_note(note, "a clone")
        [copied] = self.zeppelin.paragraph_ids(clone)
        with self.zeppelin.socket() as page, self.zeppelin.socket() as clone_page:
            page.open_note(note)
            clone_page.open_note(clone)
            self.live(page, paragraph, COUNT)
            self.live(clone_page, copied, COUNT)
            self.assertEqual(len(self.workers()), 2)
            self.stop(clone_page, copied)
            self.saved_table(clone, copied)
            page.wait_object(paragraph, "htm", has_rows, SOON_S, page.mark())
        self.assertEqual(len(self.workers()), 1)
        self.assertEqual(self.zeppelin.table(note, paragraph), [])

    def test_deleting_a_paragraph_ends_its_stream(self):
        note, [one, other] = self.note(COUNT, TAIL)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            self.live(page, one, COUNT)
            self.live(page, other, TAIL)
            self.zeppelin.delete_paragraph(note, one)
            wait_until(lambda: len(self.workers()) == 1, SOON_S, "one worker left")
            page.wait_object(other, "htm", has_rows, SOON_S, page.mark())

    def test_an_interpreter_restart_saves_the_tables_and_a_new_run_works(self):
        note, [paragraph] = self.note(COUNT)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            self.live(page, paragraph, COUNT)
            [before] = self.interpreters()
            self.zeppelin.restart_interpreter()
            wait_until(lambda: before not in self.interpreters(), SOON_S, "the old process gone")
            self.assertEqual(self.workers(), [])
            self.assertEqual(self.saved_table(note, paragraph)[0], ["word", "n"])
            self.live(page, paragraph, COUNT)
        self.assertEqual(len(self.interpreters()), 1)

    def test_several_statements_have_a_result_each(self):
        note, [paragraph] = self.note("%kafka SELECT 1 AS a; SET refresh = '80 ms'; SELECT 2 AS b")
        answer = self.zeppelin.run(note, paragraph)
        self.assertEqual(answer["code"], "SUCCESS")
        self.assertEqual([m["data"].strip() for m in answer["msg"]], ["a\n1", "refresh = 80 ms", "b\n2"])

    def test_a_query_until_now_ends_with_its_table(self):
        note, [paragraph] = self.note("%kafka(until=now) " + COUNT.removeprefix("%kafka "))
        answer = self.zeppelin.run(note, paragraph)
        self.assertEqual(answer["code"], "SUCCESS", answer)
        self.assertEqual([m["type"] for m in answer["msg"]], ["TABLE"])
        self.assertEqual(len(answer["msg"][0]["data"].strip().split("\n")), 6)

    def test_display_table_updates_zeppelins_own_table(self):
        text = "%kafka(display=table) " + COUNT.removeprefix("%kafka ")
        note, [paragraph] = self.note(text)
        with self.zeppelin.socket() as page:
            page.open_note(note)
            since = page.mark()
            page.run(paragraph, text)

            def tables():
                return [m["data"]["data"] for m in page.messages[since:]
                        if m["op"] == "PARAGRAPH_UPDATE_OUTPUT" and m["data"]["type"] == "TABLE"]
            wait_until(lambda: len(set(tables())) >= 3, SOON_S, "three states of the table")
            self.assertTrue(tables()[-1].startswith("word\tn\n"), tables()[-1])


class LosingTheServer(unittest.TestCase):
    """What kills a server, and what its interpreter then does."""

    def server(self, **options):
        broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        self.addCleanup(broker.close)
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": broker.bootstrap}, env=broker.env,
                                  **options)
        self.addCleanup(zeppelin.close)
        return zeppelin.start()

    def test_a_killed_server_leaves_no_process_behind(self):
        zeppelin = self.server()
        note = zeppelin.new_note("killed", [COUNT])
        [paragraph] = zeppelin.paragraph_ids(note)
        zeppelin.run(note, paragraph)
        self.assertEqual(len(zeppelin.interpreter_pids()), 2)
        zeppelin.kill()
        wait_until(lambda: not zeppelin.interpreter_pids(), 30, "interpreter and worker gone")

    def test_with_recovery_the_streams_outlive_a_killed_server(self):
        zeppelin = self.server(recovery=True)
        note = zeppelin.new_note("recovered", [COUNT])
        [paragraph] = zeppelin.paragraph_ids(note)
        zeppelin.run(note, paragraph)
        before = sorted(zeppelin.interpreter_pids())
        zeppelin.kill()
        zeppelin.start()
        with zeppelin.socket() as page:
            page.open_note(note)
            first = page.wait_object(paragraph, "htm", has_rows, SOON_S)
            page.wait_object(paragraph, "htm", lambda h: has_rows(h) and h != first, 30, page.mark())
        saved = "zk-saved-"  # a checkpoint of the new server saves all outputs, not only the last

        def messages():
            return zeppelin.paragraph(note, paragraph)["results"]["msg"]
        kinds = [message["type"] for message in messages()]
        self.assertEqual(kinds, ["HTML", "ANGULAR", "HTML"])
        self.assertIn(saved, messages()[2]["data"])
        self.assertEqual(sorted(zeppelin.interpreter_pids()), before)

    def test_brokers_that_do_not_answer_are_named_in_the_paragraph(self):
        port = free_port()
        zeppelin = ZeppelinServer({"kafka.bootstrap.servers": f"127.0.0.1:{port}"})
        self.addCleanup(zeppelin.close)
        zeppelin.start()
        note = zeppelin.new_note("unreachable", [COUNT, "%kafka SELECT 1"])
        first, second = zeppelin.paragraph_ids(note)
        began = time.monotonic()
        answer = zeppelin.run(note, first)
        self.assertLess(time.monotonic() - began, 8)
        self.assertEqual(answer["code"], "ERROR")
        self.assertIn(f"127.0.0.1:{port}", answer["msg"][0]["data"])
        self.assertRegex(answer["msg"][0]["data"], "(?i)connection refused")
        self.assertNotIn("transport failure", answer["msg"][0]["data"])
        self.assertEqual(zeppelin.run(note, second)["code"], "SUCCESS")


if __name__ == "__main__":
    unittest.main()
