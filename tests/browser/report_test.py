"""What people do with a report, in a real browser: the pages that `clio check --report` writes are opened from disk in headless Chromium, looked at, pointed at, typed at.

    python3 tests/browser/report_test.py --clio build/bin/clio [unittest's own arguments]

Exit status 77, which CTest counts as skipped, where Chromium or ChromeDriver is missing. How long things take is printed, never asserted: what is asserted instead is what makes them quick, the number of shapes drawn.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

from webdriver import Browser, missing

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LECTURE = os.path.join(SOURCE, "histories", "lecture")
KEYS = {"left": "\ue012", "right": "\ue014", "up": "\ue013", "down": "\ue015", "home": "\ue011", "end": "\ue010", "escape": "\ue00c"}
HOSTILE = ["</script><script>window.broken=1</script>", "<img src=x onerror=window.broken=1>", "\u202eright to left\u202c", "\u05d0\u05d1\u05d2", "bell \u0007 null \u0000", "a\u200bb", "mongolian\u180evowel", "tag\U000e0041\U000e007f", "{{constructor}}", "x" * 3000]


def clio(*arguments, status=(0, 1)):
    done = subprocess.run([CLIO, *arguments], capture_output=True, text=True)
    if done.returncode not in status:
        raise AssertionError(f"clio {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def write_lines(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
    return path


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class ReportTest(unittest.TestCase):
    """Each class has one browser and one folder."""

    width, height, dark, reduced_motion = 1400, 860, False, False

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="clio-report-")
        cls.browser = cls.enterClassContext(Browser(cls.width, cls.height, cls.dark, cls.reduced_motion))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def report(self, *arguments, name="report.html"):
        """Writes a report and answers its address."""
        clio("check", "--report", self.path(name), *arguments)
        return "file://" + self.path(name)

    def lecture(self, text, name="history"):
        with open(self.path(name + ".history"), "w", encoding="utf-8") as file:
            file.write(text)
        return self.report(self.path(name + ".history"), name=name + ".html")

    def open(self, url):
        self.browser.messages(), self.browser.requests()
        self.browser.open(url)
        self.browser.painted()

    def value(self, expression):
        return self.browser.run(f"const page = clioReport.page, timeline = page && page.timeline; return {expression}")

    def text(self, selector):
        return self.value(f"document.querySelector({json.dumps(selector)})?.textContent")

    def place_of(self, op):
        """The middle of an operation's bar, in the window."""
        return self.value(f"(() => {{ const at = timeline.canvas.getBoundingClientRect(), box = timeline.box(page.history.at({op})); return [at.left + box.x + box.w / 2, at.top + box.y + box.h / 2]; }})()")

    def view(self):
        return self.value("[timeline.view.low, timeline.view.high]")

    def span(self):
        low, high = self.view()
        return high - low


