"""What a teacher hides, in a real Chromium: it is gone, out of reach, and nothing else goes with it."""

import re

import pytest

from ganlab.gan.config import knobs
from ganlab.web.presentation import PARTS

pytestmark = pytest.mark.browser

SELECTORS = {name: part.selector for name, part in PARTS.items() if part.selector}
IN_MENU = {"share": "Share", "class": "Class", "data": "Your data", "language": "Language"}
PAGE_WIDGETS = dict.fromkeys(IN_MENU, ".st-key-menu")


def shown(page, selector):
    nodes = page.tab.locator(f":is({selector})").all()
    return sum(node.is_visible() for node in nodes)


def test_every_part_can_be_hidden_and_nothing_else_goes_with_it(visit):
    assert set(PARTS) == {*SELECTORS, *PAGE_WIDGETS}
    page = visit("")
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-measures > span")
    page.click("display-open")
    page.click("gear-real")
    everything = {name: shown(page, selector) for name, selector in {**SELECTORS, **PAGE_WIDGETS}.items()}
    assert all(everything.values()), everything
    page = visit(f"?hide={','.join(PARTS)}")
    page.until("d.status === 'running'")
    page.tab.wait_for_timeout(1000)
    assert not any(shown(page, selector) for selector in {**SELECTORS, **PAGE_WIDGETS}.values())
    assert page.tab.get_by_test_id("gl-plane").is_visible()
    assert page.errors == []


def test_hidden_controls_are_out_of_reach_and_the_address_keeps_them(visit):
    hidden = "reset,seed,speed,step,layers,keys,d_lr,loss,language,graph"
    page = visit(f"?hide={hidden}&d_lr=0.003")
    page.rest()
    state = {name: page.root(name) for name in ("step", "generation", "dLr", "speed")}
    for key in ("r", "n", ".", "d", "g", "]", "[", "-", "?", "1", "f", "w"):
        page.tab.keyboard.press(key)
    page.tab.keyboard.press("}")  # allowed, and after all the others
    page.until("d.gLr === '0.0015'")
    assert {name: page.root(name) for name in state} == state
    assert not page.tab.get_by_test_id("gl-keys").is_visible()
    assert page.tab.get_by_test_id("gl-knob-g_lr").is_visible()
    assert not page.tab.get_by_test_id("gl-knob-d_lr").is_visible()
    page.menu()
    tabs = page.tab.get_by_test_id("stPopoverBody").get_by_role("tab")
    assert [tab.inner_text() for tab in tabs.all()][:3] == ["Share", "Class", "Your data"]
    assert tabs.filter(has_text="Language").count() == 0
    page.tab.keyboard.press("Escape")
    for _ in range(40):
        page.tab.keyboard.press("Tab")
        name = page.tab.evaluate("document.activeElement.dataset.testid ?? ''")
        assert not re.match(r"gl-(reset|seed|speed|step$|step-|layer|knob-d_lr|knob-loss|node|keys)", name), name
    page.tab.wait_for_url("**g_lr=0.0015*")
    kept = re.search("hide=([^&]*)", page.tab.url).group(1)
    assert set(kept.split(",")) == set(hidden.split(","))
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-status='paused']")
    assert not page.tab.get_by_test_id("gl-reset").is_visible()


def test_every_knob_can_be_hidden(visit):
    page = visit(f"?hide={','.join(knobs())}")
    page.until("d.status === 'running'")
    assert page.tab.locator(".gl-knob").count() > 0
    for name in ("z", "g", "real", "d", "loss", "penalty"):
        page.click(f"gear-{name}")
        assert page.tab.get_by_test_id("gl-card").is_visible()
        assert page.tab.locator(".gl-knob:visible").count() == 0
        page.tab.keyboard.press("Escape")


@pytest.mark.main
def test_unknown_names_are_said_in_one_sentence_and_the_rest_is_hidden(visit):
    page = visit("?hide=graph,chart,xyzzy&palette=rainbow&projector=maybe&shapes=2")
    page.until("d.status === 'running'")
    for sentence in (
        "hide: must name parts of the view or settings, such as graph,charts,d_lr (did you mean charts?); "
        "got “chart,xyzzy”",
        "palette: must be one of default, okabe-ito; got “rainbow”",
        "projector: must be one of 0, 1; got “maybe”",
        "shapes: must be one of 0, 1; got “2”",
    ):
        page.tab.get_by_text(sentence).wait_for()
    assert not page.tab.get_by_test_id("gl-graph").is_visible()


def test_share_offers_a_lesson_link_that_hides_what_is_ticked(visit):
    page = visit("?g_lr=0.005")
    page.until("d.status === 'running'")
    page.menu()
    for name in ("Charts", "Reset"):
        page.tab.get_by_role("button", name=name, exact=True).last.click()
    code = page.tab.locator("[data-testid=stCode]").last
    page.tab.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stCode]')].at(-1).innerText.includes('hide=reset,charts')"
    )
    link = code.inner_text().strip()
    lesson = visit("?" + link.split("?")[1])
    lesson.until("d.gLr === '0.005'")
    assert not lesson.tab.locator(".gl-charts").is_visible()
    assert not lesson.tab.get_by_test_id("gl-reset").is_visible()
