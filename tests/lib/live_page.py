"""Our live view as a browser shows it: in a paragraph's frame, or on a page of its own; and what may
stand between it and the interpreter.
"""

import contextlib
import socket
import threading

from selenium.common.exceptions import NoSuchFrameException, StaleElementReferenceException
from selenium.webdriver.common.by import By

READ = """
return {
  state: document.body?.dataset.state ?? null,
  words: document.body?.innerText ?? '',
  seq: Number(document.querySelector('table')?.dataset.seq ?? 0),
  rows: [...document.querySelectorAll('table tr')]
    .map(row => [...row.children].map(cell => cell.textContent)),
};"""


class Seen:
    """What a live view shows at one moment. rows has the head first."""

    def __init__(self, told):
        self.state, self.words, self.seq, self.rows = (told[key] for key in
                                                       ("state", "words", "seq", "rows"))

    def __repr__(self):
        return f"Seen({self.state} seq={self.seq} {len(self.rows)} rows {self.words[:300]!r})"


def read_page(driver):
    return Seen(driver.execute_script(READ))


@contextlib.contextmanager
def frame_of(driver, paragraph):
    """Inside the paragraph's frame; raises NoSuchFrameException if it has none."""
    frames = driver.find_elements(By.CSS_SELECTOR, f'[data-paragraph="{paragraph}"] iframe')
    if not frames:
        raise NoSuchFrameException("the paragraph has no frame")
    driver.switch_to.frame(frames[0])
    try:
        yield
    finally:
        driver.switch_to.default_content()


def read_frame(driver, paragraph):
    """What the paragraph's live view shows, or None if it has none at this moment."""
    try:
        with frame_of(driver, paragraph):
            return read_page(driver)
    except (NoSuchFrameException, StaleElementReferenceException):
        return None


class Road:
    """A TCP proxy between browsers and the live view, on a port of its own, that can misbehave:
    mode is "open", "refusing" (nobody listens), or "impostor" (another program answers; `heard` is
    all that it was sent)."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.port = None
        self.mode = None
        self.heard = b""
        self.down_bytes = 0  # that came from the live view, of all connections
        self._listener = None
        self._connections = set()
        self._lock = threading.Lock()
        self.open()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def open(self):
        self._serve("open", self._forward)

    def refuse(self):
        """As if no such port were there."""
        self.mode = "refusing"
        self._close_listener()
        self.cut()

    def impersonate(self):
        self.heard = b""
        self._serve("impostor", self._answer)

    def cut(self):
        """End every connection that there is."""
        with self._lock:
            connections, self._connections = self._connections, set()
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def close(self):
        self.refuse()

    def _serve(self, mode, work):
        self._close_listener()
        self.cut()
        self.mode = mode
        self._listener = socket.create_server(("127.0.0.1", self.port or 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener, work), daemon=True).start()

    def _close_listener(self):
        if self._listener is None:
            return
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._listener = None

    def _accept(self, listener, work):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=work, args=(connection,), daemon=True).start()

    def _keep(self, *connections):
        with self._lock:
            self._connections.update(connections)

    def _forward(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.target_port), timeout=10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._keep(near, far)
        threading.Thread(target=self._pump, args=(far, near, self._count), daemon=True).start()
        self._pump(near, far, lambda data: None)

    def _count(self, data):
        with self._lock:
            self.down_bytes += len(data)

    @staticmethod
    def _pump(source, sink, count):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                count(data)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _answer(self, connection):
        """Says yes to everything, and keeps what it is told."""
        self._keep(connection)
        body = b"<script>document.title = location.href</script>"
        head = (b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/html\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body))
        with contextlib.suppress(OSError):
            while data := connection.recv(65536):
                with self._lock:
                    self.heard += data
                connection.sendall(head + body)