class LoadingTest(ReportTest):
    def test_the_page_loads_without_an_error_and_without_a_request(self):
        for history in ("causal_positive_1.history", "async_stale_read.history", "remote_write_at_primary.history"):
            url = self.report(os.path.join(LECTURE, history))
            self.open(url)
            self.assertEqual(self.browser.messages(), [])
            self.assertEqual([asked for asked in self.browser.requests() if asked not in (url, "about:blank") and not asked.startswith("data:")], [])
            self.assertTrue(self.value("page !== null"))

    def test_the_policy_keeps_other_scripts_and_styles_from_taking_effect(self):
        self.open(self.lecture("P1: W(x)1\n"))
        self.browser.run("const script = document.createElement('script'); script.textContent = 'window.sneaked = 1'; document.body.append(script);"
                         "const box = document.createElement('div'); box.innerHTML = '<p id=styled style=\"position:fixed\" onclick=\"window.sneaked = 1\">'; document.body.append(box); box.firstChild.click();")
        self.assertIsNone(self.browser.run("return window.sneaked"))
        self.assertEqual(self.browser.run("return getComputedStyle(document.getElementById('styled')).position"), "static")
        self.assertIn("Content Security Policy", " ".join(self.browser.messages()))

    def test_markup_in_a_history_is_text(self):
        rows = [{"clio": 1, "name": HOSTILE[0], "about": HOSTILE[1]}]
        time = 0
        for process in HOSTILE:
            for key in HOSTILE:
                rows.append({"process": process, "op": "write", "key": key, "value": process + key, "call": time, "return": time + 5, "node": HOSTILE[1]})
                time += 6
        rows.append({"process": "late", "op": "read", "key": HOSTILE[0], "value": HOSTILE[0] + HOSTILE[0], "call": time, "return": time + 5})
        url = self.report(write_lines(self.path("hostile.jsonl"), rows))
        self.open(url)
        self.browser.click("[data-value=whole]")
        for lanes in ("key", "process", "node"):
            self.browser.click(f"[data-choice=lanes] [data-value={lanes}]")
        x, y = self.place_of(0)
        self.browser.move(x, y)
        self.browser.press_at(x, y)
        self.assertIsNone(self.browser.run("return window.broken"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('#app :not(figure) > img, #app script, #app iframe').length"), 0)
        self.assertEqual(self.browser.messages(), [])
        self.assertEqual([asked for asked in self.browser.requests() if asked not in (url, "about:blank") and not asked.startswith("data:")], [])
        self.assertIn(HOSTILE[0], self.text("h1"))
        self.browser.keys("value:\"" + "late", "input[type=search]")
        shown = self.value("[...page.history.names.processes, ...page.history.names.values].join('')")
        self.assertIn("\\u202eright to left\\u202c", shown)
        self.assertIn("a\\u200bb", shown)
        self.assertIn("mongolian\\u180evowel", shown)
        self.assertIn("tag\\udb40\\udc41\\udb40\\udc7f", shown)
        for control in ("\u202e", "\u202c", "\u200b", "\u180e", "\U000e0041", "\U000e007f", "\u0007", "\u0000"):
            self.assertFalse(control in shown, repr(control))
            self.assertFalse(control in self.browser.run("return document.body.innerText"), repr(control))
        self.assertFalse("x" * 1000 in shown)
        self.assertIn("cut short", self.text(".warnings"))

    def test_a_figure_is_an_image_that_runs_nothing(self):
        # Figures come from the program, and are shown as images all the same.
        self.open(self.lecture("P1: W(x)1\n"))
        self.browser.run("const image = document.createElement('img'); image.src = 'data:image/svg+xml,' + encodeURIComponent('<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"parent.broken=1\"><script>parent.broken=1</script></svg>'); document.body.append(image)")
        self.browser.painted()
        self.assertIsNone(self.browser.run("return window.broken"))


class LectureTest(ReportTest):
    def test_verdicts_cycle_and_timeline_are_right_for_every_history_of_the_lecture(self):
        url = self.report(LECTURE)
        judged = [json.loads(line) for line in clio("check", "--json", LECTURE).splitlines()]
        self.assertGreaterEqual(len(judged), 26)
        self.open(url)
        self.assertEqual(self.browser.run("return document.querySelectorAll('table.matrix tbody tr').length"), len(judged))
        for number, history in enumerate(judged, 1):
            with self.subTest(history=history["history"]):
                self.browser.run(f"location.hash = '#/h/{number}'")
                self.browser.painted()
                self.assertEqual(self.browser.messages(), [])
                drawn = self.browser.run("return Object.fromEntries([...document.querySelectorAll('.lattice .model')].map((node) => [node.dataset.model, [node.dataset.verdict, node.querySelector('.sign').textContent]]))")
                signs = {"satisfied": "✓", "violated": "✗", "unknown": "?"}
                for result in history["results"]:
                    self.assertEqual(drawn[result["model"]], [result["verdict"], signs[result["verdict"]]])
                self.assertEqual(len(drawn), len(history["results"]))
                self.assertEqual(self.browser.run("return [...document.querySelectorAll('.headline .chip.satisfied')].map((chip) => chip.textContent.slice(2))"), history["strongest"])
                violations = [result["violation"] for result in history["results"] if "violation" in result]
                if not violations:
                    self.assertEqual(self.value("[page.scope, timeline.edges.length, timeline.drawn.bars]"), ["whole", 0, history["operations"]])
                    continue
                # What the page tells first is a violation of the answer, edge by edge.
                told = self.value("page.violation.cycle.map((edge) => [page.history.id[edge.from], page.history.id[edge.to], edge.relation, edge.because])")
                operations = self.value("page.violation.operations.map((op) => page.history.id[op])")
                self.assertIn(told,
                              [[[edge["from"], edge["to"], edge["relation"], edge["because"]] for edge in violation["cycle"]] for violation in violations])
                self.assertIn(operations, [violation["operations"] for violation in violations])
                self.assertEqual(self.value("[page.scope, timeline.drawn.bars]"), ["core", len(operations)])
                self.assertEqual(self.value("timeline.curves.filter(Boolean).length"), len(told))
                self.assertEqual(self.value("timeline.edgeLabels.length"), len(told))
                self.assertIn(self.text(".violation.current .explanation"), [violation["explanation"] for violation in violations])
                self.browser.click("[data-choice=scope] [data-value=whole]")
                self.assertEqual(self.value("timeline.drawn.bars"), history["operations"])

    def test_bars_keep_the_order_of_real_time_on_both_axes(self):
        self.open(self.report(os.path.join(LECTURE, "causal_positive_1.history")))
        self.browser.click("[data-choice=scope] [data-value=whole]")
        for axis in ("time", "order"):
            self.browser.click(f"[data-choice=axis] [data-value={axis}]")
            wrong = self.value("(() => { const { history, layout } = page, wrong = []; for (let a = 0; a < history.size; a++) for (let b = 0; b < history.size; b++) if ((history.end[a] < history.call[b]) !== (layout.end[a] < layout.begin[b])) wrong.push([a, b]); return wrong; })()")
            self.assertEqual(wrong, [])

    def test_the_index_finds_histories_and_leads_to_them(self):
        self.open(self.report(LECTURE))
        self.browser.keys("failover", "input[type=search]")
        visible = self.browser.run("return [...document.querySelectorAll('table.matrix tbody tr')].filter((row) => !row.hidden).map((row) => row.querySelector('a').textContent)")
        self.assertTrue(visible)
        self.assertTrue(all("failover" in path for path in visible), visible)
        self.browser.click("table.matrix tbody tr:not([hidden]) a")
        self.assertTrue(self.value("page.document.path").endswith(visible[0]))


STALE = "P1: W(x)1  W(x)2            W(y)9\nP2:                  R(x)1       R(y)9\n"


class TimelineTest(ReportTest):
    def setUp(self):
        self.open(self.lecture(STALE))

    def test_the_wheel_zooms_about_the_pointer(self):
        x, y = self.place_of(1)
        before, at = self.span(), self.value(f"timeline.placeAt({x} - timeline.canvas.getBoundingClientRect().left)")
        self.browser.wheel(x, y, 0, -240)
        self.assertLess(self.span(), before * 0.8)
        self.assertAlmostEqual(self.value(f"timeline.placeAt(Math.round({x}) - timeline.canvas.getBoundingClientRect().left)"), at, delta=before / 200)
        self.browser.wheel(x, y, 0, 240)
        self.assertAlmostEqual(self.span(), before, delta=before / 100)
        low = self.view()[0]
        self.browser.wheel(x, y, 120, 0)
        self.assertGreater(self.view()[0], low)
        self.assertAlmostEqual(self.span(), before, delta=before / 100)

    def test_dragging_pans(self):
        x, y = self.place_of(1)
        self.browser.wheel(x, y, 0, -240)
        low, span = self.view()[0], self.span()
        self.browser.drag(x, y + 60, x - 150, y + 60)
        self.assertGreater(self.view()[0], low)
        self.assertAlmostEqual(self.span(), span, delta=span / 1000)

    def test_two_fingers_pinch(self):
        span = self.span()
        x, y = self.place_of(1)

        def finger(name, start, end):
            return {"type": "pointer", "id": name, "parameters": {"pointerType": "touch"},
                    "actions": [{"type": "pointerMove", "duration": 0, "x": round(start), "y": round(y)}, {"type": "pointerDown", "button": 0}] +
                               [{"type": "pointerMove", "duration": 20, "x": round(start + (end - start) * part / 5), "y": round(y)} for part in range(1, 6)] + [{"type": "pointerUp", "button": 0}]}
        self.browser.call("POST", "/actions", {"actions": [finger("one", x - 40, x - 160), finger("two", x + 40, x + 160)]})
        self.browser.painted()
        self.assertLess(self.span(), span / 2)

    def test_keys_zoom_and_pan(self):
        self.browser.run("clioReport.page.canvas.focus()")
        whole = self.view()
        self.browser.press("+")
        self.assertAlmostEqual(self.span(), (whole[1] - whole[0]) / 1.5, delta=1)
        self.browser.press("+", "+")
        low = self.view()[0]
        self.browser.press(KEYS["right"])
        self.assertGreater(self.view()[0], low)
        self.browser.press(KEYS["left"])
        self.assertAlmostEqual(self.view()[0], low, delta=1)
        self.browser.press(KEYS["home"])
        self.assertAlmostEqual(self.view()[0], whole[0], delta=1)
        self.browser.press(KEYS["end"])
        self.assertAlmostEqual(self.view()[1], whole[1], delta=1)
        span = self.span()
        self.browser.press("-")
        self.assertAlmostEqual(self.span(), span * 1.5, delta=1)
        self.browser.press("0")
        self.assertEqual(self.view(), whole)

    def test_keys_walk_the_cycle_round(self):
        self.assertIsNone(self.value("page.edge"))
        self.browser.press("n")
        self.assertEqual([self.value("page.edge"), self.value("timeline.edge"), self.browser.run("return location.hash")], [0, 0, "#/h/1/edge/1"])
        self.assertIn("edge 1 of 2", self.text(".stepper"))
        self.assertIn("comes before", self.text(".said"))
        self.browser.press("n")
        self.assertIn("a contradiction", self.text(".said"))
        self.assertEqual(self.browser.run("return document.querySelector('.edge[aria-current]').dataset.edge"), "2")
        self.browser.press("n")
        self.assertEqual(self.value("page.edge"), 0)
        self.browser.press("p")
        self.assertEqual(self.value("page.edge"), 1)

    def test_other_keys_do_what_the_help_says(self):
        self.browser.press("?")
        self.assertTrue(self.browser.run("return document.querySelector('dialog').open"))
        self.browser.press(KEYS["escape"])
        self.assertFalse(self.browser.run("return document.querySelector('dialog').open"))
        self.browser.press("w")
        self.assertEqual(self.value("[page.scope, timeline.layout.axis]"), ["whole", "time"])
        self.browser.press("o")
        self.assertEqual(self.value("timeline.layout.axis"), "order")
        self.browser.press("l")
        self.assertEqual(self.value("timeline.layout.laneList.map((lane) => lane.name)"), ["x", "y"])
        self.browser.press("l")
        self.assertEqual(self.value("timeline.layout.laneList.map((lane) => lane.name)"), ["P1", "P2"])
        self.browser.press(".")
        self.assertEqual(self.value("page.history.id[timeline.chosen.op]"), 0)
        self.browser.press(".")
        self.assertEqual(self.value("page.history.id[timeline.chosen.op]"), 1)
        self.browser.press(",")
        self.assertEqual(self.value("page.history.id[timeline.chosen.op]"), 0)
        self.browser.press(KEYS["escape"])
        self.assertIsNone(self.value("timeline.chosen"))
        self.browser.press("f")
        self.assertEqual(self.value("page.edge"), 0)
        self.browser.press("/")
        self.assertEqual(self.browser.run("return document.activeElement.type"), "search")

    def test_pointing_says_what_an_operation_read_from_and_why_an_edge_is_there(self):
        x, y = self.place_of(3)
        self.browser.move(x, y)
        self.assertFalse(self.value("page.tip.hidden"))
        self.assertIn("P2 R(x)1", self.text(".tip"))
        self.assertIn("read from P1 W(x)1", self.text(".tip"))
        box = self.value("(() => { const at = timeline.canvas.getBoundingClientRect(), label = timeline.edgeLabels.find((one) => one.i === 1); return [at.left + label.x + label.w / 2, at.top + label.y + label.h / 2]; })()")
        self.browser.move(*box)
        self.assertIn("still read 1", self.text(".tip"))
        self.browser.press_at(*box)
        self.assertEqual(self.browser.run("return location.hash"), "#/h/1/edge/2")
        self.browser.move(5, 5)
        self.assertTrue(self.value("page.tip.hidden"))

    def test_choosing_an_operation_tells_everything_of_it(self):
        self.browser.press_at(*self.place_of(3))
        self.assertEqual(self.browser.run("return location.hash"), "#/h/1/op/3")
        details = self.text(".details")
        for part in ("P2 R(x)1", "line 2", "read fromP1 W(x)1", "at least 1 version", "staleness"):
            self.assertIn(part, details)
        self.assertEqual(self.browser.run("return document.querySelector('tr[aria-selected]').dataset.op"), "3")
        self.browser.click(".details .facts button.link")
        self.assertEqual(self.browser.run("return location.hash"), "#/h/1/op/0")
        self.assertIn("read byP2 R(x)1", self.text(".details"))

    def test_the_minimap_moves_what_is_visible(self):
        self.browser.press("+", "+", "+")
        box = self.browser.run("const box = document.querySelector('.minimap').getBoundingClientRect(); return [box.left, box.top, box.width, box.height]")
        self.browser.press_at(box[0] + box[2] * 0.9, box[1] + box[3] / 2)
        late = self.view()[0]
        self.browser.press_at(box[0] + box[2] * 0.1, box[1] + box[3] / 2)
        self.assertLess(self.view()[0], late)

    def test_finding_leaves_what_fits(self):
        self.browser.press("w")
        for query, ids in (("key:y", [2, 4]), ("process:P2", [3, 4]), ("value:1", [0, 3]), ("kind:read key:x", [3]), ("w(x)", [0, 1]), ("is:stale", [3]), ("id:2", [2]), ("nothing", []), ("", [0, 1, 2, 3, 4])):
            self.browser.run("const field = document.querySelector('input[type=search]'); field.value = arguments[0]; field.dispatchEvent(new Event('input'))", query)
            self.browser.run_async("setTimeout(arguments[0], 200)")
            self.browser.painted()
            self.assertEqual(self.value("(page.fillTable(), [...page.table.querySelectorAll('tbody tr')].map((row) => Number(row.dataset.op)).sort((a, b) => a - b))"), ids, query)
            self.assertEqual(self.value("timeline.drawn.bars"), len(ids), query)

    def test_what_is_searched_for_is_let_go_when_something_else_is_chosen(self):
        self.browser.keys("key:y", "input[type=search]")
        self.browser.run_async("setTimeout(arguments[0], 200)")
        self.browser.run("location.hash = '#/h/1/op/0'")
        self.browser.painted()
        self.assertEqual(self.value("[page.query, page.history.id[timeline.chosen.op]]"), ["", 0])


class LinksTest(ReportTest):
    def test_a_link_leads_back_to_an_operation_an_edge_or_a_step(self):
        url = self.report(LECTURE)
        names = [json.loads(line)["history"] for line in clio("check", "--json", LECTURE).splitlines()]
        number = next(i for i, name in enumerate(names, 1) if name.endswith("causal_positive_1.history"))
        self.open(f"{url}#/h/{number}/op/5")
        self.assertEqual(self.value("[page.number, page.history.id[timeline.chosen.op]]"), [number, 5])
        self.assertIn("P3 R(x)c", self.text(".details"))
        self.open(f"{url}#/h/{number}/op/0")  # not of the counterexample
        self.assertEqual(self.value("[page.scope, page.history.id[timeline.chosen.op]]"), ["whole", 0])
        self.open(f"{url}#/h/{number}/edge/2")
        self.assertEqual(self.value("[page.edge, page.mode]"), [1, "cycle"])
        satisfied = next(i for i, name in enumerate(names, 1) if name.endswith("remote_write_at_primary.history"))
        self.open(f"{url}#/h/{satisfied}/step/3")
        self.assertEqual(self.value("[page.mode, page.replay.at]"), ["witness", 3])
        for wrong in ("#/h/999", "#/h/0/op/1", f"#/h/{number}/op/999", f"#/h/{number}/edge/99", f"#/h/{number}/violation/7/edge/1", f"#/h/{number}/step/1", "#/%00/<script>", f"#/h/{number}/op/x"):
            self.open(url + wrong)
            self.assertEqual(self.browser.messages(), [], wrong)

    def test_the_second_violation_has_an_address_too(self):
        url = self.report(os.path.join(LECTURE, "async_reordered_replication.history"))
        self.open(url + "#/h/1/violation/2/edge/1")
        self.assertEqual(self.value("[page.violations.length > 1, page.which, page.edge]"), [True, 1, 0])
        self.assertEqual(self.browser.run("return document.querySelector('.violation.current').dataset.violation"), "2")

    def test_the_address_follows_what_is_chosen_and_going_back_works(self):
        url = self.report(LECTURE)
        self.open(url)
        self.browser.click("table.matrix tbody tr:nth-child(2) a")
        self.assertEqual(self.value("page.number"), 2)
        self.browser.call("POST", "/back")
        self.browser.painted()
        self.assertTrue(self.value("page === null"))
        self.assertTrue(self.browser.run("return document.querySelector('table.matrix') !== null"))


class WitnessTest(ReportTest):
    def steps(self):
        states = []
        for step in range(self.value("page.replay.length") + 1):
            self.browser.run(f"location.hash = '#/h/1/step/{step}'")
            self.browser.painted()
            states.append(self.value("[page.replay.at, Object.fromEntries([...page.replay.state.keys()].map((key) => [page.history.names.keys[key], page.replay.held(key)]))]"))
        return states

    def test_the_witness_is_played_with_the_state_after_each_step(self):
        self.open(self.lecture("P1: W(x)1        C(x)1>2   D(x)\nP2:       R(x)1           R(x)2       R(x)null\n"))
        self.assertEqual(self.value("page.mode"), "witness")
        self.assertEqual(self.steps(), [[0, {}], [1, {"x": "1"}], [2, {"x": "1"}], [3, {"x": "2"}], [4, {"x": "2"}], [5, {"x": "null"}], [6, {"x": "null"}]])
        self.assertIn("P2 R(x)", self.text(".said"))
        self.browser.press("p")
        self.assertEqual(self.value("page.replay.at"), 5)
        self.assertIn("holds null", self.text(".said"))
        self.assertEqual(self.browser.run("return document.querySelector('.state .changed dd').textContent"), "null")

    def test_objects_are_played_too(self):
        for text, state in (("# object: queue\nP1: E(q)1 E(q)2 Q(q)1\n", "[2]"), ("# object: stack\nP1: U(q)1 U(q)2 O(q)2\n", "[1]"), ("# object: counter\nP1: A(q)1 A(q)5 R(q)6\n", "6"), ("# object: set\nP1: A(q)1 A(q)2 X(q)1\n", "[2]"),
                            ("# object: list\nP1: A(q)1 A(q)2\n", "[1, 2]"), ("# object: mutex\nP1: L(q) F(q) L(q)\n", "held by P1"), ("# object: queue\nP1: E(q)1 E(q)2      Q(q)2 E(q)3\nP2:           Q(q)?\n", "[3]"), ("# object: text\nP1: W(q)ab A(q)cd\n", "abcd")):
            self.open(self.lecture(text))
            last = self.value("page.replay.length")
            self.open("file://" + self.path("history.html") + f"#/h/1/step/{last}")
            self.assertEqual(self.value("page.replay.held(0)"), state, text)

    def test_transactions_are_played_whole(self):
        self.open(self.lecture("P1: [W(x)1 W(y)2]\nP2:                 [R(x)1 R(y)2 W(x)3]\n"))
        self.assertEqual(self.steps(), [[0, {}], [1, {"x": "1", "y": "2"}], [2, {"y": "2", "x": "3"}]])

    def test_every_answer_of_every_sample_history_is_explained_by_its_witness(self):
        folders = [os.path.join(SOURCE, "histories", name) for name in ("lecture", "classics", "recorded")]
        url = self.report(*folders, name="samples.html")
        self.open(url)
        walk = """const done = arguments[1]; addEventListener('hashchange', () => {
                    const page = clioReport.page, { history, replay } = page;
                    if (!replay || page.document.orders[0].snapshots) return done(null);
                    const wrong = [], flat = (held) => (held instanceof Set ? [...held] : held);
                    for (let step = 1; step <= replay.length; step++) {
                      for (const op of replay.ops(step)) {
                        const key = history.key[op], held = flat(replay.state.has(key) ? replay.state.get(key) : replay.first(key)), value = history.valueText(history.value[op]), kind = history.kind[op];
                        const ok = history.outcome[op] === 'o' || history.outcome[op] === 'n';
                        const said = history.object === 'set' && kind === 'R' ? JSON.stringify([...held].sort()) === JSON.stringify((value === '[]' ? [] : value.slice(1, -1).split(',')).sort())
                          : history.object === 'list' && kind === 'R' ? `[${held.join(',')}]` === value
                          : kind === 'R' ? String(held) === value
                          : kind === 'C' ? (held === history.valueText(history.expected[op])) === (history.outcome[op] !== 'n')
                          : kind === 'H' ? held.includes(value) === (history.outcome[op] === 'o')
                          : kind === 'Q' ? (held[0] ?? 'null') === value : kind === 'O' ? (held[held.length - 1] ?? 'null') === value
                          : kind === 'L' ? held === 'free' : true;
                        if (ok && !said) wrong.push(`${page.document.path}: ${history.full(op)} at step ${step}, where ${held} is held`);
                        replay.apply(op);
                      }
                    }
                    done([wrong, replay.length]);
                  }, { once: true }); location.hash = '#/h/' + arguments[0];"""
        walked = steps = 0
        for number in range(1, self.browser.run("return document.querySelectorAll('table.matrix tbody tr').length") + 1):
            if number % 100 == 0:
                self.open(url)  # Chromium lets a page change its address some 200 times within ten seconds, and then no more
            found = self.browser.run_async(walk, number)
            if found is None:
                continue
            self.assertEqual(found[0], [])
            walked, steps = walked + 1, steps + found[1]
        self.assertEqual(self.browser.messages(), [])
        self.assertGreater(walked, 60)
        self.assertGreater(steps, 300)

    def test_points_lie_within_their_operations_and_in_order(self):
        self.open(self.lecture("P1: W(x)1-----      W(x)3---------\nP2:      W(x)2---------\nP3:       R(x)1 R(x)2---        R(x)3\n"))
        points = self.value("[...page.replay.points()].map((at, i) => [page.history.call[page.replay.steps[i]], at, page.history.end[page.replay.steps[i]]])")
        for call, at, end in points:
            self.assertTrue(call <= at <= end, points)
        self.assertEqual([at for _, at, _ in points], sorted(at for _, at, _ in points))

    def test_playing_goes_on_until_it_is_stopped(self):
        self.open(self.lecture("P1: W(x)1 W(x)2 W(x)3\n"))
        self.browser.click(".slot button")
        self.browser.run_async("const done = arguments[0], page = clioReport.page; const look = () => (page.replay.at >= 2 ? done() : setTimeout(look, 20)); look()")
        self.browser.click(".slot button")
        self.assertIsNone(self.value("page.playing"))


class DrawingTest(ReportTest):
    def test_pending_operations_are_open_and_failed_ones_are_there(self):
        self.open(self.lecture("P1: W(x)1?     W(x)2\nP2:       R(x)2!  R(x)2\n"))
        self.assertEqual(self.value("[...timeline.layout.open]"), [1, 0, 0, 0])
        self.assertTrue(self.value("timeline.layout.end[0] <= timeline.layout.begin[1]"))
        self.browser.press_at(*self.place_of(0))
        self.assertIn("never answered", self.text(".details"))
        self.assertIn("unknown", self.text(".details"))

    def test_a_transaction_is_one_bar_with_its_operations_inside(self):
        self.open(self.lecture("P1: [W(x)1 R(y)-]---\nP2: [R(x)1]\n"))
        self.browser.run("clioReport.page.violations.length && clioReport.page.setScope('whole')")
        self.browser.painted()
        self.assertEqual(self.value("timeline.drawn.bars"), 2)
        boxes = self.value("[0, 1].map((op) => timeline.box(op))")
        self.assertLess(boxes[0]["x"] + boxes[0]["w"], boxes[1]["x"] + 1)
        self.assertAlmostEqual(boxes[0]["w"], boxes[1]["w"], delta=1)
        self.browser.press_at(*self.place_of(1))
        self.assertIn("P1 R(y)-", self.text(".details"))
        self.assertIn("transactionW(x)1 R(y)-", self.text(".details"))
        self.browser.click("[data-choice=lanes] [data-value=key]")
        self.assertEqual(self.value("[timeline.layout.laneList.map((lane) => lane.name), timeline.drawn.bars]"), [["x", "y"], 3])

    def test_without_times_the_order_of_programs_and_of_reading_is_drawn(self):
        rows = [{"process": 0, "op": "write", "key": "x", "value": 1}, {"process": 1, "op": "read", "key": "x", "value": 1}, {"process": 1, "op": "write", "key": "x", "value": 2}, {"process": 0, "op": "read", "key": "x", "value": 2}]
        self.open(self.report(write_lines(self.path("untimed.jsonl"), rows)))
        begins, ends = self.value("[...timeline.layout.begin]"), self.value("[...timeline.layout.end]")
        for before, after in ((0, 1), (1, 2), (2, 3)):
            self.assertLessEqual(ends[before], begins[after])
        self.assertEqual(self.value("document.querySelector('[data-choice=axis]')"), None)

    def test_bars_that_overlap_in_a_lane_stand_in_rows_of_their_own(self):
        self.open(self.lecture("P1: W(x)1------------\nP2:    W(x)2---------\nP3:                       W(x)3\n"))
        self.browser.click("[data-choice=lanes] [data-value=key]")
        self.assertEqual(self.value("[timeline.layout.laneList.length, timeline.layout.rows.length]"), [1, 2])
        self.assertEqual(self.value("[...timeline.layout.row]"), [0, 1, 0])

    def test_dark_and_light_differ_and_a_change_is_followed(self):
        self.open(self.lecture(STALE))
        light = self.value("[timeline.colours.panel, timeline.colours.write]")
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.browser.painted()
        dark = self.value("[timeline.colours.panel, timeline.colours.write]")
        pixel = self.value("[...timeline.context.getImageData(timeline.canvas.width - 30, timeline.canvas.height - 5, 1, 1).data]")
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
        self.assertNotEqual(light, dark)
        self.assertLess(sum(pixel[:3]), 200)

    def test_text_has_contrast_in_both(self):
        def luminance(colour):
            parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
            linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        for scheme in ("light", "dark"):
            self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            self.open(self.lecture(STALE))
            colour = self.browser.run("const style = getComputedStyle(document.documentElement); return (name) => 0, Object.fromEntries(['panel','page','ink','muted','write','write-ink','read','read-ink','satisfied','satisfied-soft','violated','violated-soft','unknown','unknown-soft','accent','session-order','reads-from','write-order','anti-dependency','real-time','visibility','late'].map((name) => [name, style.getPropertyValue('--' + name).trim()]))")
            pairs = [("ink", "panel"), ("ink", "page"), ("muted", "panel"), ("muted", "page"), ("write-ink", "write"), ("read-ink", "read"), ("satisfied", "satisfied-soft"), ("violated", "violated-soft"), ("unknown", "unknown-soft"), ("accent", "panel")]
            pairs += [(relation, "panel") for relation in ("session-order", "reads-from", "write-order", "anti-dependency", "real-time", "visibility")]
            for front, back in pairs:
                a, b = luminance(colour[front]), luminance(colour[back])
                self.assertGreaterEqual((max(a, b) + 0.05) / (min(a, b) + 0.05), 4.5, f"{front} on {back}, {scheme}")
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])

    def test_it_prints_in_light_colours(self):
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.open(self.lecture(STALE))
        self.browser.run("addEventListener('beforeprint', () => setTimeout(() => 0)); addEventListener('afterprint', () => 0); window.printed = null; addEventListener('beforeprint', () => (window.printed = clioReport.page.timeline.colours.panel))")
        self.assertTrue(self.browser.pdf().startswith(b"%PDF"))
        self.assertEqual(self.browser.run("return window.printed"), "#ffffff")
        self.assertNotEqual(self.value("timeline.colours.panel"), "#ffffff")
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])


