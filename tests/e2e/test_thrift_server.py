"""The interpreter as Zeppelin servers of 0.10 and of 0.11/0.12 use it, and as hostile peers do.

A Thrift client plays the server (tests/lib/zeppelin_client.py); the program is the real one, its
topics are on an embedded broker of the test's own.
"""
import os
import re
import socket
import struct
import tempfile
import time
import unittest

import product
from product import EmbeddedBroker
from wait import wait_until
from zeppelin_client import (CLASS, SESSION, FakeZeppelin, RpcException, Session, context,
                              message, text_bytes)

LIVE = "SELECT word, count(*) AS n FROM lines, words(value) AS word GROUP BY word"
ONE = "SELECT 1 AS one"
TEXT = "the quick brown fox\njumps over the lazy dog\nthe end\n"

T_STRING, T_STRUCT, T_MAP, T_LIST = 11, 12, 13, 15
QUIET_S = 1.5  # a live panel is updated twice a second


class WithInterpreter(unittest.TestCase):
    """Each test has a server and an interpreter of its own; the broker is the class's."""

    @classmethod
    def setUpClass(cls):
        feed = tempfile.NamedTemporaryFile("w", suffix=".txt")
        feed.write(TEXT)
        feed.flush()
        cls.addClassCleanup(feed.close)
        cls.broker = cls.enterClassContext(
            EmbeddedBroker("--feed", feed.name, "--topic", "lines", "--rate", "100"))

    @classmethod
    def enterClassContext(cls, manager):
        value = manager.__enter__()
        cls.addClassCleanup(manager.__exit__, None, None, None)
        return value

    def setUp(self):
        self.zeppelin = FakeZeppelin()
        self.addCleanup(self.zeppelin.vanish)

    def launch(self, recovery=False, **options):
        process = self.zeppelin.launch(**options)
        self.addCleanup(process.close)
        return process.greet({"kafka.bootstrap.servers": self.broker.bootstrap}, recovery=recovery)

    def start_live(self, process, paragraph="live"):
        """A live panel, looked at by somebody who can't reach the live view itself."""
        result = process.interpret(LIVE, paragraph=paragraph)
        self.assertEqual(result.code, "SUCCESS", result)
        process.press("need", result.messages[1][1], paragraph)
        self.zeppelin.wait_for("updateAngularObject", paragraph=paragraph)
        return result

    def wait_ended(self, paragraph):
        """Its last table has taken the place of the live view, and is saved."""
        self.zeppelin.wait_for("updateOutput", paragraph=paragraph, index=0, type="TABLE")
        wait_until(lambda: self.zeppelin.of(None, paragraph=paragraph)[-1].name == "checkpointOutput",
                   10, "the checkpoint at the end")

    def wait_quiet(self, **fields):
        """No such call comes any more."""
        def is_quiet():
            calls = self.zeppelin.of(None, **fields)
            return not calls or time.monotonic() - calls[-1].at > QUIET_S

        time_began = time.monotonic()
        wait_until(lambda: time.monotonic() - time_began > QUIET_S and is_quiet(), 15,
                   f"an end of the calls for {fields}")


