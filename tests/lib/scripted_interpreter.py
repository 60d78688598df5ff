"""An interpreter that lives in the test: it says to a real Zeppelin server what the test says, when
the test says it.

    scripted = ScriptedInterpreter(zeppelin)  # before the server starts
    zeppelin.start()
    ...                                       # a paragraph `%scripted anything` is run
    with scripted.wait_run(paragraph) as run:
        run.update(0, "TABLE", "n\\n1\\n")
        run.finish(("TABLE", "n\\n2\\n"))
    run.update(0, "TABLE", "n\\n3\\n")        # events may come after the end as well

What Zeppelin launches is a shell script that hands its arguments over and then only stays alive;
the Thrift service behind it is here.
"""

import json
import os
import socket
import threading
from pathlib import Path

from wait import wait_until
from zeppelin_client import TBinaryProtocol, TSocket, TTransport  # generates the Thrift code
from thrift.Thrift import TApplicationException, TMessageType, TType
from zeppelin import InterpreterService
from zeppelin.ttypes import ApplicationResult, InterpreterResult, ResultMessage

NAME = "scripted"
DEADLINE_S = 20


class ScriptedInterpreter:
    """The interpreter group `scripted` of one server: installed before its start, launched and
    ended by the server as often as it likes. bound holds the Angular objects that pages have set,
    as (paragraph, name, value). With seen_running off no run is ever seen running: the server then
    goes from PENDING to the end, as it does with an answer that is there at once."""

    def __init__(self, zeppelin):
        self.runs = []  # every Run, oldest first
        self.bound = []
        self.seen_running = True
        self.server = None  # Events, once launched
        self._changed = threading.Condition()
        self._processor = InterpreterService.Processor(_Handler(self))
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._install(Path(zeppelin.home) / "interpreter" / NAME)
        threading.Thread(target=self._accept, daemon=True).start()
        threading.Thread(target=self._await_launches, daemon=True).start()

    def wait_run(self, paragraph, after=0):
        """The newest run of that paragraph, once there is one beyond its first `after` runs."""
        def newest():
            runs = [run for run in self.runs if run.paragraph == paragraph]
            return runs[-1] if len(runs) > after else None

        return wait_until(newest, DEADLINE_S, f"run {after + 1} of {paragraph}")

    def close(self):
        """Let go of whatever still runs."""
        for run in self.runs:
            run.finish()
        self._release()
        self._listener.close()

    def _install(self, folder):
        folder.mkdir(parents=True)
        self._launched, self._lives = folder / "launched", folder / "lives"
        os.mkfifo(self._launched)
        os.mkfifo(self._lives)
        # The script lives as long as we hold the second pipe, so it cannot outlive the test.
        self._life = os.open(self._lives, os.O_RDWR)
        runner = folder / "runner.sh"
        runner.write_text(f'#!/bin/sh\necho "$*" >"{self._launched}"\nexec cat "{self._lives}"\n')
        runner.chmod(0o755)
        (folder / "interpreter-setting.json").write_text(json.dumps([{
            "group": NAME, "name": NAME, "className": "scripted", "properties": {},
            "option": {"remote": True, "perNote": "shared", "perUser": "shared"},
            "runner": {"linux": str(runner)}}]))

    def _await_launches(self):
        while True:
            with open(self._launched, encoding="utf-8") as pipe:
                words = pipe.read().split()
            options = dict(zip(words[::2], words[1::2]))
            self._life = self._life or os.open(self._lives, os.O_RDWR)
            self.server = Events(options["-c"], int(options["-p"]), options["-i"])
            self.server.register(self._listener.getsockname()[1])

    def _release(self):
        """Let the launched script end."""
        if self._life:
            os.close(self._life)
        self._life = None

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
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
            transport.close()


class _Handler:
    """What the generated processor calls. Methods that are not here answer nothing."""

    def __init__(self, owner):
        self._owner = owner

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: None

    def interpret(self, session, class_name, text, context):
        run = Run(self._owner, text, context)
        self._owner.runs.append(run)
        return run._wait_result()

    def cancel(self, session, class_name, context):
        for run in self._owner.runs:
            if run.paragraph == context.paragraphId:
                run.finish(code="ERROR")

    def getStatus(self, session, paragraph):
        running = any(r.paragraph == paragraph and not r.finished for r in self._owner.runs)
        return "RUNNING" if running and self._owner.seen_running else "UNKNOWN"

    def getProgress(self, session, class_name, context):
        runs = [r for r in self._owner.runs if r.paragraph == context.paragraphId]
        return runs[-1].progress if runs else 0

    def getFormType(self, session, class_name):
        return "NATIVE"

    def completion(self, *_):
        return []

    def resourcePoolGetAll(self):
        return []

    def resourceGet(self, *_):
        return b""

    def resourceRemove(self, *_):
        return False

    def resourceInvokeMethod(self, *_):
        return b""

    def loadApplication(self, *_):
        return ApplicationResult(False, "no")

    unloadApplication = runApplication = loadApplication

    def angularObjectAdd(self, name, note, paragraph, value):
        self._owner.bound.append((paragraph, name, json.loads(value)))

    angularObjectUpdate = angularObjectAdd

    def shutdown(self):
        for run in self._owner.runs:
            run.finish()
        self._owner.server.call("unRegisterInterpreterProcess", self._owner.server.group)
        self._owner._release()


