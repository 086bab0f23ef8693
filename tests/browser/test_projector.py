"""Projector mode in a real Chromium: what is large, what stays in sight, and what fades."""

import re

import pytest

pytestmark = pytest.mark.browser

FULL_HD = (1920, 1080)
# Every visible text node with its computed size; texts in place of pictures are not seen.
SMALL_TEXTS = """least => {
  const walker = document.createTreeWalker(document.querySelector(".stApp"), NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (!node.textContent.trim() || box.closest("style, script, option, .gl-spoken")) continue;
    if (!box.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    seen.push([parseFloat(getComputedStyle(box).fontSize), node.textContent.trim()]);
  }
  return { count: seen.length, small: seen.filter(([size]) => size < least) };
}"""


@pytest.mark.layout
@pytest.mark.parametrize(
    "query",
    [
        "?projector=1",
        pytest.param("?projector=1&lang=zh&palette=okabe-ito", marks=pytest.mark.slow),
        pytest.param("?projector=1&preset=digits", marks=pytest.mark.slow),
    ],
)
def test_every_text_is_large_on_a_projector(visit, query):
    page = visit(query, size=FULL_HD)
    page.until("d.status === 'running' && Number(d.step) > 3")
    page.tab.wait_for_selector(".gl-plot .xtick text")
    page.tab.mouse.move(300, 300)
    for opens in (None, "more-open", "gear-loss", "keys-open", "display-open"):
        if opens:
            page.click(opens)
        found = page.tab.evaluate(SMALL_TEXTS, 24)
        assert found["count"] > 20
        assert found["small"] == []
        page.tab.keyboard.press("Escape")
    assert page.errors == []


@pytest.mark.layout
def test_a_projector_shows_the_picture_two_charts_and_the_step(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running' && Number(d.step) > 20")
    picture = page.tab.get_by_test_id("gl-plane").bounding_box()
    assert picture["height"] > 0.9 * FULL_HD[1]
    assert page.tab.locator(".gl-chart:visible").count() == 2
    assert re.search(r"\d", page.tab.get_by_test_id("gl-step-count").inner_text())
    for hidden in ("[data-testid=stHeader]", ".st-key-menu"):
        assert not page.tab.locator(hidden).is_visible()
    size = "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollHeight]"
    wide, high = page.tab.evaluate(size)
    assert wide <= FULL_HD[0]
    assert high <= FULL_HD[1] + 20


@pytest.mark.slow
def test_controls_fade_after_a_rest_and_come_back_but_never_leave_the_focus(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running'")
    gone = "!document.querySelector('.gl-wanted').checkVisibility({ visibilityProperty: true })"
    play, chip = (page.tab.get_by_test_id(f"gl-{name}") for name in ("play", "layer-ideal"))
    page.tab.wait_for_function(gone)
    assert not play.is_visible()
    assert not chip.is_visible()
    page.tab.mouse.move(400, 400)
    page.tab.mouse.move(420, 420)
    page.tab.wait_for_function(f"!({gone})")
    assert play.is_visible()
    assert chip.is_visible()
    page.tab.wait_for_function(gone)
    page.tab.keyboard.press("Tab")
    page.tab.wait_for_function(f"!({gone})")
    for _ in range(40):
        if page.tab.evaluate("document.activeElement.closest('.gl-wanted') !== null"):
            break
        page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.closest('.gl-wanted') !== null")
    page.tab.wait_for_timeout(6000)  # longer than they would stay without the focus
    assert play.is_visible()


@pytest.mark.main
def test_projector_mode_turns_on_and_off_by_key_and_by_button_and_stays_in_the_address(visit):
    page = visit("", size=FULL_HD)
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-plot .scatterlayer path.js-line")
    places = """() => [...document.querySelectorAll(".gl-root [class^=gl-]:not(.gl-chart *)")]
      .map((n) => `${n.parentElement.classList[0]} ${n.classList[0]}`)"""
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    page.tab.wait_for_timeout(700)
    before, size = page.tab.evaluate(places), page.tab.get_by_test_id("gl-plane").bounding_box()
    page.tab.keyboard.press("p")
    page.tab.wait_for_url("**projector=1*")
    assert page.tab.get_by_test_id("gl-plane").bounding_box()["width"] > size["width"]
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-projector][data-status='paused']")
    page.click("projector-open")
    page.tab.wait_for_function("!location.search.includes('projector')")
    page.tab.wait_for_timeout(700)
    assert page.tab.get_by_test_id("gl-plane").bounding_box() == size
    assert page.tab.evaluate(places) == before


def test_lines_and_dots_are_thicker_on_a_projector(visit):
    page = visit("")
    page.until("d.status === 'running' && Number(d.step) > 50")
    width = "parseFloat(getComputedStyle(document.querySelector('.gl-plot .scatterlayer path.js-line')).strokeWidth)"
    page.tab.wait_for_selector(".gl-plot .scatterlayer path.js-line")
    thin = page.tab.evaluate(width)
    page.tab.keyboard.press("p")
    page.tab.wait_for_function(f"v => {width} > 1.5 * v", arg=thin)


def test_another_kind_of_data_on_a_projector_brings_its_own_picture(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running'")
    page.tab.mouse.move(300, 300)
    page.click("more-open")
    page.click("node-real")
    page.tab.get_by_test_id("gl-knob-dataset").select_option("digits")
    page.until("d.kind === 'images' && d.status === 'running'")
    assert page.tab.locator(".gl-chips").count() == 0
    page.tab.mouse.move(320, 300)
    page.click("node-real")  # beside two walls the overview is a strip, whose parts have cards
    page.tab.get_by_test_id("gl-knob-dataset").select_option("ring")
    page.until("d.kind === 'points' && d.status === 'running'")
    assert page.tab.locator(".gl-room-head .gl-chips").count() == page.tab.locator(".gl-chips").count() == 1
    assert page.errors == []


def test_controls_do_not_fade_but_go_where_less_motion_is_asked_for(visit):
    page = visit("?projector=1", size=FULL_HD, reduced_motion="reduce")
    page.until("d.status === 'running'")
    style = "getComputedStyle(document.querySelector('.gl-wanted')).transitionDuration"
    assert set(page.tab.evaluate(style).split(", ")) == {"0s"}
