"""The interpreter's launch, as a Zeppelin server does it: what its command line and environment say."""
import os
import socket
import subprocess
import tempfile
import unittest

import product
from server_process import accepts
from zeppelin_client import CLASS, SESSION, FakeZeppelin, RpcException


class Launches(unittest.TestCase):
    def setUp(self):
        self.zeppelin = FakeZeppelin()
        self.addCleanup(self.zeppelin.vanish)

    def run_once(self, *argv, env=None):
        """The program to its end: (status, everything that it printed)."""
        done = subprocess.run([product.BINARY, "interpreter", *argv], capture_output=True,
                              text=True, timeout=30,
                              env={**product.environment(tempfile.gettempdir()), **(env or {})})
        return done.returncode, done.stdout + done.stderr

    def arguments(self, **changes):
        options = {"-d": "/tmp", "-c": "127.0.0.1", "-p": str(self.zeppelin.port), "-r": ":",
                   "-i": "group", "-l": "/tmp", "-g": "kafka", **changes}
        return [part for option in options.items() for part in option]

    def test_a_launch_that_can_not_work_says_why_and_who_acts(self):
        with socket.create_server(("127.0.0.1", 0)) as taken, \
                socket.create_server(("127.0.0.1", 0)) as unused:
            port = taken.getsockname()[1]
            nobody = str(unused.getsockname()[1])
            unused.close()
            for why, argv, env, said in (
                    ("an option", self.arguments(**{"-x": "y"}), {}, "unknown option -x"),
                    ("the event port", self.arguments(**{"-p": "no"}), {}, "from 1 to 65535"),
                    ("the port range", self.arguments(**{"-r": "9"}), {}, "must be LOW:HIGH"),
                    ("a user", self.arguments(**{"-u": "no-such-user"}), {}, "no account"),
                    ("no server", self.arguments(**{"-p": nobody}), {}, "nothing answers at"),
                    ("no such host", self.arguments(**{"-c": "no.such.invalid"}), {}, "not known"),
                    ("no free port", self.arguments(**{"-r": f"{port}:{port}"}), {},
                     "zeppelin.interpreter.rpc.portRange"),
                    ("a token", self.arguments(), {"ZEPPELIN_INTERPRETER_EVENT_TOKEN": "x"},
                     "install a newer zeppelin-kafka"),
            ):
                with self.subTest(why):
                    status, text = self.run_once(*argv, env=env)
                    self.assertNotEqual(status, 0)
                    self.assertIn(said, text)
                    self.assertIn("zeppelin-kafka", text)
        self.assertEqual(self.zeppelin.of("registerInterpreterProcess"), [])

    def test_it_registers_at_once_on_the_address_that_it_listens_on(self):
        with self.zeppelin.launch() as process:
            self.assertEqual(process.host, "127.0.0.1")
            self.assertTrue(accepts(process.port))
            self.assertEqual(process.connect().getFormType(SESSION, CLASS), "SIMPLE")

    def test_it_registers_as_the_address_that_the_environment_names(self):
        with self.zeppelin.launch(env={"ZEPPELIN_LOCAL_IP": "127.0.0.2"}) as process:
            self.assertEqual(process.host, "127.0.0.2")
            process.host = "127.0.0.1"  # all of loopback is one door to us
            self.assertEqual(process.get_status(), "UNKNOWN")

    def test_it_takes_its_port_from_the_range_that_it_is_given(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            low = min(taken.getsockname()[1], 65000)
            with self.zeppelin.launch(port_range=f"{low}:{low + 500}") as process:
                self.assertGreater(process.port, low - 1)
                self.assertLessEqual(process.port, low + 500)

    def test_a_server_that_does_not_know_the_group_may_connect_all_the_same(self):
        def unknown_group(call):
            raise RpcException("no such group")

        self.zeppelin.answers["registerInterpreterProcess"] = unknown_group
        with self.zeppelin.launch() as process:
            process.greet()
            self.assertEqual(process.get_status(), "UNKNOWN")

    def test_a_server_that_fails_while_registering_is_waited_for_too(self):
        def broken(call):
            raise RuntimeError("not ready")

        self.zeppelin.answers["registerInterpreterProcess"] = broken
        with self.zeppelin.launch() as process:
            self.assertEqual(process.get_status(), "UNKNOWN")

    def test_an_idle_process_is_small(self):
        with self.zeppelin.launch() as process:
            process.greet()
            self.assertLess(process.status("VmRSS"), 12 * 1024)

    def test_it_becomes_the_user_that_is_asked_for(self):
        if os.geteuid() != 0:
            return  # only root may become somebody else; the refusal has a test of its own
        with self.zeppelin.launch(argv=("-u", "nobody")) as process:
            uid = process.status("Uid")
            self.assertEqual(uid, int(subprocess.check_output(["id", "-u", "nobody"])))


if __name__ == "__main__":
    unittest.main()
