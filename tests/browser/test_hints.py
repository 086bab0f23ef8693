"""What stands in a title, in a real Chromium: a keyboard and a finger come to it as a mouse does."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# What is seen and has a title that no key leads to: itself, what it stands in, or what stands in it takes the focus.
OUT_OF_REACH = """() => {
  const focusable = "button, input, select, textarea, a[href], summary, [tabindex]:not([tabindex='-1'])";
  return [...document.querySelectorAll(".gl-root [title]")]
    .filter((node) => node.title && node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => !node.matches(focusable) && !node.closest(focusable) && !node.querySelector(focusable))
    .map((node) => node.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("query", ["", "?preset=digits", "?preset=dirac-circle"])
def test_every_title_that_is_seen_can_be_reached_by_keys(visit, query):
    page = visit(query)
    page.until("Number(d.step) > 20")
    page.tab.locator(".gl-measures > span, .gl-theory:not([hidden])").first.wait_for()
    page.tab.keyboard.press("Tab")
    assert page.tab.evaluate(OUT_OF_REACH) == []


@pytest.mark.main
def test_a_hint_comes_with_the_focus_and_goes_with_it(visit):
    page = visit()
    hint = page.tab.get_by_test_id("gl-hint")
    page.tab.get_by_test_id("gl-play").focus()
    page.tab.keyboard.press("Tab")
    expect(hint).to_have_text(page.tab.evaluate("document.activeElement.title"))
    page.tab.keyboard.press("Escape")
    expect(hint).to_be_hidden()
    page.tab.keyboard.press("Tab")
    expect(hint).to_be_visible()
    page.tab.evaluate("document.activeElement.blur()")
    expect(hint).to_be_hidden()


def test_a_finger_that_rests_reads_and_one_that_taps_presses(visit):
    page = visit(size=(390, 844), has_touch=True)
    page.until("d.status === 'running'")
    hint, reset = page.tab.get_by_test_id("gl-hint"), page.tab.get_by_test_id("gl-reset")
    box = reset.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.tab.context.new_cdp_session(page.tab)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    expect(hint).to_have_text(reset.get_attribute("title"))
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.tab.wait_for_timeout(300)
    assert page.root("generation") == "0"
    expect(hint).to_be_visible()  # until something else is touched
    reset.tap()
    page.until("d.generation === '1'")
    expect(hint).to_be_hidden()
