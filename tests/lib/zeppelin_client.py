"""A Thrift client and server that play a Zeppelin server to the interpreter.

    with FakeZeppelin() as zeppelin, zeppelin.launch() as interpreter:
        interpreter.greet({"kafka.bootstrap.servers": bootstrap})
        result = interpreter.interpret("SELECT 1 AS one")
        stream = interpreter.interpret(QUERY, paragraph="live")
        zeppelin.wait_for("updateAngularObject", paragraph="live")

FakeZeppelin is the event service: it records every call and keeps what a real server would show.
InterpreterProcess is the launched program with the server's pool of connections to it. Session
plays how a server of one version runs paragraphs. The Thrift code is generated from the project's
own IDL into build/python/ when it is first needed.
"""

import concurrent.futures
import json
import logging
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import product
from server_process import REPO, ServerProcess
from wait import wait_until

IDL = REPO / "interpreter" / "rpc" / "zeppelin.thrift"
GENERATED = REPO / "build" / "python"

DEADLINE_S = 20
GROUP = "kafka-shared_process"
SESSION = "shared_session"
CLASS = "org.apache.zeppelin.kafka.KafkaInterpreter"
STATUS_POLL_S = 0.1
PROGRESS_POLL_S = 0.5

RECOVERY_PACKAGE = "org.apache.zeppelin.interpreter.recovery."


def _generate():
    """Python for the IDL, made anew when that is newer. The wire's `init` is no trap in Python."""
    made = GENERATED / "zeppelin" / "InterpreterService.py"
    if made.exists() and made.stat().st_mtime >= IDL.stat().st_mtime:
        return
    GENERATED.parent.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="python-", dir=GENERATED.parent))
    copy = work / IDL.name
    copy.write_text(IDL.read_text().replace("initProcess", "init"))
    subprocess.run(["thrift", "--gen", "py", "-out", str(work), str(copy)], check=True)
    shutil.rmtree(GENERATED, ignore_errors=True)
    try:
        work.rename(GENERATED)
    except OSError:  # another test was first
        shutil.rmtree(work)


_generate()
sys.path.insert(0, str(GENERATED))

from thrift.protocol.TBinaryProtocol import TBinaryProtocol  # noqa: E402
from thrift.Thrift import TApplicationException, TException  # noqa: E402, F401
from thrift.transport import TSocket, TTransport  # noqa: E402
from zeppelin import EventService, InterpreterService  # noqa: E402
from zeppelin.ttypes import InterpreterContext, RpcException  # noqa: E402

# The library logs what a test lets fail on purpose.
logging.getLogger().addHandler(logging.NullHandler())


class Call:
    """One event that the interpreter sent. note and paragraph are None where it has none; `value`
    is an object's value or an output's data."""

    def __init__(self, name, args):
        self.name, self.args, self.at = name, args, time.monotonic()
        self.note = self.paragraph = self.object = self.index = self.type = self.value = None
        if name in ("addAngularObject", "updateAngularObject"):
            fields = json.loads(args[1])
            self.note, self.paragraph = fields["noteId"], fields["paragraphId"]
            self.object, self.value = fields["name"], fields["object"]
        elif name == "removeAngularObject":
            self.note, self.paragraph, self.object = args[1:4]
        elif name == "checkpointOutput":
            self.note, self.paragraph = args
        elif name == "updateOutput":
            event = args[0]
            self.note, self.paragraph, self.index = event.noteId, event.paragraphId, event.index
            self.type, self.value = event.type, event.data

    def matches(self, name, **fields):
        """A field may also be a function that judges it."""
        return name in (None, self.name) and all(
            wanted(getattr(self, field)) if callable(wanted) else getattr(self, field) == wanted
            for field, wanted in fields.items())

    def __repr__(self):
        value = self.value if self.value is None or len(self.value) < 80 else self.value[:80] + ".."
        return (f"{self.name}({self.note}/{self.paragraph} object={self.object} "
                f"index={self.index} {self.type} {value!r})")


