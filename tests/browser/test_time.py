"""Time in a real browser: dragging back, branching, undoing, running until; read from the page, not from its looks."""

import re

import pytest

pytestmark = pytest.mark.browser

# What is on the page: the plane (its arrows off: their common scale is smoothed over time), and D(x) at the pointer.
PICTURE = """() => [
  document.querySelector("[data-testid=gl-plane]").toDataURL(),
  document.querySelector(".gl-readout").textContent,
]"""
MARK = "document.querySelector('[data-testid=gl-losses]').layout?.shapes?.find(shape => shape.name === 'past')?.x0"


def paused(page, step=60):
    page.until("d.status === 'running' && Number(d.step) > v.step", step=step)
    page.click("play")
    page.until("d.status === 'paused' && d.past === 'null'")


def aimed(slider):
    """What the slider asks to be shown, as the root element says it."""
    text = slider.get_attribute("aria-valuetext")
    return "null" if text.endswith("now") else text.removeprefix("step ").replace(",", "")


def test_arrow_keys_look_back_and_the_picture_is_the_earlier_one(visit):
    page = visit(reduced_motion="reduce")
    paused(page)
    page.click("layer-arrows")
    box = page.tab.get_by_test_id("gl-plane").bounding_box()
    page.tab.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)
    shown = {}
    for _ in range(4):
        step = int(page.root("step")) + 1
        page.tab.keyboard.press(".")
        page.until("Number(d.step) === v.step", step=step)
        shown[step] = page.tab.evaluate(PICTURE)
    steps = list(shown)
    assert len({picture for picture, _ in shown.values()}) == 4
    assert all(re.search(r"D(\(x\))? = 0\.\d", readout) for _, readout in shown.values())
    slider = page.tab.get_by_test_id("gl-time")
    slider.focus()
    assert "now" in slider.get_attribute("aria-valuetext")
    for step in reversed(steps[:-1]):
        page.tab.keyboard.press("ArrowLeft")
        page.until(
            "d.past === String(v.step) && d.step === d.past && d.now === String(v.now)", step=step, now=steps[-1]
        )
        assert page.tab.evaluate(PICTURE) == shown[step]
    said = page.tab.get_by_test_id("gl-time-said").inner_text()
    assert said == f"looking back at step {steps[0]:,}; now {steps[-1]:,}"
    assert slider.get_attribute("aria-valuetext") == f"step {steps[0]:,}"
    page.tab.wait_for_function(f"step => {MARK} === step", arg=steps[0])
    x = "document.querySelector('[data-testid=gl-losses]').data[0].x.at(-1)"
    page.tab.wait_for_function(f"v => {x} === v", arg=steps[-1])  # the curves stay whole
    page.click("present")
    page.until("d.past === 'null' && d.step === String(v.now)", now=steps[-1])
    page.tab.wait_for_function(f"() => {MARK} === undefined")
    assert page.errors == []


def test_the_slider_is_dragged_smoothly_and_play_returns_to_the_present(visit):
    page = visit()
    page.tab.wait_for_function("document.querySelector('[data-testid=gl-time]').max >= 12")
    paused(page, 300)
    now = page.root("now")
    box = page.tab.get_by_test_id("gl-time").bounding_box()
    y = box["y"] + box["height"] / 2
    page.tab.evaluate(
        """() => {
          const root = document.querySelector(".gl-root");
          window.seen = new Set();
          const note = () => window.seen.add(root.dataset.past);
          new MutationObserver(note).observe(root, { attributeFilter: ["data-past"] });
        }"""
    )
    page.tab.mouse.move(box["x"] + box["width"] - 11, y)
    page.tab.mouse.down()
    width = page.tab.get_by_test_id("gl-time").bounding_box()["width"]
    slider = page.tab.get_by_test_id("gl-time")
    for share in range(95, 20, -3):
        page.tab.mouse.move(box["x"] + box["width"] * share / 100, y)
        if share % 2:  # the newest wish wins; the picture follows while the button is down
            page.until("d.past === v.aimed && d.status === 'paused'", aimed=aimed(slider))
    page.tab.mouse.up()
    assert page.tab.evaluate("window.seen.size") > 5
    assert page.tab.get_by_test_id("gl-time").bounding_box()["width"] == width  # it does not jump under the hand
    assert page.root("now") == now
    other = visit(f"?run={page.root('run')}")  # all who look at a run see the same
    other.until("d.past === v.aimed", aimed=aimed(slider))
    page.click("play")
    page.until("d.past === 'null' && d.status === 'running' && Number(d.step) > v.now", now=int(now))


def test_a_branch_opens_a_run_of_its_own_and_the_address_follows(visit):
    page = visit()
    paused(page, 200)
    run, now = page.root("run"), page.root("now")
    slider = page.tab.get_by_test_id("gl-time")
    slider.focus()
    for _ in range(4):
        page.tab.keyboard.press("ArrowLeft")
    page.until("d.past === v.aimed", aimed=aimed(slider))  # the last of four wishes
    button = page.tab.get_by_test_id("gl-branch")
    step = button.inner_text().removeprefix("Branch at ").replace(",", "")
    assert int(step) <= int(page.root("past"))
    button.click()
    page.until("d.run !== v.run && d.status === 'paused' && d.step === v.step", run=run, step=step)
    assert f"new run, branched off at step {int(step):,}" in page.tab.get_by_test_id("gl-notice").inner_text()
    page.tab.wait_for_url(f"**run={page.root('run')}*")
    last = "document.querySelector('[data-testid=gl-losses]').data[0].x.at(-1)"
    page.tab.wait_for_function(f"v => {last} <= v", arg=int(step))
    page.click("step")
    page.until("Number(d.step) === v.step", step=int(step) + 1)
    old = visit(f"?run={run}")
    old.until("d.now === v.now", now=now)
    run = page.root("run")
    page.tab.reload()
    page.tab.wait_for_selector(f".gl-root[data-run='{run}']")
    assert page.errors == []