class ReachTest(ReportTest):
    """For who cannot see the canvas, or cannot use a mouse."""

    def test_everything_that_can_be_pressed_has_a_name(self):
        self.open(self.report(os.path.join(LECTURE, "causal_positive_1.history")) + "#/h/1/op/5")
        nodes = self.browser.command("Accessibility.getFullAXTree")["nodes"]
        roles = {}
        for node in nodes:
            role = node.get("role", {}).get("value")
            if not node.get("ignored") and role in ("button", "link", "searchbox", "slider", "image", "img", "table", "region", "main", "complementary", "combobox"):
                roles.setdefault(role, []).append(node.get("name", {}).get("value", ""))
        for role in ("button", "region"):
            self.assertTrue(roles.get(role), roles)
        for role, names in roles.items():
            if role not in ("main",):
                self.assertTrue(all(names), (role, names))
        timeline = [name for names in roles.values() for name in names if name.startswith("Timeline.")]
        self.assertTrue(timeline, roles)

    def test_the_table_says_what_the_canvas_shows(self):
        self.open(self.lecture(STALE))
        rows = self.browser.run("return [...document.querySelectorAll('table.operations tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))")
        self.assertEqual([[row[0], row[1], row[2], row[6]] for row in rows], [["0", "P1", "W(x)1", ""], ["1", "P1", "W(x)2", ""], ["3", "P2", "R(x)1", "op 0"]])
        self.browser.press("w")
        self.assertEqual(self.browser.run("return document.querySelectorAll('table.operations tbody tr').length"), 5)
        self.assertEqual(self.browser.run("return document.querySelectorAll('table.operations tr.marked').length"), 3)

    def test_steps_are_announced(self):
        self.open(self.lecture(STALE))
        self.browser.press("n")
        self.assertEqual(self.browser.run("const said = document.querySelector('.said'); return [said.getAttribute('aria-live'), said.textContent.length > 20]"), ["polite", True])

    def test_the_tab_key_reaches_the_timeline_and_what_has_the_focus_shows_it(self):
        self.open(self.lecture(STALE))
        reached = []
        for _ in range(60):
            self.browser.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": "\ue004"}, {"type": "keyUp", "value": "\ue004"}]}]})
            what, outlined = self.browser.run("const at = document.activeElement; const style = getComputedStyle(at); const inner = at.querySelector && at.classList.contains('model') ? getComputedStyle(at.querySelector(':scope > rect, :scope > path')).strokeWidth : ''; return [at.className.baseVal ?? at.className, style.outlineStyle !== 'none' || inner === '3px']")
            reached.append(str(what))
            if what:
                self.assertTrue(outlined, what)
        self.assertIn("timeline", reached)
        self.assertTrue(any("model" in one for one in reached), reached)

    def test_a_narrow_screen_shows_everything_below_each_other(self):
        self.browser.command("Emulation.setDeviceMetricsOverride", width=420, height=800, deviceScaleFactor=2, mobile=True)
        try:
            self.open(self.report(os.path.join(LECTURE, "causal_positive_1.history")))
            self.assertEqual(self.browser.run("return document.documentElement.scrollWidth"), 420)
            self.assertGreater(self.browser.run("return document.querySelector('.stage').getBoundingClientRect().height"), 300)
            self.assertEqual(self.value("timeline.drawn.bars"), 6)
        finally:
            self.browser.command("Emulation.setDeviceMetricsOverride", width=self.width, height=self.height, deviceScaleFactor=1, mobile=False)