class _Handler:
    """What the generated processor calls: every method is noted, and answered as the test says."""

    def __init__(self, zeppelin):
        self._zeppelin = zeppelin

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._zeppelin._take(Call(name, args))


class FakeZeppelin:
    """The server's event service on a port of the loopback address."""

    def __init__(self, port=0):
        self.calls = []  # every Call, oldest first
        self.answers = {}  # name of a call -> function(Call) that may raise what the server raises
        self._changed = threading.Condition()
        self._processor = EventService.Processor(_Handler(self))
        self._connections = set()
        self._listener = None
        self.port = None
        self.start(port)

    def start(self, port=0):
        """Listen (again); without a port on a new one."""
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def vanish(self):
        """Stop as a killed server does: nothing is said, all connections close."""
        if self._listener is None:
            return
        listener, self._listener = self._listener, None
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        with self._changed:
            for connection in list(self._connections):
                _shut(connection)

    def launch(self, **options):
        """An InterpreterProcess that this server launches; it is registered when this returns."""
        process = InterpreterProcess(self, **options)
        try:
            process.wait_registered()
        except BaseException:
            process.kill()
            raise
        return process

    def wait_for(self, name, deadline_s=DEADLINE_S, after=0, **fields):
        """The first such call, from the `after`-th call on; fields as in Call.matches()."""
        def find():
            return next((c for c in self.calls[after:] if c.matches(name, **fields)), None)

        with self._changed:
            if not self._changed.wait_for(find, deadline_s):
                raise TimeoutError(f"no {name} {fields} within {deadline_s} s; last calls: "
                                   f"{self.calls[-8:]}")
            return find()

    def of(self, name=None, after=0, **fields):
        """All such calls so far, from the `after`-th call on."""
        with self._changed:
            return [c for c in self.calls[after:] if c.matches(name, **fields)]

    def mark(self):
        """How many calls there have been: for wait_for(after=...)."""
        with self._changed:
            return len(self.calls)

    def object(self, paragraph, name="htm", note="note"):
        """The present value of a paragraph's Angular object; None if it has none."""
        calls = self.of(None, note=note, paragraph=paragraph, object=name)
        return calls[-1].value if calls else None

    def wait_object(self, paragraph, holds, name="htm", note="note", deadline_s=DEADLINE_S):
        """The object's value once holds(value), or, with a text, once that is part of it."""
        judge = holds if callable(holds) else lambda value: holds in value
        return self.wait_for(None, deadline_s, note=note, paragraph=paragraph, object=name,
                             value=lambda value: value is not None and judge(value)).value

    def outputs(self, paragraph, note="note"):
        """What updateOutput has made of a paragraph: {index: (type, data)}."""
        return {c.index: (c.type, c.value)
                for c in self.of("updateOutput", note=note, paragraph=paragraph)}

    def forget_objects(self):
        """As a server that was started anew: it fails at updates of what was not added since."""
        mark = self.mark()

        def judge(call):
            if not self.of("addAngularObject", after=mark, note=call.note,
                           paragraph=call.paragraph, object=call.object):
                raise RuntimeError("localAngularObject is null")

        self.answers["updateAngularObject"] = judge
        return mark

    def _take(self, call):
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()
        if call.name in self.answers:
            self.answers[call.name](call)

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._changed:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        handle = TSocket.TSocket()
        handle.setHandle(connection)
        transport = TTransport.TBufferedTransport(handle)
        protocol = TBinaryProtocol(transport)
        try:
            while True:
                self._processor.process(protocol, protocol)
        except (TTransport.TTransportException, OSError, EOFError):
            pass
        finally:
            with self._changed:
                self._connections.discard(connection)
            transport.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.vanish()


