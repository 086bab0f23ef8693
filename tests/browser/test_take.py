"""Taking a run home in a real Chromium: while it goes on, on a phone, by who watches; and thinking better of it."""

import csv
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ganlab.export.registry import EXPORTS

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOCKET = """{
  const Own = WebSocket;
  window.WebSocket = class extends Own {
    constructor(url, ...rest) {
      super(url, ...rest);
      if (String(url).includes("/live/")) window.liveSocket = this;
    }
  };
}"""


def save(page, kind):
    """Press the button of a kind, and return the file that came."""
    with page.tab.expect_download(timeout=90_000) as coming:
        page.click(f"take-{kind}")
    return coming.value


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_a_run_is_taken_home_while_it_goes_on(visit, size):
    page = visit("?seed=7", size=size)
    page.until("d.status === 'running' && Number(d.step) > 20")
    page.click("take-open")
    dialog = page.tab.get_by_test_id("gl-take")
    names = dialog.locator("li strong").all_inner_texts()
    assert names == [export.name for export in EXPORTS.values()]
    box = dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] and box["height"] <= size[1]
    assert dialog.evaluate("node => node.scrollWidth <= node.clientWidth")
    step = int(page.root("step"))
    file = save(page, "csv")
    with open(file.path(), newline="", encoding="utf-8") as text:
        last = int(list(csv.DictReader(text))[-1]["step"])
    assert file.suggested_filename == f"ganlab-first-light-seed7-step{last}.csv"
    assert last >= step
    expect(page.tab.get_by_test_id("gl-take-said")).to_contain_text(file.suggested_filename)
    page.until("Number(d.step) > v.step", step=last)
    assert page.root("status") == "running"
    again = dialog.get_by_test_id("gl-take-link")
    with page.tab.expect_download() as coming:
        again.click()
    assert coming.value.suggested_filename == file.suggested_filename
    assert (page.errors, page.elsewhere) == ([], [])


def test_of_a_look_back_that_step_is_taken(visit):
    page = visit("?seed=7")
    page.until("Number(d.step) > 60")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    page.tab.get_by_test_id("gl-time").focus()
    page.tab.keyboard.press("PageDown")
    page.until("d.past !== 'null' && Number(d.past) > 0")
    page.tab.wait_for_timeout(500)  # of many moves the last one counts
    page.click("take-open")
    assert save(page, "csv").suggested_filename == f"ganlab-first-light-seed7-step{page.root('past')}.csv"


@pytest.mark.main
def test_who_thinks_better_of_it_gets_nothing_and_may_ask_again(visit):
    page = visit("?seed=7")
    page.until("d.status === 'running'")
    page.click("take-open")
    files = []
    page.tab.on("download", lambda file: files.append(file))
    page.click("take-weights")
    expect(page.tab.get_by_test_id("gl-take-csv")).to_be_disabled()
    expect(page.tab.get_by_test_id("gl-take-progress")).to_be_visible()
    expect(page.tab.get_by_test_id("gl-take-cancel")).to_be_focused()
    page.tab.keyboard.press("Enter")
    expect(page.tab.get_by_test_id("gl-take-cancel")).to_be_hidden()
    expect(page.tab.get_by_test_id("gl-take-weights")).to_be_focused()
    save(page, "csv")
    assert [file.suggested_filename.rpartition(".")[2] for file in files] == ["csv"]


def test_a_connection_that_is_lost_meanwhile_is_said(visit):
    page = visit("?seed=7", script=SOCKET)
    page.until("d.status === 'running'")
    page.click("take-open")
    page.click("take-weights")
    page.tab.evaluate("liveSocket.close()")
    expect(page.tab.get_by_test_id("gl-take-said")).to_have_text(
        "The connection was lost before the file was there: take it again."
    )
    page.until("d.connected === 'true'")
    assert save(page, "csv").suggested_filename.endswith(".csv")


def test_a_newcomer_has_the_button_once_there_is_a_run(arrive):
    page = arrive("")
    page.until("d.status === 'paused' && d.step === '0' && d.controls === 'few'")
    button = page.tab.get_by_test_id("gl-take-open")
    expect(button).to_be_hidden()
    page.click("begin")
    expect(button).to_be_visible()
    hidden = arrive("?hide=take")
    hidden.click("begin")
    hidden.until("Number(d.step) > 2")
    expect(hidden.tab.get_by_test_id("gl-take-open")).to_be_hidden()


def test_who_watches_takes_it_home_too(visit, contexts):
    first = visit("?seed=7")
    first.until("d.status === 'running'")
    first.menu()
    link = first.tab.locator("[data-testid=stCode]").first.inner_text().strip()
    page = visit("?" + link.partition("?")[2])
    page.until("Number(d.step) > 10")
    page.click("take-open")
    assert save(page, "csv").suggested_filename.startswith("ganlab-first-light-seed7-step")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_dialog_is_in_the_pages_words_and_axe_finds_nothing(visit, scheme, language):
    page = visit(f"?lang={language}", color_scheme=scheme)
    page.until("d.status === 'running'")
    page.click("take-open")
    names = page.tab.get_by_test_id("gl-take").locator("li strong").all_inner_texts()
    assert (names == [export.name for export in EXPORTS.values()]) == (language == "en")
    found = Axe().run(page.tab, options={"runOnly": RULES})
    assert found.response["violations"] == [], json.dumps(found.response["violations"])[:2000]