class TraceTest(ReportTest):
    width, height = 1500, 900

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = os.path.join(cls.folder, "run")
        os.mkdir(run)
        clio("record", "--scenario", os.path.join(LECTURE, "scenarios", "async_stale_read.json"), "-o", os.path.join(run, "history.jsonl"), "--trace", os.path.join(run, "trace.jsonl"))
        clio("check", "--report", os.path.join(run, "report.html"), os.path.join(run, "history.jsonl"))
        cls.url = "file://" + os.path.join(run, "report.html")

    def test_the_trace_beside_the_history_is_drawn_below_it(self):
        self.open(self.url)
        self.assertEqual(self.browser.messages(), [])
        self.assertGreaterEqual(self.value("timeline.trace.nodes.length"), 3)
        self.assertGreaterEqual(self.value("timeline.drawn.messages"), 1)
        self.assertTrue(self.value("timeline.nodeY(0) > timeline.rowTop(timeline.layout.rows.length - 1)"))
        self.browser.click("[data-choice=scope] [data-value=whole]")
        some = self.value("timeline.drawn.messages")
        self.assertGreater(some, 1)
        self.browser.click("[data-choice=trace] [data-value=all]")
        self.assertGreater(self.value("timeline.drawn.messages"), some)
        self.browser.click("[data-choice=trace] [data-value=off]")
        self.assertIsNone(self.value("timeline.trace"))

    def test_one_click_leads_from_a_stale_read_to_the_message_and_another_one_back(self):
        self.open(self.url)
        read = self.value("page.history.id[page.trace.missed[0].read]")
        self.browser.press_at(*self.place_of(read))
        self.assertIn("It missed", self.text(".details"))
        self.browser.click(".details button.action")
        chosen = self.value("timeline.chosen")
        self.assertEqual(chosen["kind"], "message")
        self.assertEqual(self.browser.run("return location.hash"), f"#/h/1/message/{chosen['message']}")
        message = self.value("page.trace.messages[timeline.chosen.message]")
        missed = self.value("page.trace.missed[0]")
        self.assertTrue(message["arrived"] is None or message["lost"] or message["arrived"] > missed["answered"])
        self.assertIn("missed by", self.text(".details"))
        self.browser.click(".details p.cause button.link:last-of-type")
        self.assertEqual(self.value("page.history.id[timeline.chosen.op]"), read)

    def test_messages_faults_crashes_and_leaders_are_told_apart(self):
        clio("record", "--protocol", "async-primary-backup", "--faults", "all", "--seed", "1", "-o", self.path("wild.jsonl"), "--trace", self.path("wild-trace.jsonl"))
        self.open(self.report(self.path("wild.jsonl"), name="wild.html"))
        self.browser.run("clioReport.page.setScope('whole')")
        self.browser.painted()
        trace = read_lines(self.path("wild-trace.jsonl"))
        self.assertEqual(self.value("page.trace.faults.length"), sum(event["event"] == "fault" for event in trace))
        self.assertEqual(self.value("page.trace.down.length"), sum(event["event"] == "stopped" for event in trace))
        self.assertGreater(self.value("page.trace.leading.length"), 0)
        lost = self.value("page.trace.messages.filter((message) => message.lost).length")
        dropped = {(event["from"], event["to"], event["number"]) for event in trace if event["event"] == "dropped"}
        delivered = {(event["from"], event["to"], event["number"]) for event in trace if event["event"] == "delivered"}
        self.assertEqual(lost, len(dropped - delivered))
        self.assertGreater(self.value("page.trace.messages.filter((message) => message.late).length"), 0)
        spot = self.value("(() => { const at = timeline.canvas.getBoundingClientRect(), { x0, y0, x1, y1 } = timeline.messageLine(timeline.visibleMessages().find((one) => one.lost)); return [at.left + x0 + (x1 - x0) * 0.5, at.top + y0 + (y1 - y0) * 0.5]; })()")
        self.browser.move(*spot)
        self.assertFalse(self.value("page.tip.hidden"))

    def test_the_gate_keeps_a_page_of_a_failing_run_with_its_cause(self):
        with open(self.path("gate.json"), "w", encoding="utf-8") as file:
            json.dump({"clio_gate": 1, "name": "early", "seeds": {"from": 2, "count": 1}, "keep": {"failing": 1}, "workloads": {"mixed": {"ops": 60, "clients": 3, "keys": 1}}, "faults": {"all": "all"},
                       "subjects": [{"name": "early", "protocol": "primary-backup", "settings": {"mutant": "ack-before-backups"}, "keeps": ["linearizable"]}]}, file)
        clio("gate", self.path("gate.json"), "--out", self.path("gate"))
        pages = [os.path.join(folder, name) for folder, _, names in os.walk(self.path("gate")) for name in names if name == "report.html" and "latest" not in folder]
        self.assertEqual(len(pages), 1, pages)
        self.open("file://" + pages[0])
        self.assertEqual(self.browser.run("return [...document.querySelectorAll('table.matrix tbody a')].map((link) => link.textContent)"), ["smallest.jsonl", "history.jsonl"])
        self.browser.click("table.matrix tbody a")
        self.assertEqual(self.browser.messages(), [])
        self.assertIn("the smallest run that fails like it", self.text("h1"))
        account = self.browser.run("return [...document.querySelectorAll('.account li')].map((item) => item.textContent)")
        self.assertIn("acknowledged op", account[0])
        self.assertGreater(len(account), 3)
        self.assertTrue(self.value("timeline.trace !== null && page.violations.length > 0"))
        self.browser.run("location.hash = '#/h/2'")
        self.browser.painted()
        self.assertGreaterEqual(self.value("page.history.size"), 60)

    def test_a_trace_that_cannot_be_read_is_said_to_be_left_out(self):
        write_lines(self.path("torn.jsonl"), [{"process": 0, "op": "write", "key": "x", "value": 1, "call": 0, "return": 1}])
        with open(self.path("torn-trace.jsonl"), "w", encoding="utf-8") as file:
            file.write('{"at":1,"event":"started","node":0}\n{"at":2,"ev')
        self.open(self.report(self.path("torn.jsonl"), name="torn.html"))
        self.assertIn("the trace is not shown", self.text(".warnings"))
        self.assertIn(":2: expected one event", self.text(".warnings"))


