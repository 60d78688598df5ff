"""A server that a test starts, and that ends with the test, whatever happens to it.

Three nets: stop() or kill(); at the exit of Python, all that still run; and should Python be
killed, a watchdog process that sees its pipe close and kills the server.
"""

import atexit
import os
import shutil
import socket
import subprocess
from pathlib import Path

from wait import wait_until

REPO = Path(__file__).resolve().parents[2]
LOG_TAIL_BYTES = 4000

_running = set()


def free_port():
    """A TCP port of the loopback address that was free a moment ago."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def accepts(port):
    """Whether something listens on that port of the loopback address."""
    with socket.socket() as s:
        s.settimeout(1)
        return s.connect_ex(("127.0.0.1", port)) == 0


def java():
    """The java to use, or a RuntimeError that says what to install."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(str(Path(home) / "bin" / "java") if home else "java")
    if not found:
        raise RuntimeError("java is missing (on Debian: apt-get install openjdk-17-jre-headless)")
    return found


def fetch(server, version):
    """The folder with the jars of that server; brings them into the cache the first time."""
    script = REPO / "scripts" / "servers" / f"{server}.sh"
    done = subprocess.run([script, "fetch", version], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{script.name} could not fetch {server} {version}")
    return Path(done.stdout.strip())


class ServerProcess:
    """One process: its pid, its log file, and the nets."""

    def __init__(self, name, argv, log, env=None, cwd=None):
        self.name = name
        self.log = Path(log)
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=env, cwd=cwd, start_new_session=True)
        self.pid = self.process.pid
        self.watchdog = subprocess.Popen(
            ["sh", "-c", 'cat; kill -KILL "$1"', "sh", str(self.pid)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        _running.add(self)

    def alive(self):
        return self.process.poll() is None

    def log_tail(self):
        with open(self.log, "rb") as f:
            f.seek(0, os.SEEK_END)
            f.seek(max(0, f.tell() - LOG_TAIL_BYTES))
            return f.read().decode(errors="replace")

    def wait_ready(self, ready, deadline_s):
        """Wait until ready() is true; a server that dies or is late raises with its log's end."""
        def ready_or_dead():
            if not self.alive():
                raise RuntimeError(f"{self.name} ended with status {self.process.returncode}:\n"
                                   f"{self.log_tail()}")
            return ready()
        wait_until(ready_or_dead, deadline_s, lambda: f"{self.name}; its log ends\n"
                                                      f"{self.log_tail()}")

    def stop(self, deadline_s=20):
        """SIGTERM, and SIGKILL if it is still there after deadline_s."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(deadline_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._reap()

    def kill(self):
        """SIGKILL."""
        if self.process.poll() is None:
            self.process.kill()
        self._reap()

    def _reap(self):
        if self not in _running:
            return
        _running.remove(self)
        self.watchdog.kill()  # before its pipe closes, lest it kill a stranger's pid
        self.watchdog.stdin.close()
        self.watchdog.wait()
        self.process.wait()


@atexit.register
def _kill_all():
    for server in list(_running):
        server.kill()
