"""The product's own binary in tests: run statements, host the embedded broker, produce."""
import json
import os
import subprocess
import tempfile
from pathlib import Path

from wait import wait_until

TOP = Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("ZEPPELIN_KAFKA", str(TOP / "build/release/zeppelin-kafka"))
RUN_SECONDS_MAX = 120


def environment(runtime_dir):
    """The environment of a process whose embedded broker is this test's own."""
    return {**os.environ, "ZEPPELIN_KAFKA_RUNTIME_DIR": str(runtime_dir)}


class Done:
    """A run that has ended."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def rows(self):
        """The rows of --output json."""
        return [json.loads(line) for line in self.out.splitlines()]


class Running:
    """A run that goes on: its lines as they come."""

    def __init__(self, arguments, env=None, stdin=subprocess.DEVNULL):
        self.process = subprocess.Popen([BINARY, *arguments], env=env, stdin=stdin, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def lines(self, is_enough, deadline_s):
        """Read lines until is_enough(list of lines); returns them."""
        seen = []
        os.set_blocking(self.process.stdout.fileno(), False)

        def read():
            line = self.process.stdout.readline()
            while line:
                seen.append(line.rstrip("\n"))
                line = self.process.stdout.readline()
            return is_enough(seen) or (self.process.poll() is not None and "the process ended")

        said = wait_until(read, deadline_s, "enough lines of output")
        if said == "the process ended" and not is_enough(seen):
            raise AssertionError(f"it ended after {seen}: {self.process.stderr.read()}")
        return seen

    def stop(self, signal_number=2, deadline_s=10):
        """End it as Ctrl-C does; returns what it said since."""
        self.process.send_signal(signal_number)
        return self.finish(deadline_s)

    def finish(self, deadline_s=RUN_SECONDS_MAX):
        os.set_blocking(self.process.stdout.fileno(), True)
        try:
            out, err = self.process.communicate(timeout=deadline_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return Done(self.process.returncode, out, err)


def run(*arguments, stdin=None, env=None, deadline_s=RUN_SECONDS_MAX, binary=BINARY):
    """`zeppelin-kafka` with these arguments, to its end."""
    done = subprocess.run([binary, *arguments], input=None if stdin is None else stdin.encode(),
                          env=env, capture_output=True, timeout=deadline_s)
    return Done(done.returncode, *(said.decode(errors="replace") for said in (done.stdout, done.stderr)))


class EmbeddedBroker:
    """`zeppelin-kafka broker` as a test's server; its runtime folder is its own."""

    def __init__(self, *arguments):
        self.home = tempfile.TemporaryDirectory(prefix="zeppelin-kafka-test-")
        self.env = environment(self.home.name)
        self.process = subprocess.Popen([BINARY, "broker", *arguments], env=self.env, text=True,
                                        stdout=subprocess.PIPE)
        self.bootstrap = self.process.stdout.readline().strip()
        assert self.bootstrap, "the embedded broker printed no address"

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