class Paragraphs(WithInterpreter):
    def test_a_statement_is_answered_with_a_table_and_what_came_is_given_back(self):
        process = self.launch()
        wanted = context()
        result = process.interpret(ONE)
        self.assertEqual(result.code, "SUCCESS", result)
        self.assertEqual(result.table(), [["one"], ["1"]])
        self.assertEqual((result.config, result.gui, result.note_gui),
                         (wanted.config, wanted.gui, wanted.noteGui))

    def test_a_wrong_statement_is_an_error_with_a_sentence(self):
        process = self.launch()
        result = process.interpret("SELEKT 1")
        self.assertEqual(result.code, "ERROR")
        self.assertEqual([kind for kind, _ in result.messages], ["TEXT"])
        self.assertIn("SELEKT", result.text())

    def test_a_statement_of_a_megabyte_ends_in_a_sentence(self):
        process = self.launch()
        result = process.interpret("SELECT '" + "x" * 1024 * 1024 + "'")
        self.assertEqual(result.code, "ERROR")
        self.assertLess(len(result.text()), 2000)
        self.assertIn("bytes", result.text())

    def test_an_endless_query_returns_at_once_and_goes_on_live(self):
        process = self.launch()
        result = self.start_live(process)
        self.assertEqual([kind for kind, _ in result.messages], ["HTML", "ANGULAR", "HTML"])
        self.assertIn("htm", result.messages[1][1])
        self.zeppelin.wait_for("addAngularObject", paragraph="live", object="htm")
        first = self.zeppelin.wait_object("live", "the")
        self.zeppelin.wait_object("live", lambda value: "the" in value and value != first)
        self.assertEqual(process.get_status("live"), "UNKNOWN")

    def test_other_paragraphs_run_while_three_are_live(self):
        process = self.launch()
        for paragraph in ("a", "b", "c"):
            self.start_live(process, paragraph)
        for number in range(10):
            result = process.interpret(ONE, paragraph=f"other{number}")
            self.assertEqual(result.table(), [["one"], ["1"]])
        mark = self.zeppelin.mark()
        for paragraph in ("a", "b", "c"):
            self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph=paragraph)

    def test_the_same_paragraph_of_a_cloned_note_is_another_stream(self):
        process = self.launch()
        for note in ("original", "clone"):
            result = process.interpret(LIVE, paragraph="live", note=note)
            self.assertEqual(result.code, "SUCCESS", result)
            process.press("need", result.messages[1][1], "live", note)
        process.call("angularObjectRemove", "htm", "clone", "live")
        self.wait_quiet(note="clone")
        mark = self.zeppelin.mark()
        self.zeppelin.wait_for("updateAngularObject", after=mark, note="original")

    def stop_button(self, result):
        """Name and value of the object that a live panel's stop button sends."""
        return re.search(r"z\.set\('(\w+)','(\w+)','live'\)", result.messages[1][1]).groups()

    def test_the_stop_button_ends_the_stream_and_its_last_table_stays(self):
        process = self.launch()
        result = self.start_live(process)
        self.zeppelin.wait_object("live", "quick")
        process.press("stop", result.messages[1][1], "live")
        self.wait_ended("live")
        kind, table = self.zeppelin.outputs("live")[0]
        self.assertEqual(kind, "TABLE")
        self.assertIn("quick\t", table)
        self.assertEqual(self.zeppelin.outputs("live")[1], ("HTML", ""))
        self.wait_quiet(paragraph="live")
        wait_until(lambda: not process.workers(), 10, "the worker's end")

    def test_the_button_of_an_earlier_run_stops_nothing(self):
        process = self.launch()
        first = self.start_live(process)
        second = self.start_live(process)
        self.assertNotEqual(self.stop_button(first), self.stop_button(second))
        process.click(*self.stop_button(first), paragraph="live")
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")
        mark = self.zeppelin.mark()
        for _ in range(3):
            self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph="live")
            mark = self.zeppelin.mark()
        self.assertEqual(len(process.workers()), 1)

    def test_a_cancel_ends_a_stream_whose_call_has_returned(self):
        process = self.launch()
        self.start_live(process)
        process.cancel("live")
        self.wait_ended("live")
        wait_until(lambda: not process.workers(), 10, "the worker's end")

    def test_a_deleted_paragraph_is_not_published_any_more(self):
        process = self.launch()
        self.start_live(process)
        process.delete_paragraph("live")
        self.wait_quiet(paragraph="live")

    def test_a_paragraph_that_the_server_does_not_know_ends(self):
        process = self.launch()
        self.start_live(process)

        def unknown(call):
            if call.paragraph == "live":
                raise RuntimeError("no such paragraph")

        self.zeppelin.answers["updateAngularObject"] = unknown
        self.wait_quiet(paragraph="live")
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")

    def test_an_event_that_is_refused_does_not_end_the_stream(self):
        process = self.launch()
        refused = []

        def refuse_three(call):
            if len(refused) < 3:
                refused.append(call)
                raise RpcException("not now")

        self.zeppelin.answers["updateAngularObject"] = refuse_three
        self.start_live(process)
        wait_until(lambda: len(refused) == 3, 15, "three refused events")
        mark = self.zeppelin.mark()
        self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph="live")