def recording(operations, processes, keys, seed=1):
    """A linearizable history: each operation takes effect in its middle; and one stale read in the last third."""
    dice = random.Random(seed)
    free, planned = [0] * processes, []
    for _ in range(operations):
        process = min(range(processes), key=free.__getitem__)
        call = free[process] + dice.randint(1, 200)
        free[process] = call + dice.randint(50, 1500)
        planned.append((call, free[process], process))
    planned.sort(key=lambda one: one[0] + one[1])
    held, written, rows, stale = {}, {}, [], False
    for i, (call, response, process) in enumerate(planned):
        key = f"k{dice.randrange(keys)}"
        row = {"process": process, "op": "read", "key": key, "value": held.get(key), "call": call, "return": response}
        if dice.random() < 0.5:
            row["op"], row["value"] = "write", i
            held[key] = i
            written.setdefault(key, []).append(i)
        elif not stale and i > operations * 2 // 3 and len(written.get(key, [])) > 200:
            row["value"], stale = written[key][-100], True
        rows.append(row)
    rows.sort(key=lambda row: row["call"])
    return rows


class LargeTest(ReportTest):
    OPERATIONS = 100_000

    def test_a_hundred_thousand_operations_load_and_pan_smoothly(self):
        recorded = recording(self.OPERATIONS, 50, 100)
        path = write_lines(self.path("large.jsonl"), recorded)
        url = self.report("-m", "linearizable", path, name="large.html")
        size = os.path.getsize(self.path("large.html"))
        self.assertLessEqual(size, 300_000 + 150 * self.OPERATIONS)
        self.open(url)
        self.assertEqual(self.browser.messages(), [])
        loaded, whole = self.browser.run("return [Number(document.documentElement.dataset.loaded), performance.getEntriesByType('navigation')[0].loadEventEnd]")
        self.browser.click("[data-choice=scope] [data-value=whole]")
        self.assertEqual(self.value("[timeline.layout.count, page.element.dataset.shown]"), [self.OPERATIONS, str(self.OPERATIONS)])
        rows, width = self.value("[timeline.layout.rows.length, timeline.plotWidth]")
        self.assertEqual(rows, 50)
        operations = [row for row in recorded if "call" in row]
        first = sorted(range(self.OPERATIONS), key=lambda i: (operations[i]["call"], i))[:60]
        self.assertEqual(self.value("(timeline.fit(), page.fillTable(), [...page.table.querySelectorAll('tbody tr')].map((row) => Number(row.dataset.op)))"), first, "the first of all rows, not those of the first rows")
        self.assertEqual(self.text("table.operations caption"), "In view: the first 60 of 100\u202f000 operations")

        pan = """const done = arguments[arguments.length - 1], by = arguments[0], timeline = clioReport.page.timeline, times = [], shapes = [];
                 let before = performance.now(), frames = 0;
                 const step = () => { const now = performance.now(); times.push(now - before); before = now; shapes.push(timeline.drawn.bars + timeline.drawn.runs);
                                      if (++frames > 90) return done([times.slice(1), Math.max(...shapes)]); timeline.pan(frames % 30 < 15 ? by : -by); requestAnimationFrame(step); };
                 requestAnimationFrame(step);"""
        told = []
        for zoom in (1, 8, 64, 512):
            self.browser.run("clioReport.page.timeline.fit(); clioReport.page.timeline.zoom(1 / arguments[0])", zoom)
            self.browser.painted()
            paint = self.browser.run("const timeline = clioReport.page.timeline, begun = performance.now(); for (let i = 0; i < 20; i++) timeline.paint(); return (performance.now() - begun) / 20")
            times, shapes = self.browser.run_async(pan, 9)
            self.assertLessEqual(shapes, rows * (width / 2 + 3), "a row takes half as many bars as it has pixels (and what its two edges cut), and a strip")
            near = "const { low, high } = timeline.view, by = (high - low) / timeline.plotWidth * 9 * 15;"  # as far as it has been panned
            visible = self.browser.run("const timeline = clioReport.page.timeline; " + near + " return timeline.layout.rows.reduce((sum, row) => { for (let i = 0; i < row.bars.length; i++) if (row.ends[i] >= low - by && row.begins[i] <= high + by) sum++; return sum; }, 0)")
            self.assertLessEqual(shapes, visible + rows, "a bar is drawn once, and only where it is visible; a row has one strip")
            self.assertGreater(shapes, 0)
            times.sort()
            told.append(f"zoom {zoom}: {1000 * len(times) / sum(times):.0f} frames/s (slowest of 20: {times[-len(times) // 20]:.0f} ms), {paint:.1f} ms to draw {shapes} shapes")
        print(f"\n{self.OPERATIONS} operations: {size / 1e6:.2f} MB ({(size - 157_000) / self.OPERATIONS:.0f} bytes an operation), loaded in {whole:.0f} ms, of that {loaded} ms to build the page\n  " + "\n  ".join(told), file=sys.stderr)

    def test_finding_and_lanes_of_keys_work_at_this_size(self):
        path = write_lines(self.path("keys.jsonl"), recording(self.OPERATIONS, 50, 100, seed=2))
        self.open(self.report("-m", "linearizable", path, name="keys.html"))
        self.browser.click("[data-choice=scope] [data-value=whole]")
        self.browser.click("[data-choice=lanes] [data-value=key]")
        self.assertEqual(self.value("timeline.layout.laneList.length"), 100)
        self.browser.run("clioReport.page.filter('key:k7 kind:write')")
        self.browser.painted()
        ids = self.value("[...page.found].reduce((sum, one) => sum + one, 0)")
        rows = [row for row in read_lines(path) if row["key"] == "k7" and row["op"] == "write"]
        self.assertEqual(ids, len(rows))
        self.assertEqual(self.browser.messages(), [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--clio", default=os.path.join(SOURCE, "build", "bin", "clio"))
    options, rest = parser.parse_known_args()
    CLIO = os.path.abspath(options.clio)
    if missing():
        print(f"SKIPPED: the browser tests need {' and '.join(missing())} (scripts/install-dependencies.sh --browser)")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=1)