def _shut(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class Client:
    """One connection of the server's pool. Calls are those of the service: client.getStatus(..)."""

    def __init__(self, host, port, timeout_s=60):
        self.socket = TSocket.TSocket(host, port)
        self.socket.setTimeout(timeout_s * 1000)
        self.transport = TTransport.TBufferedTransport(self.socket)
        self.transport.open()
        self.service = InterpreterService.Client(TBinaryProtocol(self.transport))

    def __getattr__(self, name):
        return getattr(self.service, name)

    def hang_up(self):
        self.transport.close()

    def break_off(self):
        """End it as the kernel does for a killed server; a call under way fails."""
        _shut(self.socket.handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang_up()


class Result:
    """What interpret() answered."""

    def __init__(self, wire):
        self.code = wire.code
        self.messages = [(m.type, m.data) for m in wire.msg]
        self.config, self.gui, self.note_gui = wire.config, wire.gui, wire.noteGui

    def text(self):
        """All messages' data, one after another."""
        return "\n".join(data for _, data in self.messages)

    def table(self):
        """The rows of the first TABLE, header first; cells are texts."""
        data = next(data for kind, data in self.messages if kind == "TABLE")
        return [line.split("\t") for line in data.rstrip("\n").split("\n")]

    def __repr__(self):
        return f"Result({self.code} {self.messages})"


def context(paragraph="paragraph", note="note", text="", user="anonymous", **properties):
    """The context of a call, as a server fills it. properties are the paragraph's own."""
    return InterpreterContext(
        noteId=note, noteName="/a note", paragraphId=paragraph, replName="kafka",
        paragraphTitle=None, paragraphText="%kafka\n" + text,
        authenticationInfo=json.dumps({"user": user, "roles": [], "ticket": "t"}),
        config=json.dumps({"editorSetting": {"language": "sql"}}),
        gui=json.dumps({"params": {}, "forms": {}}), noteGui=json.dumps({"params": {}, "forms": {}}),
        localProperties={name: str(value) for name, value in properties.items()})


class InterpreterProcess:
    """The launched interpreter. `argv` and `env` change what a real server would give it; with
    `launcher` it is the child of another process, which can be killed as a server is."""

    def __init__(self, zeppelin, group=GROUP, port_range=":", argv=(), env=None, launcher=False):
        self.zeppelin = zeppelin
        self.group = group
        self._launched_at = zeppelin.mark()
        self.home = tempfile.TemporaryDirectory(prefix="zeppelin-kafka-interpreter-")
        self.log = Path(self.home.name) / "interpreter.log"
        self.clients = []
        self._pool_lock = threading.Lock()
        self._idle = []
        self.host = self.port = self.pid = None
        command = [product.BINARY, "interpreter", "-d", self.home.name, "-c", "127.0.0.1", "-p",
                   str(zeppelin.port), "-r", port_range, "-i", group, "-l", self.home.name, "-g",
                   "kafka", *argv]
        if launcher:
            pid_file = Path(self.home.name) / "pid"
            command = ["sh", "-c", 'pid=$1; shift; "$@" & echo $! >"$pid"; wait', "sh",
                       str(pid_file), *command]
        environment = {**product.environment(self.home.name), "INTERPRETER_GROUP_ID": group}
        environment.pop("ZEPPELIN_LOCAL_IP", None)
        environment.update(env or {})
        self.process = ServerProcess("the interpreter", command, self.log, env=environment)
        self.pid = self.process.pid
        if launcher:
            self.pid = int(wait_until(lambda: pid_file.exists() and pid_file.read_text().strip(),
                                      DEADLINE_S, "the launched process's id"))

    # -- the process

    def wait_registered(self, deadline_s=DEADLINE_S):
        def registered():
            calls = self.zeppelin.of("registerInterpreterProcess", after=self._launched_at)
            return next((c for c in calls if c.args[0].interpreterGroupId == self.group), None)

        self.process.wait_ready(registered, deadline_s)
        info = registered().args[0]
        self.host, self.port = info.host, info.port
        return self

    def is_alive(self):
        """Whether it runs: our child may have ended without having been waited for."""
        if self.pid == self.process.pid:
            return self.process.alive()
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    def wait_end(self, deadline_s=DEADLINE_S):
        """Its exit status (None if it is another's child) once it has ended."""
        wait_until(lambda: not self.is_alive(), deadline_s,
                   lambda: f"the interpreter's end; its log ends\n{self.process.log_tail()}")
        return self.process.process.returncode if self.pid == self.process.pid else None

    def signal(self, number=signal.SIGTERM):
        os.kill(self.pid, number)

    def status(self, field):
        """A line of /proc/PID/status as a number: `VmRSS` in kB, `Threads`."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+)", text, re.M).group(1))

    def workers(self):
        """The process ids of its children that still run."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            except OSError:  # gone by now
                continue
            if int(parent) == self.pid and state != "Z":
                found.append(int(stat.parent.name))
        return found

    def kill(self):
        for client in self.clients:
            client.hang_up()
        if self.pid is not None and self.pid != self.process.pid and self.is_alive():
            os.kill(self.pid, signal.SIGKILL)
        self.process.kill()

    def close(self):
        """End it as a server does, and by force if that fails."""
        try:
            if self.is_alive() and self.port is not None:
                self.shutdown()
        except (TException, OSError):
            pass
        finally:
            self.kill()
            self.home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # -- connections

    def connect(self, timeout_s=60):
        """A connection of the test's own."""
        client = Client(self.host, self.port, timeout_s)
        self.clients.append(client)
        return client

    def raw(self, payload=b"", deadline_s=DEADLINE_S):
        """A plain socket that has sent some bytes."""
        connection = socket.create_connection((self.host, self.port), timeout=deadline_s)
        connection.sendall(payload)
        return connection

    def call(self, name, *args):
        """A call through the pool: a connection that is idle, or one more."""
        with self._pool_lock:
            client = self._idle.pop() if self._idle else None
        client = client or self.connect()
        answer = getattr(client, name)(*args)
        with self._pool_lock:
            self._idle.append(client)
        return answer

    def break_off(self):
        """All connections end, as when the server is killed."""
        with self._pool_lock:
            self._idle.clear()
        for client in self.clients:
            if client.socket.handle is not None:
                client.break_off()

    # -- what a server calls

    def greet(self, properties=None, recovery=False, sessions=(SESSION,), user="anonymous"):
        """What a server says before the first paragraph."""
        storage = "LocalRecoveryStorage" if recovery else "NullRecoveryStorage"
        self.call("init", {"zeppelin.recovery.storage.class": RECOVERY_PACKAGE + storage,
                           "zeppelin.notebook.storage":
                               "org.apache.zeppelin.notebook.repo.VFSNotebookRepo"})
        for session in sessions:
            self.create_session(properties, session, user)
        return self

    def create_session(self, properties=None, session=SESSION, user="anonymous"):
        self.call("createInterpreter", self.group, session, CLASS,
                  {"zeppelin.interpreter.output.limit": "102400",
                   "zeppelin.interpreter.localRepo": self.home.name,
                   "zeppelin.kafka.live_ports": "0", **(properties or {})}, user)
        self.call("angularRegistryPush", "{}")
        self.call("getFormType", session, CLASS)

    def interpret(self, text, paragraph="paragraph", note="note", session=SESSION,
                  user="anonymous", client=None, **properties):
        """Run a paragraph's text and wait for its Result."""
        args = (session, CLASS, text, context(paragraph, note, text, user, **properties))
        if client is not None:
            return Result(client.interpret(*args))
        return Result(self.call("interpret", *args))

    def interpret_later(self, text, paragraph="paragraph", **options):
        """The same on a thread; answers a Future of the Result."""
        future = concurrent.futures.Future()

        def run():
            try:
                future.set_result(self.interpret(text, paragraph, **options))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future

    def complete(self, text, cursor=None, paragraph="paragraph", note="note", whole="", client=None):
        """What is offered at a cursor (UTF-16 units, else the end): {value: name}. whole: with %kafka."""
        cursor = len(text.encode("utf-16-le")) // 2 if cursor is None else cursor
        where = context(paragraph, note, text)
        where.paragraphText = whole or where.paragraphText
        ask = client.completion if client else lambda *args: self.call("completion", *args)
        return {one.value: one.name for one in ask(SESSION, CLASS, text, cursor, where)}

    def get_status(self, paragraph="paragraph", session=SESSION):
        return self.call("getStatus", session, paragraph)

    def wait_status(self, status, paragraph="paragraph", session=SESSION, deadline_s=DEADLINE_S):
        wait_until(lambda: self.get_status(paragraph, session) == status, deadline_s,
                   f"the status {status} of {paragraph}")

    def get_progress(self, paragraph="paragraph", note="note", session=SESSION):
        return self.call("getProgress", session, CLASS, context(paragraph, note))

    def cancel(self, paragraph="paragraph", note="note", session=SESSION):
        self.call("cancel", session, CLASS, context(paragraph, note))

    def close_session(self, session=SESSION):
        self.call("close", session, CLASS)

    def click(self, name, value, paragraph="paragraph", note="note"):
        """A button of the page: an Angular object as the page sends it."""
        self.call("angularObjectAdd", name, note, paragraph, json.dumps(value))

    def press(self, button, template, paragraph="paragraph", note="note"):
        """Press a button of an ANGULAR result, by the name that it begins with: `stop`, `need`."""
        pattern = rf"z\.set\('({button}\w*)','(\w+)','{re.escape(paragraph)}'\)"
        self.click(*re.search(pattern, template).groups(), paragraph=paragraph, note=note)

    def delete_paragraph(self, paragraph="paragraph", note="note", name="htm"):
        self.call("angularObjectRemove", name, note, paragraph)
        self.call("resourcePoolGetAll")

    def shutdown(self, deadline_s=DEADLINE_S):
        """As a server does: the call, then the process is expected to end."""
        self.call("shutdown")
        return self.wait_end(deadline_s)


class Played:
    """A paragraph as Session runs it: `statuses` are the different ones that getStatus gave, in
    order, `progress` every number that getProgress gave."""

    def __init__(self, paragraph):
        self.paragraph = paragraph
        self.statuses, self.progress = [], []
        self.future = concurrent.futures.Future()

    def result(self, deadline_s=60):
        return self.future.result(deadline_s)


class Session:
    """How a server runs the paragraphs of one session: 0.11 and 0.12 one after another, 0.10 all at
    once; while interpret() has not returned it asks getStatus until that says RUNNING, then
    getProgress."""

    def __init__(self, process, session=SESSION, parallel=False):
        self.process, self.session = process, session
        self._pool = concurrent.futures.ThreadPoolExecutor(20 if parallel else 1)

    def submit(self, text, paragraph="paragraph", note="note", **properties):
        played = Played(paragraph)
        self._pool.submit(self._run, played, text, note, properties)
        return played

    def _run(self, played, text, note, properties):
        ended = threading.Event()
        poller = threading.Thread(target=self._poll, args=(played, note, ended), daemon=True)
        poller.start()
        try:
            answer = self.process.interpret(text, played.paragraph, note, self.session, **properties)
            ended.set()
            poller.join()
            played.future.set_result(answer)
        except BaseException as error:
            ended.set()
            played.future.set_exception(error)

    def _poll(self, played, note, ended):
        is_running = False
        while not ended.is_set():
            try:
                if is_running:
                    played.progress.append(
                        self.process.get_progress(played.paragraph, note, self.session))
                else:
                    status = self.process.get_status(played.paragraph, self.session)
                    if status not in played.statuses[-1:]:
                        played.statuses.append(status)
                    is_running = status == "RUNNING"
            except (TException, OSError):
                return
            ended.wait(PROGRESS_POLL_S if is_running else STATUS_POLL_S)


def message(name, *fields, kind=1):
    """The bytes of a call made by hand: fields are (type, id, bytes)."""
    return (struct.pack(">Ii", 0x80010000 | kind, len(name)) + name.encode() +
            struct.pack(">i", 7) +
            b"".join(struct.pack(">bh", t, i) + body for t, i, body in fields) + b"\0")


def text_bytes(text):
    """A text as the wire has it."""
    raw = text.encode() if isinstance(text, str) else text
    return struct.pack(">i", len(raw)) + raw
