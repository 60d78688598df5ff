"""The note page as a test drives it, and the servers behind it.

    def setUpModule():
        Servers.start(unittest.addModuleCleanup)

    class InClassic(OnThePage, unittest.TestCase):
        ui = "classic"  # has self.browser, self.driver
"""

import collections
import http.server
import threading

from selenium.webdriver.common.by import By

from product import EmbeddedBroker
from scripted_interpreter import ScriptedInterpreter
from server_process import REPO
from wait import wait_until
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
SOON_S = 15
COUNTED = "<script>window.counted = (window.counted ?? 0) + 1</script>"


class Servers:
    """What all tests share: started with the first, ended with the last."""

    broker = zeppelin = scripted = frames = None

    @classmethod
    def start(cls, add_cleanup):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        add_cleanup(cls.broker.close)
        # Without the live view: the panel in the note is this page's part.
        cls.zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap,
                                       "zeppelin.kafka.live_ports": "off"}, env=cls.broker.env)
        add_cleanup(cls.zeppelin.close)
        cls.scripted = ScriptedInterpreter(cls.zeppelin)
        add_cleanup(cls.scripted.close)
        cls.frames = FrameServer()
        add_cleanup(cls.frames.close)
        cls.zeppelin.start()


class FrameServer:
    """Pages to be put into a frame; loads counts how often each path was asked for."""

    def __init__(self):
        self.loads = collections.Counter()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.loads[self.path] += 1
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(b"<p>a frame</p>")

            def log_message(self, *_):
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()


class OnThePage:
    """The page as a test sees it, in the user interface `ui`, which its name ends with."""

    ui = None

    def id(self):
        return f"{super().id()}_in_{self.ui}"

    @property
    def name(self):
        return self.id().rsplit(".", 1)[1]

    @property
    def zeppelin(self):
        return Servers.zeppelin

    def by_ui(self, classic, new):
        return {"classic": classic, "new": new}[self.ui]

    def open_note(self, name, texts):
        """A new note of those paragraphs, open in the browser."""
        note = self.zeppelin.new_note(f"{self.name}/{name}", texts)
        self.driver.get("about:blank")  # another note's address alone would load nothing
        self.driver.get(f"{self.zeppelin.url}/?ui={self.ui}#/notebook/{note}")
        self.wait_paragraphs(len(texts))
        return note

    def reload(self, paragraphs=1):
        self.driver.refresh()
        self.wait_paragraphs(paragraphs)

    def wait_paragraphs(self, count):
        self.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, ".paragraph")) >=
                      count, "the note's paragraphs")

    def keep(self, name):
        self.browser.screenshot(f"note-page-{name}-{self.ui}")

    def find(self, paragraph, selector=""):
        """That element of the paragraph, or the paragraph's own; None if there is none now."""
        found = self.driver.find_elements(By.CSS_SELECTOR,
                                          f'[data-paragraph="{paragraph}"] {selector}')
        return found[0] if found else None

    def click(self, element):
        """Click it wherever it is at the moment: above it, a live table may be growing."""
        self.driver.execute_script("arguments[0].click()", element)

    def press_run(self, paragraph):
        self.click(self.find(paragraph, ".tool.run"))

    def press_stop(self, paragraph):
        button = self.wait_for(lambda: self.find(paragraph, ".angular button"), "the stop button")
        self.click(button)

    def shown(self, paragraph):
        """The text of each result that shows something."""
        return self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(result => {"
            "  const copy = result.cloneNode(true);"
            "  for (const script of copy.querySelectorAll('script')) script.remove();"
            "  return copy.textContent;"
            "}).filter(text => text !== '')", f'[data-paragraph="{paragraph}"] .results > *')

    def counted(self):
        """How often the script COUNTED has run since the page was loaded."""
        return self.driver.execute_script("return window.counted ?? 0")

    def rows(self, paragraph):
        """The cells' texts of the paragraph's table, row by row with the head, read at once: of
        the live one if there is one, else of the first."""
        return self.driver.execute_script(
            "const results = document.querySelector(arguments[0]);"
            "const table = results.querySelector('.angular table')"
            "  ?? results.querySelector('table');"
            "return [...table?.querySelectorAll('tr') ?? []]"
            ".map(row => [...row.children].map(cell => cell.textContent))",
            f'[data-paragraph="{paragraph}"] .results')

    def wait_rows(self, paragraph):
        def head_and_rows():
            rows = self.rows(paragraph)
            return rows if len(rows) > 1 else None
        return self.wait_for(head_and_rows, f"rows of {paragraph}")

    def wait_last_table(self, note, paragraph):
        """Wait for the plain table that a stopped stream leaves: an open page of the new interface
        does not show it until it is loaded anew."""
        def saved():
            results = self.zeppelin.paragraph(note, paragraph).get("results") or {}
            return any(message["type"] == "TABLE" for message in results.get("msg", []))

        self.wait_for(saved, "the saved table")
        if self.by_ui(classic=False, new=True):
            self.assertIsNone(self.find(paragraph, ".scroll table"))
            self.reload(len(self.zeppelin.paragraph_ids(note)))
        self.wait_for(lambda: self.find(paragraph, ".scroll table"), "the plain table at the end")

    def wait_for(self, fn, what, deadline_s=SOON_S):
        try:
            return wait_until(fn, deadline_s, what)
        except TimeoutError:
            self.browser.screenshot(f"failed-{self.name}")
            raise
