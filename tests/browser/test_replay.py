"""A recorded run as a file, opened from the disk without any network: it plays, is looked through, and asks nothing."""

import re

import pytest

from tests.support.replay_tabs import ADDRESS, LARGE, SIZES

pytestmark = pytest.mark.browser

DRAWN = "[...document.querySelectorAll('.gl-chart .gl-plot')].filter((plot) => plot.querySelector('[data-curve] path'))"


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", [*LARGE, "pair"])
def test_it_plays_to_its_end_and_again(open_replay, kind, size):
    page = open_replay(kind, size)
    large = LARGE.get(kind, "plane")
    assert page.root("step") == "0"
    first = page.picture(large)
    page.get("replay-begin").click()
    page.step(12)
    page.tab.wait_for_selector(".gl-root[data-status=paused]")
    assert page.picture(large) != first
    assert page.get("replay-said").inner_text() == "step 12, the last one"
    assert page.get("replay-begin").is_hidden()
    page.get("replay-play").click()
    page.tab.wait_for_selector(".gl-root[data-status=running]")
    page.step(12)
    assert page.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.main
@pytest.mark.parametrize("kind", LARGE)
def test_the_slider_and_the_keys_go_to_any_step_and_back(open_replay, kind):
    page = open_replay(kind)
    first = page.picture(LARGE[kind])
    page.get("replay-time").fill("6")
    page.step(6)
    middle = page.picture(LARGE[kind])
    page.tab.locator("body").click(position={"x": 2, "y": 2})
    for key, step in (("ArrowRight", 7), ("ArrowLeft", 6), ("End", 12), ("Home", 0)):
        page.tab.keyboard.press(key)
        page.step(step)
    assert page.picture(LARGE[kind]) == first
    page.get("replay-time").fill("6")
    page.step(6)
    assert page.picture(LARGE[kind]) == middle != first


@pytest.mark.main
@pytest.mark.parametrize("kind", [*LARGE, "pair"])
def test_the_charts_are_drawn_and_read(open_replay, kind):
    page = open_replay(kind)
    page.get("replay-time").fill("6")
    page.step(6)
    page.until(f"{DRAWN}.length > 0")
    shown = page.tab.locator(".gl-chart").count()
    page.until(f"{DRAWN}.length === {shown}")
    value = page.tab.locator("[data-column=d_loss] .gl-value").first
    before = value.inner_text()
    assert re.search(r"\d", before)
    if kind == "pair":
        assert "┊" in before
        curves = "document.querySelectorAll('[data-testid=gl-losses] [data-curve]').length"
        assert page.tab.evaluate(curves) >= 4
    page.get("losses").hover(position={"x": 60, "y": 20}, force=True)
    page.tab.wait_for_selector("[data-testid=gl-chart-losses] .gl-cross:visible")
    assert value.inner_text() != before
    page.tab.locator("[data-column=d_loss]").first.click()
    page.tab.wait_for_selector("[data-column=d_loss][aria-pressed=false]")
    page.get("log").click()
    page.get("smooth").click()


def test_every_layer_can_be_switched_and_the_pointer_reads(open_replay):
    page = open_replay("points")
    page.tab.keyboard.press("End")
    page.step(12)
    seen = {page.picture("plane")}
    layers = page.tab.locator(".gl-chip[data-testid^=gl-layer]").all()
    assert len(layers) == 8
    for layer in layers:
        layer.click()
        seen.add(page.picture("plane"))
    assert len(seen) == 9
    page.get("plane").hover()
    assert re.search(r"D.*= [\d.]+", page.tab.locator(".gl-note").inner_text())


def test_a_wall_says_what_d_answers_to_the_picture_pointed_at_and_opens_nothing(open_replay):
    page = open_replay("images")
    page.get("fixed").click(position={"x": 30, "y": 30})
    assert re.search(r"D = [\d.]+", page.tab.locator(".gl-panel-fixed .gl-readout").inner_text())
    assert page.get("inspect").is_hidden()
    assert page.tab.locator(".gl-tabs:visible").count() == 0