class Servers(WithInterpreter):
    def foreground(self, session, paragraph):
        return session.submit(LIVE, paragraph, mode="foreground")

    def test_as_0_11_and_0_12_one_paragraph_at_a_time_with_status_and_progress(self):
        process = self.launch()
        session = Session(process)
        first = self.foreground(session, "first")
        second = session.submit(ONE, "second")
        wait_until(lambda: first.progress, 15, "progress of the first")
        self.assertFalse(second.future.done())
        self.assertEqual(process.get_status("second"), "UNKNOWN")
        process.cancel("first")
        self.assertEqual(first.result().code, "ERROR")
        self.assertEqual(second.result().table(), [["one"], ["1"]])
        self.assertIn("RUNNING", first.statuses)
        self.assertLessEqual(set(first.statuses), {"UNKNOWN", "PENDING", "RUNNING"})
        self.assertTrue(all(0 <= percent <= 100 for percent in first.progress), first.progress)

    def test_as_0_10_paragraphs_run_side_by_side(self):
        process = self.launch()
        session = Session(process, parallel=True)
        played = [self.foreground(session, f"p{number}") for number in range(3)]
        for one in played:
            process.wait_status("RUNNING", one.paragraph)
        self.assertEqual(session.submit(ONE, "short").result().code, "SUCCESS")
        self.assertFalse(any(one.future.done() for one in played))
        for one in played:
            process.cancel(one.paragraph)
        self.assertEqual([one.result().code for one in played], ["ERROR"] * 3)

    def test_a_run_that_has_not_arrived_has_no_status_not_the_last_ones(self):
        process = self.launch()
        self.assertEqual(process.get_status("never"), "UNKNOWN")
        process.interpret(ONE, paragraph="again")
        self.assertEqual(process.get_status("again"), "UNKNOWN")

    def test_a_cancel_that_comes_before_its_run_is_kept_for_it(self):
        process = self.launch()
        process.cancel("early")
        result = process.interpret(LIVE, paragraph="early", mode="foreground")
        self.assertEqual(result.code, "ERROR")
        self.assertEqual(process.interpret(ONE, paragraph="early").code, "SUCCESS")

    def test_a_cancel_returns_at_once_and_its_run_soon_after(self):
        process = self.launch()
        run = process.interpret_later(LIVE, "late", mode="foreground")
        process.wait_status("RUNNING", "late")
        began = time.monotonic()
        process.cancel("late")
        returned = time.monotonic() - began
        self.assertEqual(run.result(10).code, "ERROR")
        self.assertLess(returned, 0.3)
        self.assertLess(time.monotonic() - began, 3)

    def test_every_method_of_the_service_answers(self):
        process = self.launch()
        where = context()
        for name, args, wanted in (
                ("open", (SESSION, CLASS), None),
                ("getFormType", (SESSION, CLASS), "SIMPLE"),
                ("getStatus", (SESSION, "nothing"), "UNKNOWN"),
                ("getProgress", (SESSION, CLASS, where), 0),
                ("cancel", (SESSION, CLASS, context("nothing")), None),
                ("completion", (SESSION, CLASS, "sel", 3, where), list),
                ("completion", (SESSION, CLASS, "sel", 3, None), list),
                ("resourcePoolGetAll", (), []),
                ("resourceGet", (SESSION, "p", "name"), b""),
                ("resourceRemove", (SESSION, "p", "name"), False),
                ("resourceInvokeMethod", (SESSION, "p", "name", "m"), b""),
                ("angularObjectAdd", ("name", "note", "p", '"x"'), None),
                ("angularObjectAdd", ("name", None, None, None), None),
                ("angularObjectUpdate", ("name", "note", "p", '"x"'), None),
                ("angularObjectRemove", ("name", "note", "p"), None),
                ("angularObjectRemove", ("name", "note", None), None),
                ("angularRegistryPush", ('{"registry":{}}',), None),
                ("init", ({},), None),
                ("close", (SESSION, CLASS), None),
        ):
            with self.subTest(name):
                answer = process.call(name, *args)
                if wanted is list:
                    self.assertIsInstance(answer, list)
                else:
                    self.assertEqual(answer, wanted)
        for name, args in (("loadApplication", ("i", "p", "s", "p")),
                           ("runApplication", ("i",)), ("unloadApplication", ("i",))):
            with self.subTest(name):
                self.assertFalse(process.call(name, *args).success)

    def test_a_view_is_there_for_its_note_until_its_session_is_closed(self):
        process = self.launch()
        made = process.interpret("CREATE VIEW v AS SELECT 1 AS one;\n"
                                 "CREATE VIEW w AS SELECT one + 1 AS two FROM v")
        self.assertEqual(made.code, "SUCCESS", made)
        self.assertIn("CREATE VIEW: w (two integer) is there for this note", made.messages[1][1])
        self.assertEqual(process.interpret("SELECT two FROM w", paragraph="other").table(), [["two"], ["2"]])
        self.assertIn('"w" does not exist', process.interpret("SELECT * FROM w", note="another").text())
        self.assertIn("cannot drop view v because", process.interpret("DROP VIEW v").text())
        self.assertEqual(process.interpret("DROP VIEW w; DROP VIEW v").code, "SUCCESS")
        self.assertEqual(process.interpret("CREATE VIEW v AS SELECT 3 AS three").code, "SUCCESS")
        process.close_session()
        process.create_session({"kafka.bootstrap.servers": self.broker.bootstrap})
        self.assertIn('"v" does not exist', process.interpret("SELECT * FROM v").text())

    def test_a_closed_session_ends_its_streams_and_can_be_used_again(self):
        process = self.launch()
        self.start_live(process)
        process.close_session()
        self.wait_ended("live")
        self.wait_quiet(paragraph="live", object="htm")
        process.create_session({"kafka.bootstrap.servers": self.broker.bootstrap})
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")


