"""What a newcomer sees first, in a real Chromium: few controls, few words, a large picture, and what each thing is."""

import re

import pytest
from playwright.sync_api import expect

from ganlab.presets import PRESETS

pytestmark = pytest.mark.browser

WINDOW = (1280, 720)
# All that can be pressed or moved, and every text, as far as it is seen; signs that a font draws from words are none.
COUNTED = r"""() => {
  const seen = (node) => {
    const { width, height } = node.getBoundingClientRect();
    const options = { opacityProperty: true, visibilityProperty: true };
    return node.checkVisibility(options) && width > 1 && height > 1 && !node.closest("[data-testid=stSkipToContent]");
  };
  const pressed = "button, a[href], input, select, textarea, summary, [role=button], [role=slider], [role=tab]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    // of a formula what stands low or high is smaller, as it should be
    const unread = "script, style, option, math, .gl-spoken, [data-testid=stIconMaterial]";
    if (!text || box.closest(unread) || !seen(box)) continue;
    const style = getComputedStyle(box);
    if (style.clipPath === "none") texts.push([text, parseFloat(style.fontSize)]);
  }
  const words = texts.flatMap(([text]) => text.split(/\s+/)).filter((word) => /\p{L}/u.test(word));
  const { width, height } = document.querySelector(".gl-stage canvas").getBoundingClientRect();
  const main = document.querySelector(".stMain");
  return {
    controls: [...document.querySelectorAll(pressed)].filter(seen).map((node) => node.dataset.testid ?? node.outerHTML),
    words,
    small: texts.filter(([, size]) => size < 14),
    picture: Math.min(width, height),
    beyond: [main.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth],
  };
}"""


@pytest.mark.main
@pytest.mark.layout
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_screen_is_a_large_picture_few_words_and_few_controls(arrive, language):
    page = arrive(f"?lang={language}")
    page.until("d.status === 'paused' && d.step === '0' && d.controls === 'few'")
    page.tab.wait_for_selector(".gl-plot .xtick text")
    page.tab.wait_for_selector(".gl-data-row button")
    found = page.tab.evaluate(COUNTED)
    assert len(found["controls"]) <= 20, found["controls"]
    assert "gl-begin" in found["controls"]
    if language == "en":  # of others it is not clear what a word is
        assert len(found["words"]) <= 80, found["words"]
    assert found["small"] == []
    assert found["picture"] >= 520
    assert max(found["beyond"]) <= 0
    assert page.errors == []


@pytest.mark.layout
@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("?preset=digits", WINDOW),
        ("?preset=dirac-circle", (1024, 768)),
        ("?preset=mode-collapse", (390, 844)),
        *(
            pytest.param(f"?preset={key}", size, marks=pytest.mark.slow)
            for key in ("digits", "dirac-circle", "mode-collapse")
            for size in ((1024, 768), (1440, 900), (2560, 1440), (390, 844))
        ),
    ],
)
def test_no_screen_is_wider_than_its_window_and_a_chart_is_in_view(arrive, query, size):
    page = arrive(query, size)
    page.tab.wait_for_selector(".gl-plot .xtick text")
    found = page.tab.evaluate(COUNTED)
    assert found["small"] == []
    assert found["beyond"][1] <= 0
    if size[0] > 1000:
        plot = page.tab.locator(".gl-plot:visible").first.bounding_box()
        assert plot["y"] + plot["height"] <= size[1]
        assert plot["width"] < 6 * plot["height"]
    assert page.errors == []


def test_the_words_of_the_legend_show_and_hide_what_they_name(arrive):
    page = arrive()
    page.until("d.status === 'paused'")
    for name in ("real", "fake", "heat", "arrows"):
        before = page.picture()
        page.click(f"word-{name}")
        assert page.pressed(f"word-{name}") == "false"
        page.tab.wait_for_function(
            "v => document.querySelector('[data-testid=gl-plane]').toDataURL() !== v", arg=before
        )
    page.click("layers-open")
    assert page.pressed("layer-real") == "false"
    page.click("layer-real")
    assert page.pressed("word-real") == "true"