class Run:
    """One interpret() that waits for finish(). The events are of its paragraph. In a `with` it is
    finished at the end of that, lest a failed test leave it running."""

    def __init__(self, owner, text, context):
        self.note, self.paragraph, self.text = context.noteId, context.paragraphId, text
        self.progress = 0
        self._owner, self._context = owner, context
        self._finished = threading.Event()
        self._result = None

    @property
    def finished(self):
        return self._finished.is_set()

    def finish(self, *messages, code="SUCCESS"):
        """Let interpret() answer with these (type, data); once."""
        if not self.finished:
            self._result = InterpreterResult(code, _messages(messages), self._context.config,
                                             self._context.gui, self._context.noteGui)
            self._finished.set()

    def update(self, index, kind, data):
        self._call("updateOutput", {1: self.note, 2: self.paragraph, 3: index, 4: kind, 5: data})

    def append(self, index, data):
        self._call("appendOutput", {1: self.note, 2: self.paragraph, 3: index, 4: data})

    def update_all(self, *messages):
        self._call("updateAllOutput", {1: self.note, 2: self.paragraph,
                                       3: [{1: kind, 2: data} for kind, data in messages]})

    def checkpoint(self):
        self._call("checkpointOutput", self.note, self.paragraph)

    def add_object(self, name, value, scope="paragraph"):
        """An Angular object of scope paragraph, note or global."""
        self._object("addAngularObject", name, value, scope)

    def update_object(self, name, value, scope="paragraph"):
        self._object("updateAngularObject", name, value, scope)

    def info(self, address, label, tooltip=""):
        self._call("sendParagraphInfo", self._owner.server.group, json.dumps({
            "noteId": self.note, "paraId": self.paragraph, "jobUrl": address, "label": label,
            "tooltip": tooltip}))

    def _object(self, call, name, value, scope):
        note = None if scope == "global" else self.note
        paragraph = self.paragraph if scope == "paragraph" else None
        self._call(call, self._owner.server.group, json.dumps(
            {"name": name, "object": value, "noteId": note, "paragraphId": paragraph}))

    def _call(self, name, *arguments):
        self._owner.server.call(name, *arguments)

    def _wait_result(self):
        self._finished.wait()
        return self._result

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.finish()


def _messages(pairs):
    return [ResultMessage(kind, data) for kind, data in pairs]


class Events:
    """The server's event service. Calls are written by hand and not by generated code, because the
    product's IDL leaves out those that the product never makes."""

    def __init__(self, host, port, group):
        self.group = group
        self._lock = threading.Lock()
        self._transport = TTransport.TBufferedTransport(TSocket.TSocket(host, port))
        self._protocol = TBinaryProtocol(self._transport)
        self._transport.open()

    def register(self, port):
        self.call("registerInterpreterProcess", {1: "127.0.0.1", 2: port, 3: self.group})

    def call(self, name, *arguments):
        """A method without an answer; its arguments are numbered from 1, a struct is a dict from
        field numbers to values. A failure on the other side raises."""
        with self._lock:
            self._protocol.writeMessageBegin(name, TMessageType.CALL, 0)
            self._write(dict(enumerate(arguments, 1)))
            self._protocol.writeMessageEnd()
            self._transport.flush()
            self._read_answer(name)

    def _read_answer(self, name):
        _, kind, _ = self._protocol.readMessageBegin()
        if kind == TMessageType.EXCEPTION:
            failure = TApplicationException()
            failure.read(self._protocol)
            raise failure
        self._protocol.readStructBegin()
        _, field_type, _ = self._protocol.readFieldBegin()
        self._protocol.readMessageEnd()
        if field_type != TType.STOP:
            self._transport.close()
            raise RuntimeError(f"the server refused {name}")

    def _write(self, value):
        protocol = self._protocol
        if isinstance(value, dict):
            protocol.writeStructBegin("")
            for number, field in value.items():
                protocol.writeFieldBegin("", _type(field), number)
                self._write(field)
            protocol.writeFieldStop()
        elif isinstance(value, list):
            protocol.writeListBegin(TType.STRUCT, len(value))
            for element in value:
                self._write(element)
        elif isinstance(value, int):
            protocol.writeI32(value)
        else:
            protocol.writeString(value)


def _type(value):
    kinds = {dict: TType.STRUCT, list: TType.LIST, int: TType.I32, str: TType.STRING}
    return kinds[type(value)]
