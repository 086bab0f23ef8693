"""The page of the latent space in a real Chromium: what is shown is what was picked, moved and switched."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_graph import KEEP

pytestmark = pytest.mark.browser

# the arrays of the first frame on which a condition holds; a predicate that is waited for must not be a promise itself
FIRST = """async () => {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise(requestAnimationFrame)) {
    const { header, arrays } = await window.frame();
    const found = header.studies.latent ?? { asked: {} };
    const { asked } = found;
    if (CONDITION) return arrays;
  }
  throw new Error("not within 30 s");
}"""
PRESENT = "asked.mode && arrays.fixed && found.step === header.step && "


@pytest.fixture
def latent(visit):
    """Open the page of a run that rests after a few steps; `asked` waits for an answer to such a question."""

    def latent(query="?preset=digits", **options):
        page = visit(query, script=KEEP, **options)
        page.until("d.kind === 'images' && Number(d.step) > 3")
        page.click("play")
        page.until("d.status === 'paused'")
        page.click("tab-latent")

        def asked(condition):
            return page.tab.evaluate(FIRST.replace("CONDITION", condition))

        page.asked = asked
        return page

    return latent


def apart(arrays, strip, wall):
    """Return the most by which a grey level of two pictures differs."""
    one, other = arrays["latent.pictures"]["data"], arrays["fixed"]["data"]
    pairs = zip(one[784 * strip : 784 * (strip + 1)], other[784 * wall : 784 * (wall + 1)], strict=True)
    return max(abs(a - b) for a, b in pairs)


def test_a_walk_goes_between_the_pictures_that_are_picked(latent):
    page = latent()
    first = page.asked(PRESENT + "asked.picks.join() === '0,1'")
    assert max(apart(first, 0, 0), apart(first, 10, 1)) <= 1
    page.click("latent-pick-5")
    page.click("latent-others")
    page.tab.get_by_test_id("gl-latent-pick-2").press("Enter")
    strip = page.asked(PRESENT + "asked.picks.join() === '5,18'")
    assert max(apart(strip, 0, 5), apart(strip, 10, 18)) <= 1
    assert apart(strip, 0, 18) > 1
    assert strip["latent.pictures"]["shape"] == [11, 28, 28]
    page.click("latent-linear")
    straight = page.asked(PRESENT + "asked.way === 'linear'")["latent.pictures"]["data"]
    assert straight[:784] == strip["latent.pictures"]["data"][:784]
    assert straight[784 * 5 : 784 * 6] != strip["latent.pictures"]["data"][784 * 5 : 784 * 6]
    page.click("latent-four")
    square = page.asked(PRESENT + "asked.picks.join() === '5,18,2,3'")
    assert max(apart(square, corner, pick) for corner, pick in ((0, 5), (6, 18), (42, 2), (48, 3))) <= 1
    sheet = page.tab.get_by_test_id("gl-latent-sheet")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        sheet.press(key)
    assert page.tab.get_by_test_id("gl-latent-readout").inner_text() == "→ 0.17  ↓ 0.17"
    assert "live_" not in page.tab.get_by_test_id("gl-latent").inner_html()
    spoken = page.tab.locator("#gl-latent-sheet-text")
    expect(spoken).to_have_text(
        re.compile(r"^Between A, B, C and D: 49 pictures of step [\d,]+\. Picked .* 6, 19, 3, 4\.$")
    )
    assert sheet.get_attribute("aria-describedby") == "gl-latent-sheet-text"
    assert page.root("status") == "paused"
    assert page.errors == []


@pytest.mark.main
def test_a_slider_moves_the_picture_and_back(latent):
    page = latent()
    page.click("latent-sliders")
    page.asked(PRESENT + "asked.mode === 'sliders' && !asked.moved.length")
    before, step = page.picture("latent-large"), page.root("step")
    slider = page.tab.get_by_test_id("gl-latent-z-2")
    for key in ("End", "ArrowLeft"):
        slider.press(key)
    page.asked(PRESENT + "asked.moved.join() === '2,2.95'")
    page.tab.wait_for_function(
        "v => document.querySelector('[data-testid=gl-latent-large]').toDataURL() !== v", arg=before
    )
    page.click("latent-reset")
    page.tab.wait_for_function(
        "v => document.querySelector('[data-testid=gl-latent-large]').toDataURL() === v", arg=before
    )
    page.click("latent-random")
    page.asked(PRESENT + "asked.seed !== null")
    assert page.tab.locator(".gl-latent-picker [aria-pressed=true]").count() == 0
    assert page.root("step") == step
    assert page.errors == []


def test_directions_and_map_follow_the_run(latent):
    page = latent("?preset=digits-plane")
    page.click("latent-directions")
    rows = page.asked(PRESENT + "asked.mode === 'directions' && found.measured === header.step")
    assert rows["latent.pictures"]["shape"] == [14, 28, 28]
    shares = [text for text in page.tab.get_by_test_id("gl-latent-shares").locator("span:visible").all_inner_texts()]
    assert sum(float(text.removesuffix(" %")) for text in shares) == pytest.approx(100, abs=1.1)
    page.click("latent-map")
    page.asked(PRESENT + "asked.mode === 'map'")
    before = page.picture("latent-sheet")
    page.click("play")
    page.tab.wait_for_function(
        "v => document.querySelector('[data-testid=gl-latent-sheet]').toDataURL() !== v", arg=before
    )
    page.tab.get_by_test_id("gl-latent-sheet").hover(position={"x": 5, "y": 5})
    assert page.tab.get_by_test_id("gl-latent-readout").inner_text() == "z/σ = (−1.47, +1.47)"
    page.click("tab-walls")
    page.until("Number(d.step) > v.step", step=int(page.root("step")))
    page.asked("header.asked.length === 0")
    assert page.errors == []


@pytest.mark.slow
def test_where_z_has_more_dimensions_the_map_says_what_it_needs(latent):
    page = latent(size=(390, 844), locale="zh-CN")
    page.click("latent-map")
    assert "40" in page.tab.get_by_test_id("gl-latent-note").inner_text()
    assert page.tab.get_by_test_id("gl-latent-sheet").is_hidden()
    assert page.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.errors == []


@pytest.mark.slow
def test_beside_another_run_only_the_walls_are_shown(latent):
    page = latent()
    page.click("compare")
    dialog = page.tab.get_by_test_id("gl-compare-dialog")
    dialog.get_by_test_id("gl-compare-field").select_option("d_lr")
    dialog.get_by_test_id("gl-knob-d_lr-value").fill("0.01")
    dialog.get_by_test_id("gl-knob-d_lr-value").press("Tab")
    dialog.get_by_test_id("gl-compare-start").click()
    page.until("d.beside && Number(d.step) > 0")
    shown = {name: page.tab.get_by_test_id(f"gl-{name}").is_visible() for name in ("fixed", "latent", "tab-latent")}
    assert shown == {"fixed": True, "latent": False, "tab-latent": False}
    assert page.errors == []
