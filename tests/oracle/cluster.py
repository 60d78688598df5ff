"""A PostgreSQL of the test's own: a cluster in a temporary folder, reached by a socket in it."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
from wait import wait_until

BIN = Path("/usr/lib/postgresql/15/bin")
USER_WHEN_ROOT = "postgres"  # PostgreSQL refuses to run as root
START_S, STOP_S = 30, 30
STATEMENT_MS_MAX = 20000

# Collation by bytes, letters of Unicode, times in UTC; and nothing that a crash would need.
SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "statement_timeout": str(STATEMENT_MS_MAX),
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "10",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}


def unprivileged():
    """What subprocess needs to run a program as somebody who is not root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(USER_WHEN_ROOT)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Cluster:
    """Started by `with`; connect() gives a connection in autocommit."""

    def __enter__(self):
        self.home = Path(tempfile.mkdtemp(prefix="oracle-"))
        self.process = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def _start(self):
        who = unprivileged()
        if who:
            os.chown(self.home, who["user"], who["group"])
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
        }
        data = self.home / "data"
        made = subprocess.run(
            [
                BIN / "initdb",
                "-D",
                data,
                "-U",
                "oracle",
                "-E",
                "UTF8",
                "-A",
                "trust",
                "--locale=C.UTF-8",
                "--lc-collate=C",
                "--no-sync",
            ],
            cwd=self.home,
            env=environment,
            text=True,
            capture_output=True,
            **who,
        )
        assert made.returncode == 0, f"initdb: {made.stdout}{made.stderr}"
        settings = {**SETTINGS, "unix_socket_directories": str(self.home)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.log = (self.home / "log").open("w")
        self.process = subprocess.Popen(
            [BIN / "postgres", "-D", data, *options],
            cwd=self.home,
            env=environment,
            stdout=self.log,
            stderr=self.log,
            **who,
        )
        wait_until(self._answers, START_S, "PostgreSQL to answer")

    def _answers(self):
        assert self.process.poll() is None, (self.home / "log").read_text()
        try:
            self.connect().close()
            return True
        except psycopg2.OperationalError:
            return False

    def connect(self):
        connection = psycopg2.connect(host=str(self.home), user="oracle", dbname="postgres")
        connection.autocommit = True
        return connection

    def close(self):
        if self.process is not None:
            self.process.send_signal(2)  # a fast shutdown: connections are cut
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __exit__(self, *_):
        self.close()
