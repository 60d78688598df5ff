"""The note page in Chromium, on a real Zeppelin server with the real interpreter and the embedded
broker: what a person sees and does. Screenshots are kept in build/artefacts/.
"""

import unittest

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import Browser
from product import EmbeddedBroker, run
from server_process import REPO
from wait import wait_until
from zeppelin_server import ZeppelinServer

LINES = REPO / "notebooks" / "lines.txt"
SOON_S = 15
RECONNECT_S = 30

COUNT = """%kafka
SELECT window_start, word, count(*) AS n
FROM tumble(lines, interval '10 seconds'), words(value) AS word
GROUP BY window_start, word ORDER BY window_start DESC, n DESC LIMIT 20"""
TOTAL = """%kafka
SELECT word, count(*) AS n FROM lines, words(value) AS word
GROUP BY word ORDER BY n DESC LIMIT 10"""
TAIL = '%kafka SELECT value FROM marked'
MARKUP = ["%html <script>window.intruded = 1</script>",
          '<img src="nowhere" onerror="window.intruded = 2"> <b>bold</b> {{htm}} &amp;']


# HTML and what must be left of it.
HARMLESS = [
    ("a<script>window.intruded = 3</script>b", "ab"),
    ('<b onclick="x()" style="color:red" class="c" id="i">t</b>', '<b class="c">t</b>'),
    ("<svg><script>x()</script></svg><math><mi>x</mi></math>t", "t"),
    ('<a href="javascript:x()">t</a>', "<a>t</a>"),
    ('<a href=" java\tscript:x()">t</a>', "<a>t</a>"),
    ('<a href="&#1;javascript:x()">t</a>', "<a>t</a>"),
    ('<a href="https://example.org/">t</a>',
     '<a href="https://example.org/" target="_blank" rel="noopener noreferrer">t</a>'),
    ('<img alt="t" onerror="x()" src="data:text/html,x">', '<img alt="t">'),
    ('<iframe src="https://example.org/">t</iframe>', ""),
    ("<form><input><button>t</button></form>", "t"),
    ('<style><img title="</style><img onerror=x()>">t</style>', '<img>"&gt;t'),
    ('<p title="</noscript><img onerror=x()>">t</p>',
     '<p title="&lt;/noscript&gt;&lt;img onerror=x()&gt;">t</p>'),
    ("<table><tr><td>1</td></tr></table>",
     "<table><tbody><tr><td>1</td></tr></tbody></table>"),
    ("&lt;b&gt; &amp; &quot;", '&lt;b&gt; &amp; "'),
]


class NotePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = EmbeddedBroker("--feed", str(LINES), "--topic", "lines", "--rate", "200")
        cls.addClassCleanup(cls.broker.close)
        cls.zeppelin = ZeppelinServer({"kafka.bootstrap.servers": cls.broker.bootstrap},
                                      env=cls.broker.env)
        cls.addClassCleanup(cls.zeppelin.close)
        cls.zeppelin.start()

    def setUp(self):
        self.browser = Browser()
        self.addCleanup(self.browser.close)
        self.driver = self.browser.driver

    def test_a_live_count_goes_on_beside_another_run_and_leaves_its_last_table(self):
        note = self.open_note("live", [COUNT, TOTAL, "%kafka SHOW TOPICS"])
        count, total, topics = self.zeppelin.paragraph_ids(note)

        self.press_run(count)
        first = self.wait_rows(count)
        self.assertEqual(first[0], ["window_start", "word", "n"])
        self.wait_for(lambda: self.rows(count) != first and self.rows(count), "another table")
        self.browser.screenshot("note-page-live")

        self.press_run(topics)
        self.wait_for(lambda: any("lines" in row for row in self.rows(topics)), "the topics")
        self.press_run(total)
        total_first = self.wait_rows(total)
        self.wait_for(lambda: self.rows(total) != total_first and self.rows(total),
                      "another total")
        before = self.rows(count)
        self.wait_for(lambda: self.rows(count) != before, "the first table going on")
        self.keep_looks()

        self.press_stop(count)
        self.wait_for(lambda: self.find(count, ".scroll table"), "the plain table at the end")
        last = self.rows(count)
        self.assertEqual(last[0], ["window_start", "word", "n"])
        self.assertGreater(len(last), 1)
        before = self.rows(total)
        self.wait_for(lambda: self.rows(total) != before, "the other going on")
        self.assertEqual(self.rows(count), last)
        self.browser.screenshot("note-page-stopped")

        self.driver.refresh()
        self.wait_for(lambda: self.find(count, ".scroll table"), "the saved table")
        self.assertEqual(self.rows(count), last)
        self.press_stop(total)
        self.wait_for(lambda: self.find(total, ".scroll table"), "the total's table")
        self.assertEqual(self.browser.errors(), [])

    def test_a_record_with_markup_is_shown_as_text(self):
        produced = run("produce", "-b", self.broker.bootstrap, "marked",
                       stdin="".join(f"{line}\n" for line in MARKUP))
        self.assertEqual(produced.status, 0, produced.err)
        note = self.open_note("markup", [TAIL])
        tail, = self.zeppelin.paragraph_ids(note)

        self.press_run(tail)
        self.wait_for(lambda: self.shows_markup_as_text(tail), "the records, live")
        self.browser.screenshot("note-page-markup")
        self.press_stop(tail)
        self.wait_for(lambda: self.find(tail, ".scroll table"), "the plain table")
        self.assertTrue(self.shows_markup_as_text(tail))
        self.driver.refresh()
        self.wait_for(lambda: self.shows_markup_as_text(tail), "the records, saved")
        self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))
        self.assertIsNone(self.find(tail, ".results b"))

    def test_html_of_others_is_made_harmless(self):
        self.driver.get(self.zeppelin.url)
        left = self.driver.execute_async_script("""
            const [all, done] = arguments;
            import('/js/sanitise.js').then(({ sanitise }) => done(all.map((html) => {
              const into = document.createElement('div');
              into.append(sanitise(html));
              return into.innerHTML;
            })));""", [html for html, _ in HARMLESS])
        for (html, wanted), got in zip(HARMLESS, left):
            with self.subTest(html):
                self.assertEqual(got, wanted)
        self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))

    def test_an_error_points_at_its_place(self):
        note = self.open_note("error", ["%kafka SELEC value FROM lines"])
        wrong, = self.zeppelin.paragraph_ids(note)

        self.press_run(wrong)
        self.wait_for(lambda: self.find(wrong).get_attribute("data-status") == "ERROR",
                      "status ERROR")
        output = self.find(wrong, ".result.text")
        lines = output.text.split("\n")
        caret = next(i for i, line in enumerate(lines) if line.strip() == "^")
        self.assertEqual(lines[caret - 1][lines[caret].index("^"):][:5], "SELEC")
        self.assertIn("mono", output.value_of_css_property("font-family").lower())
        self.browser.screenshot("note-page-error")

    def test_a_note_is_made_written_and_run_from_the_keyboard(self):
        self.driver.get(self.zeppelin.url)
        self.wait_for(lambda: self.driver.find_elements(By.CSS_SELECTOR, ".notes li"), "the list")
        self.assertIn("not Apache Zeppelin", self.driver.find_element(By.CSS_SELECTOR, ".top").text)
        self.browser.screenshot("note-page-list")
        name = self.driver.find_element(By.CSS_SELECTOR, ".new-note input")
        name.send_keys("from the keyboard", Keys.ENTER)
        self.wait_for(lambda: "#/notebook/" in self.driver.current_url, "the new note")
        areas = self.wait_for(
            lambda: self.driver.find_elements(By.CSS_SELECTOR, ".paragraph textarea"),
            "a paragraph")
        area = areas[0]
        area.clear()
        area.send_keys("%kafka", Keys.ENTER, "SHOW TOPICS", Keys.SHIFT, Keys.ENTER)
        note = self.driver.current_url.rsplit("/", 1)[1]
        paragraph = self.zeppelin.paragraph_ids(note)[0]
        self.wait_for(lambda: any("lines" in row for row in self.rows(paragraph)), "the topics")
        self.assertEqual(self.zeppelin.paragraph(note, paragraph)["text"], "%kafka\nSHOW TOPICS")

    def test_typed_text_is_saved_and_paragraphs_come_and_go(self):
        note = self.open_note("edit", ["%kafka SHOW TOPICS"])
        first, = self.zeppelin.paragraph_ids(note)
        self.find(first, "textarea").send_keys(" -- edited")
        self.wait_for(lambda: self.zeppelin.paragraph(note, first)["text"].endswith("edited"),
                      "the text on the server")
        self.click(self.driver.find_element(By.CSS_SELECTOR, ".note > .add"))
        added, = self.wait_for(lambda: self.zeppelin.paragraph_ids(note)[1:], "a second one")
        self.wait_for(lambda: self.find(added, "textarea") == self.driver.switch_to.active_element,
                      "the cursor in it")
        self.press_run(first)
        self.wait_rows(first)
        self.click(self.find(first, "[aria-label='Clear the output']"))
        self.wait_for(lambda: not self.rows(first), "the output cleared")
        self.click(self.find(first, "[aria-label='Remove the paragraph']"))
        self.driver.switch_to.alert.accept()
        self.wait_for(lambda: self.zeppelin.paragraph_ids(note) == [added], "one paragraph left")
        self.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, ".paragraph")) == 1,
                      "one paragraph shown")

    def test_the_page_finds_a_restarted_server_by_itself(self):
        note = self.open_note("restart", ["%kafka SHOW TOPICS"])
        topics, = self.zeppelin.paragraph_ids(note)
        connection = self.driver.find_element(By.ID, "connection")
        self.zeppelin.stop()
        self.wait_for(lambda: connection.get_attribute("data-state") != "open", "the loss seen")
        self.zeppelin.start()
        self.wait_for(lambda: connection.get_attribute("data-state") == "open",
                      "the new connection", RECONNECT_S)
        self.press_run(topics)
        self.wait_for(lambda: any("lines" in row for row in self.rows(topics)), "the topics")

    def open_note(self, name, texts):
        """A new note of those paragraphs, open in the browser."""
        note = self.zeppelin.new_note(f"{self.id().rsplit('.', 1)[1]}/{name}", texts)
        self.driver.get(f"{self.zeppelin.url}/#/notebook/{note}")
        self.wait_for(lambda: len(self.driver.find_elements(By.CSS_SELECTOR, ".paragraph")) >=
                      len(texts), "the note's paragraphs")
        return note

    def keep_looks(self):
        """Screenshots of the same note in other circumstances."""
        self.browser.resize(1200, 2000)
        self.browser.screenshot("note-page-whole")
        self.browser.dark(True)
        self.browser.screenshot("note-page-dark")
        self.browser.resize(390, 1400)
        self.browser.screenshot("note-page-narrow")
        self.browser.dark(False)
        self.browser.resize(1200, 1000)

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

    def rows(self, paragraph):
        """The cells' texts of the paragraph's table, row by row with the head, read at once."""
        return self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map(row => [...row.children].map(cell => cell.textContent))",
            f'[data-paragraph="{paragraph}"] .results tr')

    def wait_rows(self, paragraph):
        def head_and_rows():
            rows = self.rows(paragraph)
            return rows if len(rows) > 1 else None
        return self.wait_for(head_and_rows, f"rows of {paragraph}")

    def shows_markup_as_text(self, paragraph):
        """The records word for word, but for the zero-width space that keeps a cell which begins
        with %html from being taken for HTML by Zeppelin's own user interface."""
        cells = [cell.lstrip("\u200b") for row in self.rows(paragraph) for cell in row]
        return all(text in cells for text in MARKUP)

    def wait_for(self, fn, what, deadline_s=SOON_S):
        try:
            return wait_until(fn, deadline_s, what)
        except TimeoutError:
            self.browser.screenshot(f"failed-{self.id().rsplit('.', 1)[1]}")
            raise


if __name__ == "__main__":
    unittest.main(verbosity=2)
