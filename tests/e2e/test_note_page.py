"""The note page in Chromium, on a real Zeppelin server: what a person sees and does with the real
interpreter and the embedded broker; and, with a scripted interpreter, each row of js/profile.js.
All of it once as in Zeppelin's classic user interface and once as in its new one. Screenshots are
kept in build/artefacts/.
"""

import unittest

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import Browser
from note_page import COUNTED, SOON_S, OnThePage, Servers
from product import run

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


def setUpModule():
    Servers.start(unittest.addModuleCleanup)


class Use(OnThePage):
    """What a person does, with the product behind the page."""

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
        self.keep("live")

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
        self.wait_last_table(note, count)
        last = self.rows(count)
        self.assertEqual(last[0], ["window_start", "word", "n"])
        self.assertGreater(len(last), 1)
        before = self.wait_rows(total)
        self.wait_for(lambda: self.rows(total) != before, "the other going on")
        self.assertEqual(self.rows(count), last)
        self.keep("stopped")

        self.reload(3)
        self.wait_for(lambda: self.find(count, ".scroll table"), "the saved table")
        self.assertEqual(self.rows(count), last)
        self.press_stop(total)
        self.wait_last_table(note, total)
        self.assertEqual(self.browser.errors(), [])

    def test_a_record_with_markup_is_shown_as_text(self):
        produced = run("produce", "-b", Servers.broker.bootstrap, "marked",
                       stdin="".join(f"{line}\n" for line in MARKUP))
        self.assertEqual(produced.status, 0, produced.err)
        note = self.open_note("markup", [TAIL])
        tail, = self.zeppelin.paragraph_ids(note)

        self.press_run(tail)
        self.wait_for(lambda: self.shows_markup_as_text(tail), "the records, live")
        self.keep("markup")
        self.press_stop(tail)
        self.wait_last_table(note, tail)
        self.assertTrue(self.shows_markup_as_text(tail))
        self.reload()
        self.wait_for(lambda: self.shows_markup_as_text(tail), "the records, saved")
        self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))
        self.assertIsNone(self.find(tail, ".results b"))

    def test_html_of_others_is_made_harmless(self):
        self.driver.get(f"{self.zeppelin.url}/?ui={self.ui}")
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
        self.keep("error")

    def test_a_note_is_made_written_and_run_from_the_keyboard(self):
        self.driver.get(f"{self.zeppelin.url}/?ui={self.ui}")
        self.wait_for(lambda: self.driver.find_elements(By.CSS_SELECTOR, ".notes li"), "the list")
        self.assertIn("not Apache Zeppelin", self.driver.find_element(By.CSS_SELECTOR, ".top").text)
        self.keep("list")
        name = self.driver.find_element(By.CSS_SELECTOR, ".new-note input")
        name.send_keys(self.name, Keys.ENTER)
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
        note = self.open_note("restart", ["%kafka SHOW TOPICS", "%scripted run"])
        topics, scripted = self.zeppelin.paragraph_ids(note)
        self.press_run(scripted)
        Servers.scripted.wait_run(scripted).finish(("HTML", "<b>html</b>" + COUNTED),
                                                   ("TEXT", "text"), ("TABLE", "table"))
        whole, no_table = ["html", "text", "tableno rows"], ["tableno rows"]
        self.wait_for(lambda: self.shown(scripted) == whole, "the three results")
        self.wait_for(lambda: self.counted() == self.by_ui(classic=1, new=2), "its script")

        connection = self.driver.find_element(By.ID, "connection")
        self.zeppelin.kill()
        self.wait_for(lambda: connection.get_attribute("data-state") != "open", "the loss seen")
        self.zeppelin.start()
        self.wait_for(lambda: connection.get_attribute("data-state") == "open",
                      "the new connection", RECONNECT_S)
        self.press_run(topics)
        self.wait_for(lambda: any("lines" in row for row in self.rows(topics)), "the topics")
        self.assertEqual(self.shown(scripted), self.by_ui(classic=no_table, new=whole))
        self.assertEqual(self.counted(), self.by_ui(classic=1, new=3))
        self.reload(2)
        self.wait_for(lambda: self.shown(scripted) == whole, "what was saved")

    def shows_markup_as_text(self, paragraph):
        """The records word for word, but for the zero-width space that keeps a cell which begins
        with %html from being taken for HTML by Zeppelin's own user interface."""
        cells = [cell.lstrip("\u200b") for row in self.rows(paragraph) for cell in row]
        return all(text in cells for text in MARKUP)

    def keep_looks(self):
        """Screenshots of the same note in other circumstances."""
        self.browser.resize(1200, 2000)
        self.keep("whole")
        self.browser.dark(True)
        self.keep("dark")
        self.browser.resize(390, 1400)
        self.keep("narrow")
        self.browser.dark(False)
        self.browser.resize(1200, 1000)