class Peers(WithInterpreter):
    def assert_serves(self, process):
        self.assertTrue(process.is_alive())
        self.assertEqual(process.get_status("nothing"), "UNKNOWN")

    def closes(self, process, payload):
        """True if the interpreter closes the connection without a byte."""
        with process.raw() as connection:
            try:
                connection.sendall(payload)
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # closed while we were sending
            try:
                return connection.recv(1) == b""
            except ConnectionResetError:
                return True

    def test_bare_connects_leave_nothing_behind(self):
        process = self.launch()
        threads = process.status("Threads")
        for _ in range(1000):
            process.raw().close()
        wait_until(lambda: process.status("Threads") <= threads, 15, "the threads' end")
        self.assert_serves(process)

    def test_two_hundred_connections_are_held_and_each_is_served(self):
        process = self.launch()
        clients = [process.connect() for _ in range(200)]
        for client in clients + clients[::-1]:
            self.assertEqual(client.getStatus(SESSION, "nothing"), "UNKNOWN")
        threads = process.status("Threads")
        self.assertGreaterEqual(threads, 200)
        for client in clients:
            client.hang_up()
        wait_until(lambda: process.status("Threads") <= threads - 200, 15, "the threads' end")
        self.assert_serves(process)

    def test_hostile_bytes_close_their_connection_and_nothing_else(self):
        process = self.launch()
        self.start_live(process)
        memory_kb = process.status("VmRSS")
        session = (T_STRING, 1, text_bytes("s"))
        for why, payload in (
                ("garbage", bytes(range(256)) * 64),
                ("HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
                ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500),
                ("a text of 2 GB", message("getStatus", (T_STRING, 1, b"\x7f\xff\xff\xff"))),
                ("a negative length", message("getStatus", (T_STRING, 1, b"\xff\xff\xff\xff"))),
                ("2 billion properties",
                 message("init", (T_MAP, 1, b"\x0b\x0b\x7f\xff\xff\xff"))),
                ("200,000 structs in each other",
                 message("getStatus", session, (T_STRUCT, 99, b"\x0c\0\1" * 200000))),
                ("200,000 lists in each other",
                 message("getStatus", session, (T_LIST, 99, b"\x0f\0\0\0\1" * 200000))),
                ("no arguments", message("getStatus")),
                ("a context that is a text",
                 message("interpret", session, (T_STRING, 4, text_bytes("x")))),
                ("a reply", message("getStatus", session, kind=2)),
        ):
            with self.subTest(why):
                self.assertTrue(self.closes(process, payload))
                self.assert_serves(process)
        self.assertLess(process.status("VmRSS") - memory_kb, 20 * 1024)
        mark = self.zeppelin.mark()
        self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph="live")

    def test_an_unknown_method_is_answered_and_the_connection_kept(self):
        process = self.launch()
        with process.raw(message("noSuchMethod") + message("resourcePoolGetAll")) as connection:
            reply = b""
            while b"resourcePoolGetAll" not in reply:
                part = connection.recv(4096)
                self.assertTrue(part, reply)
                reply += part
        self.assertEqual(struct.unpack(">I", reply[:4])[0] & 0xFF, 3)  # an exception
        self.assertIn(b"Invalid method name", reply)

    def test_half_a_message_holds_up_nobody(self):
        process = self.launch()
        with process.raw(message("getStatus", (T_STRING, 1, text_bytes("s")))[:-1]):
            self.assert_serves(process)