@pytest.mark.parametrize("kind", [*LARGE, "pair"])
@pytest.mark.parametrize("few", [False, True])
def test_what_cannot_act_is_gone(open_replay, kind, few):
    page = open_replay(kind)
    if few:
        page.get("all").click()
    left = page.tab.evaluate("""
      [...document.querySelectorAll("button, input, select, a[href], [role=button]")]
        .filter((node) => node.checkVisibility({ visibilityProperty: true }))
        .filter((node) => node.disabled && !node.matches(".gl-chip, [data-testid=gl-unzoom]"))
        .map((node) => node.outerHTML)""")
    assert left == []
    for name in (
        "play",
        "reset",
        "speed",
        "time",
        "compare",
        "experiment",
        "data-open",
        "edit",
        "slow",
        "try-0",
        "begin",
    ):
        assert page.tab.locator(f"[data-testid=gl-{name}]:visible").count() == 0, name
    assert page.tab.locator(".gl-knob:visible, .gl-compare-keep:visible").count() == 0


def test_of_a_pair_either_run_is_looked_at(open_replay):
    page = open_replay("pair")
    page.tab.keyboard.press("End")
    page.step(12)
    assert page.tab.locator(".gl-picture-b canvas:visible").count() == 1
    said = page.tab.locator(".gl-row[data-of~=d] .gl-fact").inner_text
    page.get("compare-pick-b").click()
    page.tab.wait_for_selector("[data-testid=gl-compare-pick-b][aria-pressed=true]")
    assert said()
    assert page.tab.locator(".gl-recorded-settings").count() == 2


def test_it_says_what_it_is_and_where_the_live_run_begins(open_replay):
    page = open_replay("points")
    assert page.tab.locator(".gl-recorded-mark").inner_text() == "Recorded"
    assert page.get("replay-extent").inner_text() == "steps 0 to 12, 13 frames"
    link = page.get("replay-live")
    assert (link.get_attribute("href"), link.inner_text(), link.get_attribute("rel")) == (
        ADDRESS,
        ADDRESS,
        "noopener noreferrer",
    )
    page.tab.locator(".gl-recorded-settings summary").click()
    assert "0.002" in page.tab.locator(".gl-recorded-settings").inner_text()


def test_it_turns_to_another_language_and_to_dark(open_replay):
    page = open_replay("points", color_scheme="light")
    page.get("replay-time").fill("6")
    page.step(6)
    light = page.picture("plane")
    page.get("replay-language").select_option("zh")
    page.tab.wait_for_selector("html[lang=zh]")
    page.until("document.querySelector('.gl-recorded-mark').textContent === '回放'")
    assert page.root("step") == "6"
    assert "回放" in page.tab.title()
    english = page.tab.evaluate("""
      [...document.querySelectorAll(".gl-caption > span:first-child, .gl-player-said, .gl-tools button, summary")]
        .filter((node) => node.checkVisibility())
        .map((node) => node.innerText || node.title).filter((text) => text && !/[一-鿿]/.test(text))""")
    assert [text for text in english if "Wasserstein" not in text] == []
    page.get("replay-theme").select_option("dark")
    page.tab.wait_for_selector(".gl-root[data-theme=dark]")
    assert page.picture("plane") != light
    page.get("replay-theme").select_option("light")
    page.tab.wait_for_selector(".gl-root[data-theme=light]")


def test_palette_shapes_and_projector_remain(open_replay):
    page = open_replay("points")
    page.tab.keyboard.press("End")
    page.step(12)
    plain = page.picture("plane")
    page.get("display-open").click()
    page.get("palette").select_option("okabe-ito")
    page.get("shapes").click()
    assert page.picture("plane") != plain
    page.tab.keyboard.press("Escape")
    page.tab.keyboard.press("p")
    page.tab.wait_for_selector(".gl-root[data-projector]")
    assert page.get("replay-play").is_visible()
