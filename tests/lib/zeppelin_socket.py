"""A client of Zeppelin's websocket, as a note page uses it.

    with zeppelin.socket() as page:
        page.open_note(note)
        page.run(paragraph, "%kafka SELECT value FROM lines")
        page.wait_for(lambda m: m["op"] == "ANGULAR_OBJECT_UPDATE", 5, "the live table")
"""

import json
import threading
import time

import websocket

CONNECT_DEADLINE_S = 10


class ZeppelinSocket:
    """Connected from the start. messages holds all that came, oldest first, each a dict with op,
    data and at_s, the time of its arrival by time.monotonic()."""

    def __init__(self, port):
        self.messages = []
        self.note_id = None
        self._arrived = threading.Condition()
        self._open = True
        self._socket = websocket.create_connection(
            f"ws://127.0.0.1:{port}/ws", timeout=CONNECT_DEADLINE_S,
            origin=f"http://127.0.0.1:{port}")
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, name="zeppelin-socket", daemon=True)
        self._reader.start()

    def close(self):
        self._socket.abort()
        self._reader.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, op, **data):
        self._socket.send(json.dumps({"op": op, "data": data, "principal": "anonymous",
                                      "ticket": "anonymous", "roles": "[]"}))

    def mark(self):
        """The number of messages until now: what wait_for() may begin from."""
        with self._arrived:
            return len(self.messages)

    def wait_for(self, predicate, deadline_s, what, since=0):
        """The first message from number `since` on that fulfils predicate; waits for it."""
        end = time.monotonic() + deadline_s
        at = since
        with self._arrived:
            while True:
                for message in self.messages[at:]:
                    if predicate(message):
                        return message
                at = max(at, len(self.messages))
                left_s = end - time.monotonic()
                if left_s <= 0 or not self._open:
                    state = "open" if self._open else "closed"
                    ops = [message["op"] for message in self.messages[since:]]
                    raise TimeoutError(f"waited {deadline_s} s for {what}; the socket is {state}; "
                                       f"ops since then: {ops}")
                self._arrived.wait(left_s)

    def wait_for_op(self, op, deadline_s, since=0):
        return self.wait_for(lambda m: m["op"] == op, deadline_s, op, since)

    def open_note(self, note, deadline_s=10):
        """Open a note, which also binds this socket to it, and answer it."""
        since = self.mark()
        self.note_id = note
        self.send("GET_NOTE", id=note)
        return self.wait_for_op("NOTE", deadline_s, since)["data"]["note"]

    def run(self, paragraph, text, title=""):
        self.send("RUN_PARAGRAPH", id=paragraph, paragraph=text, title=title, config={}, params={})

    def cancel(self, paragraph):
        self.send("CANCEL_PARAGRAPH", id=paragraph)

    def bind(self, paragraph, name, value):
        """What a button of an ANGULAR result does with z.angularBind()."""
        self.send("ANGULAR_OBJECT_CLIENT_BIND", noteId=self.note_id, paragraphId=paragraph,
                  name=name, value=value)

    def wait_status(self, paragraph, status, deadline_s, since=0):
        """The PARAGRAPH message that shows the paragraph in that status."""
        return self.wait_for(
            lambda m: m["op"] == "PARAGRAPH" and m["data"]["paragraph"]["id"] == paragraph
            and m["data"]["paragraph"]["status"] == status,
            deadline_s, f"{paragraph} {status}", since)

    def wait_object(self, paragraph, name, predicate, deadline_s, since=0):
        """The value of the paragraph's Angular object once it fulfils predicate."""
        def shows(message):
            if message["op"] != "ANGULAR_OBJECT_UPDATE":
                return False
            data = message["data"]
            bound = data["angularObject"]
            return (data.get("paragraphId") == paragraph and bound["name"] == name
                    and predicate(bound["object"]))
        message = self.wait_for(shows, deadline_s, f"object {name} of {paragraph}", since)
        return message["data"]["angularObject"]["object"]

    def _read(self):
        try:
            while True:
                text = self._socket.recv()
                if not text:
                    break
                message = json.loads(text)
                message["at_s"] = time.monotonic()
                with self._arrived:
                    self.messages.append(message)
                    self._arrived.notify_all()
        except (OSError, websocket.WebSocketException):
            pass
        with self._arrived:
            self._open = False
            self._arrived.notify_all()
