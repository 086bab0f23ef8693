"""Lessons in a real Chromium: asked before they show, their tasks checked in the live run, walked to their ends."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ganlab.web import lessons as shelf

pytestmark = pytest.mark.browser

NAMES = [one["key"] for one in shelf.listed("en")]
QUICK = "lie-detector"
OWN = """---
title: Mine
minutes: 3
---
## Predict
? After two steps, which step is it?
- [ ] the first
  > It is one more.
- [x] the second
## Run
run: preset=ring&hide=graph
until: step 60
point: charts
check: step >= 60 and d_lr < 1
## Reveal
So it is.
## Transfer
? And after three?
- [ ] the second
  > That was after two.
- [x] the third
"""


class Card:
    """The card of a lesson in one tab."""

    def __init__(self, page):
        self.page, self.tab = page, page.tab
        self.node = page.tab.get_by_test_id("gl-lesson")
        self.node.wait_for()

    def part(self, name):
        return self.tab.get_by_test_id(f"gl-lesson-{name}")

    def is_at(self, number):
        expect(self.node).to_have_attribute("data-page", str(number))

    def press(self, name):
        self.part(name).click()

    def key(self, name):
        """Come to a button by Tab, and press it by Enter."""
        found = f"document.activeElement?.dataset.testid === 'gl-lesson-{name}'"
        for _ in range(40):
            if self.tab.evaluate(found):
                return self.tab.keyboard.press("Enter")
            self.tab.keyboard.press("Tab")
        pytest.fail(f"{name} cannot be reached by Tab")


def walk(card, pages, press):
    """Go through a lesson as somebody does who always takes the first choice; look at what has to be there."""
    for number, page in enumerate(pages, 1):
        card.is_at(number)
        expect(card.part("heading")).to_have_text(page["heading"])
        if page["question"]:
            press("choice-0")
            expect(card.part("answer")).not_to_be_empty()
        if page["run"] and page["until"]:
            generation = int(card.page.root("generation") or 0)
            press("run")
            card.page.until("Number(d.generation) > v.g", g=generation)
            if page["run"]["hide"]:
                card.page.until("v.hide.every((name) => d.hide.split(' ').includes(name))", hide=page["run"]["hide"])
        overflow = "node => node.scrollWidth > node.clientWidth + 1"
        assert not card.part("heading").evaluate(overflow)
        assert not card.tab.evaluate("document.documentElement.scrollWidth > innerWidth")
        press("next")
    card.is_at("report")
    asked = sum(1 for page in pages if page["question"])
    assert card.part("report").locator(".gl-lesson-line").count() == asked


SIZES = {"wide": (1280, 720), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n == QUICK else pytest.mark.slow) for n in NAMES])
def test_every_lesson_is_walked_to_its_end(arrive, name, locale, size):
    if name == QUICK and (locale == "zh-CN") == (size == "wide"):
        pytest.skip("each language and each size once is enough")
    page = arrive(f"?lesson={name}", SIZES[size], locale=locale)
    card = Card(page)
    walk(card, shelf.told(name, locale[:2])["pages"], card.press)
    assert page.errors == []
    card.press("close")
    card.node.wait_for(state="hidden")
    page.until("d.hide === ''")
    assert "lesson" not in page.tab.url


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n == QUICK else pytest.mark.slow) for n in NAMES])
def test_every_lesson_is_walked_by_keyboard_alone(arrive, name):
    card = Card(arrive(f"?lesson={name}"))
    walk(card, shelf.told(name, "en")["pages"], card.key)


@pytest.mark.parametrize(("scheme", "size"), [("light", (1280, 720)), ("dark", (390, 844))])
@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n == QUICK else pytest.mark.slow) for n in NAMES])
def test_axe_finds_nothing_on_a_lessons_pages(arrive, name, scheme, size):
    page = arrive(f"?lesson={name}", size, color_scheme=scheme)
    card = Card(page)
    for number, told in enumerate(shelf.told(name, "en")["pages"], 1):
        card.is_at(number)
        if told["question"]:
            card.press("choice-0")
        found = Axe().run(page.tab, context=".gl-root").response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], number
        card.press("next")
    card.is_at("report")
    assert Axe().run(page.tab, context=".gl-root").response["violations"] == []


def dropped(page, text, name="mine.md"):
    """Drop a file on the page."""
    page.tab.evaluate(
        """([text, name]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], name));
          const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true });
          document.querySelector(".gl-root").dispatchEvent(drop);
        }""",
        [text, name],
    )


def test_a_lesson_of_ones_own_is_dropped_on_the_page_asks_first_and_checks_the_live_run(arrive):
    page = arrive()
    dropped(page, OWN.replace("minutes: 3", "minutes: x"))
    page.tab.get_by_test_id("gl-notice").filter(has_text=re.compile("Line 3: minutes: must be")).wait_for()
    dropped(page, OWN)
    card = Card(page)
    expect(card.part("title")).to_have_text("Mine")
    card.press("next")
    expect(card.part("run")).to_be_hidden()  # asked before it shows
    expect(card.node).to_contain_text("Answer first")
    card.press("back")
    card.press("choice-0")
    expect(card.part("answer")).to_have_text("Noted. Now see what happens.")
    card.press("choice-1")
    card.press("choice-0")  # until it has begun
    card.press("next")
    expect(card.part("prediction")).to_have_text("You said: the first")
    card.press("run")
    expect(card.part("state")).to_have_text("Done at step 60.")
    page.until("d.hide === 'graph' && d.step === '60' && d.status === 'paused'")
    card.press("next")
    expect(card.part("prediction")).to_contain_text(re.compile("It came out otherwise.\\s*It is one more."))
    card.press("back")
    card.part("state").evaluate(
        """node => {
          window.seen = [];
          new MutationObserver(() => window.seen.push(node.textContent)).observe(node, { childList: true });
        }"""
    )
    page.click("reset")  # which goes on, so that it is soon done again
    page.tab.wait_for_function("window.seen.includes('Undone: the run has begun anew.')")
    expect(card.part("state")).to_have_text("Done at step 60.")
    for press in ("next", "next", "choice-0", "choice-1", "next"):
        card.press(press)
    card.is_at("report")
    expect(card.part("report")).to_contain_text("Done at step 60.")
    expect(card.node).to_contain_text("Right at the first answer: 0 of 2.")
    with page.tab.expect_download() as download:
        card.press("save")
    saved = download.value.path().read_text()
    assert download.value.suggested_filename == "mine.html"
    assert "<h1>Mine</h1>" in saved
    assert "dataset=ring" in saved
    assert "run=" not in saved  # whoever is handed it cannot steer the run
    assert page.errors == []


@pytest.mark.main
def test_a_reload_comes_back_to_the_page_with_its_answers_and_what_is_hidden(arrive):
    page = arrive(f"?lesson={QUICK}&page=1")
    card = Card(page)
    card.press("choice-1")
    card.press("next")
    card.press("run")
    page.until("d.hide.includes('diagnosis') && Number(d.step) > 0")
    page.tab.wait_for_url(re.compile(f"lesson={QUICK}&page=2"))
    page.tab.reload()
    card = Card(page)
    card.is_at(2)
    expect(card.part("prediction")).to_contain_text("B")
    page.until("d.hide.includes('diagnosis')")
    card.press("back")
    assert card.part("choice-1").get_attribute("aria-pressed") == "true"
    card.press("close")
    page.until("d.hide === ''")


@pytest.mark.main
@pytest.mark.parametrize(
    ("query", "sentence", "opens"),
    [
        ("?lesson=nothing", "lesson: must be one of", False),
        (f"?lesson={QUICK}&page=99", "page: must be from 1 to", True),
        (f"?lesson={QUICK}&page=-1", "page: must be from 1 to", True),
    ],
)
def test_an_address_of_no_lesson_says_so(arrive, query, sentence, opens):
    page = arrive(query)
    page.tab.get_by_text(sentence).wait_for()
    assert page.tab.get_by_test_id("gl-lesson").is_visible() == opens


def test_a_newcomer_is_offered_the_tour(arrive):
    page = arrive()
    page.click("tour")
    card = Card(page)
    page.click("begin")
    expect(card.part("state")).to_have_text(re.compile("^Done at step "), timeout=30_000)
    page.tab.wait_for_url("**lesson=tour**")
    assert not page.tab.get_by_test_id("gl-tour").is_visible()
