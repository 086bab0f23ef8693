"""What is generated, in a real Chromium: the bars of the digits are the frame's numbers, and missing ones are said."""

import re

import pytest

pytestmark = pytest.mark.browser

HOLD = "&g_lr=0.0001&d_lr=0.0001"  # nothing moves far while the page is read


def open_and_rest(visit, query, **options):
    """Open the built-in digits, pause, and wait for the measures of the step that is shown."""
    page = visit(f"?preset=digits{query}", **options)
    page.tab.wait_for_selector("[data-testid=gl-made]:not([hidden])")
    page.click("play")
    page.until("d.status === 'paused'")
    return page


def all_in_sight(page):
    """Check that at 1280×720 walls, losses and what is generated are seen at once, each bar as long as its number."""
    page.tab.wait_for_function("document.querySelector('[data-testid=gl-losses]').clientHeight > 60")
    seen = page.tab.evaluate(
        """() => {
          const inside = (node) => {
            const { top, bottom, left, right } = node.getBoundingClientRect();
            return node.checkVisibility() && top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
          };
          const names = ["gl-fixed", "gl-fresh", "gl-real", "gl-chart-losses", "gl-losses", "gl-made", "gl-made-words"];
          names.push("gl-measures");
          const rows = [...document.querySelectorAll("[data-testid=gl-measures] > span")].filter(inside);
          const gauges = rows.map((row) => {
            const gauge = row.querySelector(".gl-gauge");
            return gauge.querySelector("b").getBoundingClientRect().width / gauge.clientWidth;
          });
          const outside = names.filter((name) => !inside(document.querySelector(`[data-testid=${name}]`)));
          return { outside, rows: rows.map((row) => row.textContent), gauges };
        }"""
    )
    assert seen["outside"] == []
    assert [row.split()[0] for row in seen["rows"]] == ["confidence", "precision", "FID-like", "neighbours"]
    for row, gauge in zip(seen["rows"], seen["gauges"], strict=True):
        if "FID" not in row:
            assert abs(100 * gauge - int(re.search(r"(\d+) %", row)[1])) < 1.6, row


def test_the_bars_are_the_measures_and_missing_digits_are_said(visit):
    page = open_and_rest(visit, HOLD)
    found = page.tab.evaluate(
        """() => {
          const bars = [...document.querySelectorAll("[data-testid=gl-made-bars] .gl-digit")];
          const tall = (node) => node.getBoundingClientRect().height;
          const height = (bar, tag) => tall(bar.querySelector(tag)) / tall(bar.firstChild);
          const part = (name) => document.querySelector(`[data-testid=gl-${name}]`);
          return {
            shown: bars.map(({ dataset }) => ({ ...dataset })),
            made: bars.map((bar) => height(bar, "i")),
            real: bars.map((bar) => height(bar, "b")),
            label: part("made-bars").getAttribute("aria-label"),
            words: part("made-words").textContent,
            numbers: part("measures").textContent,
          };
        }"""
    )
    counts, data = ([int(bar[name]) for bar in found["shown"]] for name in ("count", "data"))
    assert sum(counts) == 898
    assert sum(data) == 1797
    top = max(0.25, *(count / 898 for count in counts))
    for k in range(10):
        assert abs(found["made"][k] - counts[k] / 898 / top) < 0.04
        assert abs(found["real"][k] - data[k] / 1797 / top) < 0.06
        assert f"{k}: {100 * counts[k] / 898:.1f} % of the fakes" in found["label"]
    missing = [k for k in range(10) if 4 * counts[k] * 1797 < data[k] * 898]
    assert missing, "an untrained generator makes all ten digits"
    assert [k for k, bar in enumerate(found["shown"]) if bar["missing"] == "true"] == missing
    assert found["words"].endswith("missing: " + " ".join(map(str, missing)))
    assert re.search(r"FID-like \d+\.\d", found["numbers"])
    box = page.tab.get_by_test_id("gl-made-bars").first.bounding_box()
    page.tab.mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 20)
    words = page.tab.get_by_test_id("gl-made-words").first
    assert words.inner_text().startswith("3: ")
    all_in_sight(page)
    page.click("projector-open")
    page.tab.wait_for_selector(".gl-root[data-projector]")
    all_in_sight(page)


@pytest.mark.main
def test_without_classes_there_are_no_bars(visit):
    page = visit("?dataset=eight-gaussians")
    page.tab.wait_for_selector("[data-testid=gl-measures] > span")
    assert page.tab.get_by_test_id("gl-made").first.is_hidden()


@pytest.mark.layout
def test_on_a_phone_the_pictures_come_first_and_the_buttons_stay_in_reach(visit):
    page = visit("?preset=digits", size=(390, 844), has_touch=True, is_mobile=True)
    page.tab.wait_for_selector("[data-testid=gl-made]:not([hidden])", state="attached")
    tops = page.tab.evaluate(
        """() => {
          const names = ["tab-walls", "fixed", "real", "fresh", "time", "made", "chart-losses", "node-g", "knob-d_lr"];
          const top = (name) => document.querySelector(`[data-testid=gl-${name}]`).getBoundingClientRect().top;
          return [...names, "speed"].map((name) => [name, top(name)]);
        }"""
    )
    assert tops == sorted(tops, key=lambda entry: entry[1])
    for part in ("fixed", "chart-losses", "speed"):
        page.tab.get_by_test_id(f"gl-{part}").scroll_into_view_if_needed()
        for name in ("play", "step", "step-count"):
            box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
            assert 700 < box["y"] < box["y"] + box["height"] <= 844, (part, name)
    small = page.tab.evaluate(
        """() => [...document.querySelectorAll(".gl-root :is(button, select, input:not([type=checkbox]))")]
          .filter((node) => node.checkVisibility() && Math.min(node.offsetWidth, node.offsetHeight) < 40)
          .map((node) => node.dataset.testid ?? node.className)"""
    )
    assert small == []
    assert (
        page.tab.evaluate("Math.max(...[...document.querySelectorAll('html, section')].map((n) => n.scrollWidth))")
        <= 390
    )
    assert page.errors == []