class Rows(OnThePage):
    """Each row of js/profile.js, and what the two interfaces do alike. The interpreter says what
    the test says; `wait_told` is the point in the page's messages that nothing said before it can
    come after."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.driver = cls.browser.driver

    def setUp(self):
        self.told = 0

    def open_scripted(self, paragraphs=1):
        self.note = self.open_note("note", ["%scripted run"] * paragraphs)
        ids = self.zeppelin.paragraph_ids(self.note)
        return ids[0] if paragraphs == 1 else ids

    def start(self, paragraph, seen_running=True):
        """Run it; answers the interpreter's side of that, which the end of the test ends."""
        scripted = Servers.scripted
        before = sum(run.paragraph == paragraph for run in scripted.runs)
        scripted.seen_running = seen_running
        self.press_run(paragraph)
        run = scripted.wait_run(paragraph, before)
        self.addCleanup(run.finish)
        self.wait_status(paragraph, "RUNNING" if seen_running else "PENDING")
        return run

    def finish(self, run, *messages):
        run.finish(*messages)
        self.wait_status(run.paragraph, "FINISHED")

    def run_at_once(self, paragraph, *messages, ahead=True):
        """A run over before it was seen running, its messages sent ahead of the result or not."""
        run = self.start(paragraph, seen_running=False)
        for index, message in enumerate(messages if ahead else ()):
            run.update(index, *message)
        self.finish(run, *messages)
        return run

    def wait_status(self, paragraph, status):
        self.wait_for(lambda: self.find(paragraph).get_attribute("data-status") == status,
                      f"status {status}")

    def wait_told(self, run):
        self.told += 1
        address = f"http://127.0.0.1/{self.told}"
        run.info(address, "all told")
        self.wait_for(lambda: self.find(run.paragraph, "a.job").get_attribute("href") == address,
                      "all that was said")

    def wait_shown(self, paragraph, *texts):
        self.wait_for(lambda: self.shown(paragraph) == list(texts), f"{texts}")

    def watch(self, paragraph):
        """Note every state of its results from now on, for seen()."""
        self.driver.execute_script(
            "const results = document.querySelector(arguments[0]);"
            "window.states = [];"
            "new MutationObserver(() => window.states.push(results.textContent))"
            ".observe(results, {childList: true, subtree: true, characterData: true})",
            f'[data-paragraph="{paragraph}"] .results')

    def seen(self):
        return self.driver.execute_script("return window.states")

    def loads(self):
        return Servers.frames.loads[f"/{self.name}"]

    @property
    def frame(self):
        return f'<iframe src="{Servers.frames.url}/{self.name}"></iframe>'

    def test_the_header_names_the_interface_and_offers_the_other(self):
        paragraph = self.open_scripted()
        marked = self.driver.find_element(By.CSS_SELECTOR, ".uis [aria-current]")
        self.assertEqual(marked.text, self.ui)
        other = self.by_ui(classic="new", new="classic")
        self.driver.find_element(By.LINK_TEXT, other).click()
        self.wait_for(lambda: f"ui={other}" in self.driver.current_url, "the other's address")
        self.wait_for(lambda: self.find(paragraph), "the same note")
        self.driver.get("about:blank")
        self.driver.get(self.zeppelin.url)
        self.wait_for(lambda: self.driver.find_element(
            By.CSS_SELECTOR, ".uis [aria-current]").text == "classic", "classic by default")

    def test_updates_while_it_runs(self):
        paragraph = self.open_scripted()
        run = self.start(paragraph)
        run.update(0, "HTML", "<b>one</b>")
        run.update(1, "TABLE", "n\n1\n")
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph), self.by_ui(["one", "n1"], []))
        run.update_all(("TEXT", "all"))
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph)[:1], self.by_ui(["all"], []))
        run.progress = 49
        self.wait_for(lambda: "49%" in self.find(paragraph, ".chip").text, "the progress")
        self.finish(run, ("TEXT", "the end"))
        self.wait_shown(paragraph, "the end")

    def test_updates_after_the_end(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, ("HTML", "first"))
        run.update(0, "HTML", "second")
        run.append(0, "third")
        run.update(3, "TEXT", "beyond")
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph), self.by_ui(["second"], ["first"]))
        self.reload()
        self.wait_shown(paragraph, "first")

    def test_the_first_lines_of_an_appended_text(self):
        paragraph = self.open_scripted()
        run = self.start(paragraph)
        with self.zeppelin.socket() as page:
            page.open_note(self.note)
            for line in ("A0 ", "A1 ", "A2 ", "A3 "):
                since = page.mark()
                run.append(0, line)
                page.wait_for_op("PARAGRAPH_APPEND_OUTPUT", SOON_S, since)
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph), self.by_ui(["A2 A1 A3 "], []))
        self.finish(run, ("TEXT", "A0 A1 A2 A3 "))
        self.wait_shown(paragraph, "A0 A1 A2 A3 ")

    def test_a_page_opened_while_it_runs(self):
        paragraph = self.open_scripted()
        run = self.start(paragraph)
        run.update(0, "TEXT", "early")
        self.reload()
        self.wait_status(paragraph, "RUNNING")
        self.assertEqual(self.shown(paragraph), [])
        run.checkpoint()
        self.reload()
        self.wait_shown(paragraph, "early")
        run.update(0, "TEXT", "late")
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph), self.by_ui(["late"], ["early"]))
        self.finish(run, ("TEXT", "the end"))
        self.wait_shown(paragraph, "the end")

    def test_a_message_about_the_running_paragraph_with_results(self):
        paragraph = self.open_scripted()
        run = self.start(paragraph)
        run.update(0, "TEXT", "checkpoint")
        run.checkpoint()
        run.update(0, "TEXT", "later")
        with self.zeppelin.socket() as page:
            page.open_note(self.note)
            since = page.mark()
            page.send("COMMIT_PARAGRAPH", noteId=self.note, id=paragraph, title="a title",
                      paragraph="%scripted run", config={}, params={})
            page.wait_status(paragraph, "RUNNING", SOON_S, since)
        self.wait_for(lambda: self.find(paragraph, "h2").text == "a title", "the message")
        self.assertEqual(self.shown(paragraph), self.by_ui(["checkpoint"], []))

    def test_how_often_a_script_runs(self):
        paragraph, other = self.open_scripted(2)
        stub, panel = ("HTML", "stub" + COUNTED), ("ANGULAR", "<i>{{x}}</i>panel")
        wanted = 0
        for first_run, runs in ((True, self.by_ui(1, 2)), (False, self.by_ui(2, 1))):
            with self.subTest(first_run=first_run):
                wanted += runs
                self.run_at_once(paragraph, stub, panel)
                self.wait_for(lambda: self.counted() == wanted, f"{wanted} runs")
                self.run_at_once(other, ("TEXT", "another paragraph"))
                self.assertEqual(self.counted(), wanted)
        self.reload(2)
        self.wait_shown(paragraph, "stub", "panel")
        self.run_at_once(other, ("TEXT", "another paragraph"))
        self.assertEqual(self.counted(), 1)

    def test_how_often_a_frame_loads_while_it_runs(self):
        paragraph = self.open_scripted()
        self.run_at_once(paragraph, ("TEXT", "a first run"))
        run = self.start(paragraph)
        for updates in (1, 2):
            run.update(0, "HTML", self.frame)
            self.wait_told(run)
            self.wait_for(lambda: self.loads() == self.by_ui(updates, 0), f"load {updates}")
        run.update(1, "TEXT", "another result")
        run.append(2, "text")
        self.wait_told(run)
        self.assertEqual(self.loads(), self.by_ui(2, 0))
        self.finish(run, ("HTML", self.frame), ("TEXT", "another result"))
        self.wait_for(lambda: self.loads() == self.by_ui(3, 1), "the load at the end")
        self.wait_told(run)
        self.assertEqual(self.loads(), self.by_ui(3, 1))

    def test_a_frame_in_the_result_stays_alive(self):
        paragraph, other = self.open_scripted(2)
        self.run_at_once(paragraph, ("TEXT", "a first run"))
        result = ("HTML", self.frame), ("ANGULAR", "<p>{{x}}</p>")
        run = self.run_at_once(paragraph, *result, ahead=False)
        self.wait_for(lambda: self.loads() == 1, "its load")
        run.add_object("x", "live")
        self.wait_for(lambda: "live" in self.shown(paragraph), "the object")
        self.run_at_once(other, ("TEXT", "another paragraph"))
        self.assertEqual(self.loads(), 1)
        self.assertIsNotNone(self.find(paragraph, "iframe"))

    def test_cells_and_comments_with_markup(self):
        paragraph = self.open_scripted()
        cell = '%html <b id="i">bold</b><img src="data:," onerror="window.intruded = 4">'
        table = f"a\tb\n{cell}\t<b>plain</b>\n\n<i>comment</i>\n"
        self.run_at_once(paragraph, ("TABLE", table))
        self.wait_rows(paragraph)
        self.assertEqual(self.rows(paragraph)[1:], self.by_ui(
            [["bold", "<b>plain</b>"]],
            [[cell, "<b>plain</b>"], ["", ""], ["<i>comment</i>", ""]]))
        html = [self.find(paragraph, f"{place}") is not None for place in
                ("td b:not([id])", "td img:not([onerror])", ".comment i", "td b[id]")]
        self.assertEqual(html, self.by_ui([True, True, True, False], [False] * 4))
        self.assertIsNone(self.driver.execute_script("return window.intruded ?? null"))

    def test_angular_objects_while_it_runs(self):
        paragraph = self.open_scripted()
        run = self.start(paragraph)
        run.add_object("x", "1")
        run.update(0, "ANGULAR", "[{{x}}]")
        run.update_object("x", "2")
        self.wait_told(run)
        self.assertEqual(self.shown(paragraph), self.by_ui(["[2]"], []))
        self.finish(run, ("ANGULAR", "[{{x}}]"))
        self.wait_shown(paragraph, "[2]")

    def test_angular_objects_of_each_scope_after_the_end(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, ("ANGULAR", "[{{one}}][{{two}}][{{all}}]"))
        scopes = {"one": "paragraph", "two": "note", "all": "global"}
        for value in ("1", "2"):
            for name, scope in scopes.items():
                change = run.add_object if value == "1" else run.update_object
                change(name, value, scope)
            self.wait_told(run)
            self.assertEqual(self.shown(paragraph),
                             self.by_ui([f"[{value}][{value}][{value}]"], [f"[{value}][][]"]))
        self.reload()
        self.wait_shown(paragraph, self.by_ui("[2][2][2]", "[2][][]"))

    def test_a_panels_html_is_made_harmless(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, (
            "ANGULAR", '<div id="a" ng-bind-html="x"></div><div [innerHTML]="x"></div>'
                       '<div class="both" ng-bind-html="x" [innerHTML]="x"></div>'))
        run.add_object("x", '<p class="c" style="color: red" onclick="x()">t</p><svg></svg>')
        self.wait_for(lambda: self.find(paragraph, ".both p"), "the panel")
        panels = self.driver.execute_script(
            "return [...document.querySelectorAll('.angular > div')].map(e => e.innerHTML)")
        harmless = '<p class="c">t</p>'
        self.assertEqual(panels, self.by_ui([harmless, "", harmless], ["", harmless, harmless]))

    def test_buttons_of_each_language(self):
        paragraph = self.open_scripted()
        classic = f"ng-click=\"z.angularBind('go', '%s', '{paragraph}')\""
        new = f"(click)=\"z.set('go', '%s', '{paragraph}')\""
        self.run_at_once(paragraph, ("ANGULAR", "".join(f"<button {attributes}></button>" for
                                     attributes in (classic % 1, new % 2,
                                                    f"{classic} {new}" % (3, 3)))))
        self.wait_for(lambda: self.find(paragraph, ".angular button"), "the buttons")
        for button in self.driver.find_elements(By.CSS_SELECTOR, ".angular button"):
            self.click(button)
        self.wait_for(lambda: (paragraph, "go", "3") in Servers.scripted.bound, "the last click")
        clicked = [value for told, name, value in Servers.scripted.bound
                   if told == paragraph and name == "go"]
        self.assertEqual(clicked, self.by_ui(["1", "3"], ["2", "3"]))

    def test_a_new_table_after_the_end_is_lost_without_a_checkpoint(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, ("HTML", "html"), ("ANGULAR", "panel"))
        self.watch(paragraph)
        run.update(1, "TABLE", "n\n1\n")
        self.wait_told(run)
        self.wait_shown(paragraph, "html", "panel")
        self.assertEqual("htmln1" in self.seen(), self.by_ui(True, False))
        run.update(1, "TABLE", "n\n2\n")
        run.checkpoint()
        self.wait_told(run)
        saved = self.zeppelin.paragraph(self.note, paragraph)["results"]["msg"]
        self.assertEqual([message["data"] for message in saved], ["html", "n\n2\n"])
        if self.by_ui(True, False):
            self.wait_for(lambda: "graph" in str(self.config(paragraph)), "saved by the page")
        self.assertEqual(self.shown(paragraph), self.by_ui(["html", "n2"], ["html", "panel"]))
        self.reload()
        self.wait_shown(paragraph, "html", "n2")

    def config(self, paragraph):
        return self.zeppelin.paragraph(self.note, paragraph)["config"]

    def test_update_all_after_the_end_blanks_the_page(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, ("HTML", "html"), ("TEXT", "text"))
        self.watch(paragraph)
        run.update_all(("TABLE", "n\n1\n"))
        self.wait_told(run)
        self.wait_shown(paragraph)
        self.assertEqual("n1" in self.seen(), self.by_ui(True, False))
        run.checkpoint()
        self.reload()
        self.wait_shown(paragraph, "n1")

    def test_the_best_end_of_a_live_result(self):
        paragraph = self.open_scripted()
        run = self.run_at_once(paragraph, ("HTML", "stub"), ("ANGULAR", "{{x}}"))
        run.add_object("x", "live")
        run.update_object("x", "final")
        run.update(0, "TABLE", "n\n1\n")
        run.update(1, "HTML", "")
        run.checkpoint()
        self.wait_told(run)
        if self.by_ui(True, False):
            self.wait_for(lambda: "graph" in str(self.config(paragraph)), "saved by the page")
        self.assertEqual(self.shown(paragraph), self.by_ui(["n1"], ["stub", "final"]))
        self.reload()
        self.wait_shown(paragraph, "n1")


class RowsClassic(Rows, unittest.TestCase):
    ui = "classic"


class RowsNew(Rows, unittest.TestCase):
    ui = "new"


class UseClassic(Use, unittest.TestCase):
    ui = "classic"


class UseNew(Use, unittest.TestCase):
    ui = "new"


if __name__ == "__main__":
    unittest.main(verbosity=2)
