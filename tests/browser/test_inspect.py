"""Pictures looked into, sorted, and followed through time, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def wait(page, condition, **values):
    page.tab.wait_for_function(f"v => {condition}", arg=values)


def inspected_note(page):
    return page.tab.get_by_test_id("gl-inspect-note").text_content()


@pytest.mark.main
def test_a_click_and_a_key_open_the_card_of_that_picture(visit):
    page = visit("?preset=digits")
    page.until("d.status === 'running' && Number(d.step) > 30")
    wall, card = page.tab.get_by_test_id("gl-fixed"), page.tab.get_by_test_id("gl-inspect")
    box = wall.bounding_box()
    wall.click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 1.5 / 8})
    card.wait_for()
    title = page.tab.get_by_test_id("gl-inspect-title")
    assert "Fixed z 11 " in title.text_content()
    first = title.text_content()
    wait(page, "document.querySelector('[data-testid=gl-inspect-title]').textContent !== v.first", first=first)
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    wait(page, "document.querySelector('[data-testid=gl-inspect-text-features]').textContent.startsWith('Real')")
    assert page.tab.get_by_test_id("gl-inspect-text-pixels").text_content().startswith("Real pictures to their nearest")
    expect(page.tab.locator("#gl-inspect-picture-text")).to_have_text(
        re.compile(
            r"^Fixed z 11 at step [\d,]+: D = \S+\. The digit classifier takes it for \d, \d+ % sure\. "
            r".* away by pixels\. Real"
        )
    )
    chances = [
        float(bar.get_attribute("title").split(": ")[1].split()[0])
        for bar in page.tab.locator("[data-testid=gl-inspect-classes] > span").all()
    ]
    assert sum(chances) == pytest.approx(100, abs=1)
    wall.hover(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 1.5 / 8})
    assert (
        page.tab.locator(".gl-panel-fixed .gl-readout").text_content()
        in page.tab.get_by_test_id("gl-inspect-score").text_content()
    )
    page.tab.get_by_test_id("gl-inspect-close").click()
    card.wait_for(state="hidden")
    page.tab.mouse.move(5, 5)
    wall.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Enter"):
        page.tab.keyboard.press(key)
    card.wait_for()
    assert "Fixed z 28 " in title.text_content()
    page.tab.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert page.errors == []


def test_sorted_walls_fall_from_real_to_fake(visit):
    page = visit("?preset=digits")
    page.until("d.status === 'running' && Number(d.step) > 30")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    wall = page.tab.get_by_test_id("gl-fixed")
    box = wall.bounding_box()

    def answers():
        found = []
        for place in range(0, 64, 7):
            wall.hover(
                position={"x": box["width"] * (place % 8 + 0.5) / 8, "y": box["height"] * (place // 8 + 0.5) / 8}
            )
            text = page.tab.locator(".gl-panel-fixed .gl-readout").text_content()
            found.append(float(text.split("=")[1]))
        return found

    mixed = answers()
    page.tab.get_by_test_id("gl-sort").click()
    ordered = answers()
    assert ordered == sorted(ordered, reverse=True)
    assert mixed != ordered
    page.tab.get_by_test_id("gl-sort").click()
    assert answers() == mixed


def test_the_strip_follows_the_run_and_its_columns_look_back(visit):
    page = visit("?preset=digits")
    page.until("d.status === 'running' && Number(d.step) > 100")
    wall = page.tab.get_by_test_id("gl-fixed")
    box = wall.bounding_box()
    wall.click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 1.5 / 8})
    title, text = (page.tab.get_by_test_id(f"gl-{name}") for name in ("inspect-title", "strip-text"))
    page.click("inspect-through")
    columns = page.tab.locator(".gl-strip-column")
    wait(page, "document.querySelectorAll('.gl-strip-column').length >= 5")
    page.click("play")
    page.until("d.status === 'paused'")
    wait(
        page,
        "document.querySelector('.gl-strip-column:last-child').dataset.step === "
        "document.querySelector('.gl-root').dataset.step",
    )
    expect(text).to_contain_text("Framed: z 11,")
    expect(columns.last.locator("canvas")).to_have_attribute("aria-label", re.compile("z 9 to 16$"))
    page.click("strip-others")
    expect(text).not_to_contain_text("Framed")
    expect(page.tab.locator("#gl-strip-text")).to_have_text(
        re.compile(r"^Pictures of 8 noise vectors at \d+ steps, from 0 to")
    )
    steps = json.loads(
        page.tab.evaluate(
            "JSON.stringify([...document.querySelectorAll('.gl-strip-column')].map(n => Number(n.dataset.step)))"
        )
    )
    assert steps == sorted(set(steps))
    columns.nth(2).click()
    page.until("d.past === v.step && d.step === v.step", step=str(steps[2]))
    assert columns.nth(2).get_attribute("aria-pressed") == "true"
    expect(title).to_contain_text(f"Fixed z 11 at step {steps[2]:,}")
    expect(page.tab.get_by_test_id("gl-inspect-slope")).to_be_visible(visible=not inspected_note(page))
    columns.last.click()
    page.until("d.past === 'null'")
    expect(title).to_contain_text(f"Fixed z 11 at step {steps[-1]:,}")
    assert inspected_note(page) == ""
    page.click("inspect-close")
    page.tab.get_by_test_id("gl-tab-strip").focus()
    page.tab.keyboard.press("ArrowLeft")
    page.tab.get_by_test_id("gl-fixed").wait_for()
    assert page.errors == []
