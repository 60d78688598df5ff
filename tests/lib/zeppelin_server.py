"""A real Zeppelin server for a test, driven over its REST interface (zeppelin_socket.py has its
websocket).

    with ZeppelinServer({"kafka.bootstrap.servers": kafka.bootstrap}) as zeppelin:
        note = zeppelin.new_note("a note", ["%kafka SHOW TOPICS"])
        answer = zeppelin.run(note, zeppelin.paragraph_ids(note)[0])

Run by hand it starts a server with our interpreter and keeps it until standard input ends.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from product import BINARY
from server_process import REPO, ServerProcess, fetch, free_port
from wait import wait_until
from zeppelin_socket import ZeppelinSocket

VERSION = "0.10.0"
START_DEADLINE_S = 90
STOP_DEADLINE_S = 20
REQUEST_DEADLINE_S = 60
START_ATTEMPTS = 3  # a free port may be taken before the server has it
SCRIPT = REPO / "scripts" / "servers" / "zeppelin.sh"
SETTING = REPO / "zeppelin-conf" / "interpreter-setting.json"

RECOVERY = "org.apache.zeppelin.interpreter.recovery.LocalRecoveryStorage"


class RequestFailed(Exception):
    """The server answered with an error; status and text are its own."""

    def __init__(self, method, path, status, text):
        super().__init__(f"{method} {path}: HTTP {status}: {text[:600]}")
        self.status = status
        self.text = text


class ZeppelinServer:
    """Started by start() or by `with`. url is its address, home its temporary ZEPPELIN_HOME."""

    def __init__(self, interpreter_properties=None, site=None, recovery=False, notes=(),
                 runner=None, setting=SETTING, env=None):
        """
        interpreter_properties: values instead of the setting's defaults
        site: further properties of zeppelin-site.xml
        recovery: whether interpreters outlive the server and are found again
        notes: .zpln files to begin with
        runner: what Zeppelin starts for the group, if it is not the product
        setting: the interpreter-setting.json; its runners become ours
        env: the environment of the server, and so of the interpreter; by default the test's
        """
        fetch("zeppelin", VERSION)
        self.home = Path(tempfile.mkdtemp(prefix="zeppelin-"))
        self.log = self.home / "logs" / "server.log"
        self.site = dict(site or {})
        self.env = {**os.environ, **(env or {})}
        if recovery:
            self.site.update({"zeppelin.recovery.storage.class": RECOVERY,
                              "zeppelin.recovery.dir": str(self.home / "recovery")})
        self.process = None
        self.port = None
        self._install(runner, json.loads(Path(setting).read_text()),
                      {"zeppelin.kafka.live_ports": "0", **(interpreter_properties or {})})
        for note in notes:
            (self.home / "notebook").mkdir(exist_ok=True)
            shutil.copy(note, self.home / "notebook")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start it, with the home and the port of the last time if there was one."""
        attempts = START_ATTEMPTS if self.port is None else 1
        while True:
            attempts -= 1
            self.port = self.port or free_port()
            try:
                self._start_once()
                return self
            except RuntimeError as e:
                if "Address already in use" not in str(e) or attempts == 0:
                    raise
                self.port = None

    def stop(self):
        """SIGTERM, and wait until it is gone; its home stays."""
        self.process.stop(STOP_DEADLINE_S)

    def kill(self):
        """SIGKILL; its home stays, and perhaps an interpreter."""
        self.process.kill()

    def restart(self):
        """stop() and start()."""
        self.stop()
        return self.start()

    def close(self):
        """End it and whatever it has started, and remove its home."""
        if self.process:
            self.process.kill()
        for pid in self.interpreter_pids():
            subprocess.run(["kill", "-KILL", str(pid)], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def interpreter_pids(self):
        """The processes that this server has started and that still run: those which have its
        home in their environment."""
        mark = f"ZEPPELIN_HOME={self.home}".encode()
        pids = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or self.process and int(entry.name) == self.process.pid:
                continue
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    pids.append(int(entry.name))
            except OSError:  # it has just ended
                pass
        return pids

    # Notes and paragraphs. A note and a paragraph are named by their ids.

    def new_note(self, name, texts=()):
        note = self._call("POST", "/notebook", {"name": name, "notePath": name,
                                                "defaultInterpreterGroup": "kafka"})
        for text in texts:  # one by one: those given with the note are not saved in its file
            self.add_paragraph(note, text)
        return note

    def clone_note(self, note, name):
        return self._call("POST", f"/notebook/{note}", {"name": name})

    def notes(self):
        return self._call("GET", "/notebook")

    def note(self, note):
        return self._call("GET", f"/notebook/{note}")

    def paragraph_ids(self, note):
        return [paragraph["id"] for paragraph in self.note(note)["paragraphs"]]

    def add_paragraph(self, note, text, index=None):
        body = {"title": "", "text": text}
        if index is not None:
            body["index"] = index
        return self._call("POST", f"/notebook/{note}/paragraph", body)

    def paragraph(self, note, paragraph):
        """The paragraph as saved: text, status, results {code, msg: [{type, data}]}, ..."""
        return self._call("GET", f"/notebook/{note}/paragraph/{paragraph}")

    def messages(self, note, paragraph):
        """Its saved results; [] if there are none."""
        return (self.paragraph(note, paragraph).get("results") or {}).get("msg", [])

    def table(self, note, paragraph):
        """The rows of its saved TABLE, header first; [] if there is none."""
        for message in self.messages(note, paragraph):
            if message["type"] == "TABLE":
                return [line.split("\t") for line in message["data"].rstrip("\n").split("\n")]
        return []

    def delete_paragraph(self, note, paragraph):
        self._call("DELETE", f"/notebook/{note}/paragraph/{paragraph}")

    # Runs.

    def run(self, note, paragraph, deadline_s=REQUEST_DEADLINE_S):
        """Run it and wait for its end; answers {code, msg}. One that fails is no exception."""
        try:
            return self._call("POST", f"/notebook/run/{note}/{paragraph}", {}, deadline_s)
        except RequestFailed as e:
            try:
                return json.loads(e.text)["body"]
            except (ValueError, KeyError):
                raise e from None

    def run_async(self, note, paragraph):
        self._call("POST", f"/notebook/job/{note}/{paragraph}", {})

    def run_all(self, note):
        """Run its paragraphs in a row and wait for the last."""
        self._call("POST", f"/notebook/job/{note}?blocking=true", {})

    def stop_paragraph(self, note, paragraph):
        self._call("DELETE", f"/notebook/job/{note}/{paragraph}")

    def wait_status(self, note, paragraph, *statuses, deadline_s=30):
        """Wait until its status is one of those given, and answer the paragraph."""
        def in_status():
            now = self.paragraph(note, paragraph)
            return now if now["status"] in statuses else None
        return wait_until(in_status, deadline_s,
                          lambda: f"status {' or '.join(statuses)} of {paragraph}, which is "
                                  f"{self.paragraph(note, paragraph)['status']}")

    # The interpreter.

    def restart_interpreter(self, note=None):
        self._call("PUT", "/interpreter/setting/restart/kafka", {"noteId": note} if note else {})

    def interpreter_setting(self):
        return self._call("GET", "/interpreter/setting/kafka")

    def socket(self):
        """A websocket client of this server."""
        return ZeppelinSocket(self.port)

    def _install(self, runner, elements, values):
        folder = self.home / "interpreter" / "kafka"
        folder.mkdir(parents=True)
        if runner is None:
            runner = folder / "runner.sh"
            runner.write_text(f'#!/bin/sh\nexec "{Path(BINARY).resolve()}" interpreter "$@"\n')
            runner.chmod(0o755)
        for element in elements:
            element["runner"] = {"linux": str(runner)}
        for name, value in values.items():
            elements[0]["properties"][name]["defaultValue"] = value
        (folder / "interpreter-setting.json").write_text(json.dumps(elements, indent=2))

    def _start_once(self):
        subprocess.run([SCRIPT, "home", self.home, str(self.port),
                        *(f"{name}={value}" for name, value in self.site.items())],
                       check=True)
        self.process = ServerProcess("Zeppelin", [SCRIPT, "exec", VERSION, self.home], self.log,
                                     env=self.env)
        try:
            self.process.wait_ready(self._answers, START_DEADLINE_S)
        except (RuntimeError, TimeoutError):
            self.process.kill()
            raise

    def _answers(self):
        try:
            return self._call("GET", "/version")
        except (OSError, RequestFailed):
            return None

    def _call(self, method, path, body=None, deadline_s=REQUEST_DEADLINE_S):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api{path}", data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=deadline_s) as answer:
                return json.load(answer).get("body")
        except urllib.error.HTTPError as e:
            raise RequestFailed(method, path, e.code, e.read().decode(errors="replace")) from None


if __name__ == "__main__":
    with ZeppelinServer() as server:
        print(server.url, flush=True)
        sys.stdin.read()