@pytest.mark.main
def test_undo_takes_back_a_rate_and_a_reset(visit):
    page = visit()
    undo = page.tab.get_by_test_id("gl-undo")
    paused(page)
    assert undo.is_disabled()
    assert undo.get_attribute("title") == "Nothing to undo"
    slider = page.tab.get_by_role("slider", name="D learning rate")
    slider.focus()
    page.tab.keyboard.press("ArrowRight")
    page.until("d.dLr === '0.003'")
    page.until("d.undo === 'D learning rate 0.002 → 0.003'")
    assert undo.get_attribute("title") == "Undo: D learning rate 0.002 → 0.003 (Ctrl+Z)"
    page.tab.keyboard.press("Control+z")
    page.until("d.dLr === '0.002' && d.undo === ''")
    assert page.tab.get_by_role("slider", name="D learning rate").get_attribute("aria-valuetext") in ("0.002", "0.003")
    step = page.root("step")
    page.click("reset")
    page.until("d.generation === '1' && d.status === 'running' && d.undo === 'Reset'")
    undo.click()
    page.until("d.generation === '2' && d.status === 'paused' && d.step === v.step && d.undo === ''", step=step)
    page.click("seed")
    page.until("d.generation === '3' && d.undo === 'New seed'")
    page.tab.wait_for_url("**seed=*")
    box = page.tab.get_by_test_id("gl-steps-n")
    box.focus()
    page.tab.keyboard.press("Control+z")  # a text field's own
    assert page.root("generation") == "3"
    undo.click()
    page.until("d.generation === '4' && d.step === v.step", step=step)
    page.tab.wait_for_function("!location.search.includes('seed=')")
    assert page.errors == []


def test_the_menu_runs_until_and_says_why_it_stopped(visit):
    page = visit()
    paused(page)
    target = int(page.root("step")) + 150
    page.tab.get_by_test_id("gl-until").focus()
    page.tab.keyboard.press("Enter")
    box = page.tab.get_by_test_id("gl-until-step-n")
    page.tab.wait_for_function("document.activeElement.dataset.testid === 'gl-until-step-n'")
    box.fill(str(target))
    box.press("Enter")
    page.until("d.status === 'paused' && d.step === v.step", step=str(target))
    page.tab.get_by_text(f"Paused at step {target:,}, as asked.").wait_for()
    assert not page.tab.get_by_test_id("gl-until-menu").is_visible()
    page.click("until")
    page.tab.get_by_test_id("gl-until-sw1-n").fill("0.3")
    page.click("until-sw1")
    page.tab.get_by_text("SW₁ is 0.").wait_for()
    page.until("d.status === 'paused'")
    stopped = int(page.root("step"))
    assert stopped % 100 == 0 or stopped == target
    page.click("until")
    assert page.tab.get_by_test_id("gl-until-modes-n").input_value() == "8"
    page.tab.keyboard.press("Escape")
    assert not page.tab.get_by_test_id("gl-until-menu").is_visible()
    assert page.errors == []


def test_what_a_data_set_does_not_have_cannot_be_waited_for(visit):
    page = visit("?preset=digits")
    page.until("d.kind === 'images' && d.step > 1")
    page.click("until")
    for name, missing in (
        ("step", False),
        ("sw1", True),
        ("high_quality", True),
        ("modes", True),
        ("divergence", False),
    ):
        assert page.tab.get_by_test_id(f"gl-until-{name}").is_disabled() == missing, name
    page.tab.keyboard.press("Escape")
    paused(page, 12)
    before = page.picture("fixed")
    slider = page.tab.get_by_test_id("gl-time")
    slider.focus()
    page.tab.keyboard.press("Home")
    page.until("d.past === '0'")
    page.tab.wait_for_function("v => document.querySelector('[data-testid=gl-fixed]').toDataURL() !== v", arg=before)
    page.tab.keyboard.press("End")
    page.until("d.past === 'null'")
    page.tab.wait_for_function("v => document.querySelector('[data-testid=gl-fixed]').toDataURL() === v", arg=before)


@pytest.mark.layout
@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_on_a_narrow_screen_all_of_it_is_within_reach(visit, locale):
    page = visit(size=(390, 844), locale=locale)
    paused(page)
    page.tab.get_by_test_id("gl-time").focus()
    page.tab.keyboard.press("ArrowLeft")
    page.until("d.past !== 'null'")
    for name in ("time", "present", "branch", "until", "undo"):
        box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= 390, name
        assert min(box["width"], box["height"]) >= 40, name
    page.click("until")
    box = page.tab.get_by_test_id("gl-until-menu").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