def test_what_you_see_is_first_the_task_then_how_far_it_is_and_never_nothing(arrive):
    page = arrive()
    name, text = (page.tab.get_by_test_id(f"gl-diagnosis-{part}") for part in ("name", "text"))
    expect(name).to_have_text("Watch:")
    expect(text).to_have_text(PRESETS["first-light"].watch)
    page.click("begin")
    expect(name).to_have_text("0 of 8 clusters reached.")
    value = page.tab.locator(".gl-chart [data-column=modes] .gl-value")
    value.wait_for()
    for _ in range(20):  # whatever it is by now, both say the same
        said, drawn = page.tab.evaluate(
            "() => [document.querySelector('[data-testid=gl-diagnosis-name]').textContent,"
            " document.querySelector('.gl-chart [data-column=modes] .gl-value').textContent]"
        )
        assert said.split()[0] == drawn.split("/")[0] or "of 8" not in said
        page.tab.wait_for_timeout(100)
    page.click("reset")
    page.click("play")
    page.until("d.status === 'paused'")
    page.tab.get_by_test_id("gl-set-ring").click()
    page.until("d.generation === '2'")  # other data begin at once: of a ring the task, or how far it is by now
    expect(name).to_have_text(re.compile("^(Watch:|The fakes lie .* times as far from the data .*)$"))


def test_pictures_that_no_classifier_is_sure_of_are_not_called_digits(arrive):
    page = arrive("?preset=digits")
    name = page.tab.get_by_test_id("gl-diagnosis-name")
    page.click("begin")
    expect(name).to_contain_text("The digit classifier is", timeout=60_000)


def test_all_controls_are_one_click_away_remembered_and_part_of_the_address(arrive):
    page = arrive()
    page.until("d.controls === 'few'")
    page.click("all")
    page.until("d.controls === 'all'")
    page.tab.wait_for_url("**controls=all*")
    assert page.tab.get_by_test_id("gl-slow").is_visible()
    assert page.tab.get_by_test_id("gl-measures").is_visible()
    page.tab.goto(page.tab.url.split("?")[0])
    page.tab.wait_for_selector(".gl-root[data-controls=all]")
    page.click("all")
    page.until("d.controls === 'few'")
    page.tab.wait_for_function("!location.search.includes('controls')")
    assert not page.tab.get_by_test_id("gl-slow").is_visible()
    page.tab.goto(f"{page.tab.url}&controls=all")
    page.tab.wait_for_selector(".gl-root[data-controls=all]")
    assert page.errors == []


@pytest.mark.layout
@pytest.mark.parametrize("controls", ["few", "all"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 720)])
def test_what_is_wrong_with_an_address_lies_under_no_menu(visit, size, controls):
    page = visit(f"?d_lr=abc&such=1&hide=nothing&controls={controls}", size=size)
    page.tab.locator("[data-testid=stAlert] p").first.wait_for()
    apart = page.tab.evaluate("""() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("[data-testid=stAlert] p"));
      const menu = document.querySelector(".st-key-menu_place button").getBoundingClientRect();
      return [...range.getClientRects()].map((line) => line.right <= menu.left || line.top >= menu.bottom - 4);
    }""")
    assert len(apart) >= 3 and all(apart)


def test_two_runs_side_by_side_have_all_controls(arrive):
    page = arrive("?compare=r1_gamma:0.3")
    page.until("d.beside && d.controls === 'all'")


@pytest.mark.main
def test_settings_and_charts_are_behind_one_button_each(arrive):
    page = arrive()
    assert not page.tab.get_by_test_id("gl-gear-loss").is_visible()
    page.click("edit")
    page.click("gear-penalty")
    assert page.tab.get_by_test_id("gl-card").locator(".gl-knob:visible").count() > 3
    page.tab.keyboard.press("Escape")
    page.click("edit")
    assert not page.tab.get_by_test_id("gl-gear-loss").is_visible()
    assert page.tab.locator(".gl-chart:visible").count() == 2
    page.click("more-charts")
    assert page.tab.get_by_test_id("gl-show-js").is_visible()
    assert page.tab.locator(".gl-chart:visible").count() > 2


@pytest.mark.parametrize("touch", [False, True])
def test_each_picture_of_the_overview_says_what_it_is(arrive, touch):
    page = arrive(has_touch=touch)
    tip = page.tab.get_by_test_id("gl-tip")
    for name in ("z", "g", "fake", "real", "d"):
        node = page.tab.get_by_test_id(f"gl-node-{name}")
        assert node.get_attribute("role") == "img"
        node.tap() if touch else node.hover()
        expect(tip).to_be_visible()
        expect(tip.locator("p")).not_to_be_empty()
        if not touch:
            page.tab.mouse.move(640, 20)
            expect(tip).to_be_hidden()