class Ends(WithInterpreter):
    def test_shutdown_saves_the_tables_says_goodbye_and_ends(self):
        process = self.launch()
        self.start_live(process)
        self.zeppelin.wait_object("live", "quick")
        began = time.monotonic()
        process.call("shutdown")
        goodbye = self.zeppelin.of("unRegisterInterpreterProcess")
        self.assertEqual([call.args for call in goodbye], [(process.group,)])
        self.assertEqual(process.wait_end(), 0)
        self.assertLess(time.monotonic() - began, 2.5)
        outputs = self.zeppelin.outputs("live")
        self.assertEqual(outputs[0][0], "TABLE")
        self.assertIn("the\t", outputs[0][1])
        saved = self.zeppelin.of("checkpointOutput", paragraph="live")
        self.assertGreater(len(saved), 0)
        self.assertLess(saved[-1].at, goodbye[0].at)

    def test_no_worker_outlives_an_interpreter_that_is_killed(self):
        process = self.launch()
        self.start_live(process)
        workers = process.workers()
        self.assertEqual(len(workers), 1)
        process.signal(9)
        process.wait_end()
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers), 10,
                   "the worker's end")

    def test_a_worker_that_is_killed_ends_its_stream_only(self):
        process = self.launch()
        self.start_live(process)
        self.start_live(process, "other")
        first = min(process.workers())
        os.kill(first, 9)
        self.wait_ended("live")
        mark = self.zeppelin.mark()
        self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph="other")
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")

    def test_a_signal_is_a_clean_end(self):
        for number in (15, 2):
            with self.subTest(number):
                process = self.launch()
                mark = self.zeppelin.mark()
                process.signal(number)
                self.assertEqual(process.wait_end(), 0)
                self.zeppelin.wait_for("unRegisterInterpreterProcess", after=mark)

    def test_a_server_that_vanishes_is_not_outlived(self):
        process = self.launch()
        self.start_live(process)
        self.zeppelin.vanish()
        process.break_off()
        process.wait_end(30)

    def test_a_server_that_vanishes_during_a_run_is_not_outlived(self):
        process = self.launch()
        process.interpret_later(LIVE, "run", mode="foreground")
        process.wait_status("RUNNING", "run")
        self.zeppelin.vanish()
        process.break_off()
        process.wait_end(30)

    def test_a_parent_that_is_killed_is_not_outlived(self):
        process = self.launch(launcher=True)
        self.start_live(process)
        process.process.kill()
        self.assertTrue(process.is_alive())  # its connections are still there
        process.break_off()
        process.wait_end(5)

    def test_a_server_without_connections_is_not_given_up(self):
        process = self.launch()
        self.start_live(process)
        process.break_off()
        mark = self.zeppelin.mark()
        for _ in range(4):
            mark = self.zeppelin.mark()
            self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph="live")
        self.wait_for_looks(process)
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")

    def wait_for_looks(self, process):
        """Until the process has looked around a few times, which it does once a second."""
        end = time.monotonic() + 4
        wait_until(lambda: time.monotonic() > end or not process.is_alive(), 10, "four seconds")
        self.assertTrue(process.is_alive(), process.process.log_tail())

    def test_a_run_whose_caller_has_gone_is_cancelled(self):
        process = self.launch()
        client = process.connect()
        process.interpret_later(LIVE, "run", client=client, mode="foreground")
        process.wait_status("RUNNING", "run")
        client.break_off()
        process.wait_status("UNKNOWN", "run")
        self.assertTrue(process.is_alive())

    def test_with_recovery_a_server_that_restarts_finds_its_runs_and_streams(self):
        process = self.launch(recovery=True)
        self.start_live(process)
        lost = process.interpret_later(LIVE, "run", mode="foreground")
        panel = self.zeppelin.wait_for("updateOutput", paragraph="run", type="ANGULAR")
        process.press("need", panel.value, "run")
        self.zeppelin.vanish()
        process.break_off()
        self.assertIsNotNone(lost.exception(10))
        self.wait_for_looks(process)

        self.zeppelin.start()
        mark = self.zeppelin.forget_objects()
        process.call("reconnect", "127.0.0.1", self.zeppelin.port)
        process.greet(recovery=True, sessions=())
        joined = process.interpret_later(LIVE, "run", mode="foreground", isRecover="true")
        self.assertEqual(process.get_status("run"), "RUNNING")
        for paragraph in ("live", "run", "live", "run"):  # on and on, not only a refused one
            self.zeppelin.wait_for("updateAngularObject", after=mark, paragraph=paragraph)
            mark = self.zeppelin.mark()
        self.assertFalse(joined.done())
        process.cancel("run")
        self.assertEqual(joined.result(10).code, "ERROR")
        self.assertEqual(process.interpret(ONE).code, "SUCCESS")
        self.assertEqual(process.shutdown(), 0)
        self.zeppelin.wait_for("unRegisterInterpreterProcess", after=mark)


if __name__ == "__main__":
    unittest.main()
