"""Reading what happens, in a real Chromium: charts with their floors and tools, and the diagnosis with its advice."""

import itertools

import pytest

from ganlab.observe.rules import RULES
from ganlab.web.words import say

pytestmark = pytest.mark.browser

PLOT = "document.querySelector('[data-testid=gl-{name}]')"
USUAL = ("losses", "scores", "sw1", "modes")


def plot(name):
    return PLOT.format(name=name)


def drawn(page, name, condition):
    """Wait until a condition on a chart's Plotly element (p) holds."""
    page.tab.wait_for_function(f"() => {{ const p = {plot(name)}; return p?.data && ({condition}) }}")


def charts(page):
    return page.tab.evaluate(
        "[...document.querySelectorAll('.gl-charts .gl-plot')].map(p => p.dataset.testid.slice(3))"
    )


def legend(page, name):
    """Return the texts of the values in a chart's legend, by column."""
    script = """name => [...document.querySelectorAll(`[data-testid=gl-chart-${name}] .gl-entry`)]
      .map((entry) => [entry.dataset.column, entry.querySelector(".gl-value").textContent])"""
    return dict(page.tab.evaluate(script, name))


def numbers(text):
    return float(text.replace("−", "-").split("/")[0].removesuffix(" %"))


def hold(page, condition="Number(d.step) > 400"):
    """Let a run come so far and pause it, with its last step measured and drawn."""
    page.until(f"d.status === 'running' && {condition}")
    page.click("play")
    page.until("d.status === 'paused'")
    step = int(page.root("step"))
    for name in ("losses", "sw1"):
        drawn(page, name, f"p.data[0].x.at(-1) > {step} - 8 - {step} / 512")  # of a long run each n-th step is kept
    return step


def move(page, name, share, down=False):
    """Move the pointer to a share of a chart's axis."""
    box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
    place = page.tab.evaluate(f"(() => {{ const {{ l, w }} = {plot(name)}._fullLayout._size; return [l, w] }})()")
    page.tab.mouse.move(box["x"] + place[0] + share * place[1], box["y"] + box["height"] / 2)
    if down:
        page.tab.mouse.down()


def ranges(page):
    return page.tab.evaluate(
        """() => [...document.querySelectorAll(".gl-charts .gl-plot")]
          .map((plot) => plot.layout.xaxis.range.join()).filter((r, i, all) => all.indexOf(r) === i)"""
    )


def test_measures_are_curves_with_their_floors(visit):
    page = visit()
    hold(page)
    assert charts(page) == list(USUAL)
    for name in USUAL:
        page.tab.get_by_test_id(f"gl-{name}").scroll_into_view_if_needed()
        drawn(page, name, "p.data.length === 2 || p.data.length === 1")
    floor = page.tab.evaluate(
        f"({{ y: {plot('sw1')}.layout.shapes[0].y0, text: {plot('sw1')}.layout.annotations[0].text }})"
    )
    assert floor["text"].replace("<br>", " ") == "real vs real"
    shown = page.tab.get_by_test_id("gl-measures").inner_text()
    assert f"(best {floor['y']:.3f})" in shown
    ends = f"{plot('sw1')}.data[0].y.at(-1).toFixed(3)"  # the line of numbers and the curve's end are one measurement
    page.tab.wait_for_function(
        f"document.querySelector('[data-testid=gl-measures]').innerText.includes('SW₁ ' + {ends})"
    )
    page.click("show-gradients")
    page.click("show-js")
    page.click("show-losses")
    assert charts(page) == ["scores", "sw1", "modes", "js", "gradients"]
    drawn(page, "gradients", "p.layout.yaxis.type === 'log' && p.data.length === 2")
    drawn(page, "js", "p.layout.shapes.length === 1")
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-frames]:not([data-frames='0'])")
    page.tab.wait_for_function("document.querySelectorAll('.gl-charts .gl-plot').length === 5")
    assert charts(page) == ["scores", "sw1", "modes", "js", "gradients"]
    assert page.errors == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?dataset=ring", ["losses", "scores", "sw1", "d_star"]),
        pytest.param("?preset=packing-cure", ["losses", "scores", "sw1", "modes"], marks=pytest.mark.slow),
        pytest.param("?dataset=dirac", ["losses", "parameters"], marks=pytest.mark.slow),
        ("?preset=digits", ["losses", "scores", "fid", "classes"]),
    ],
)
def test_each_kind_of_run_has_the_charts_that_it_has_numbers_for(visit, query, expected):
    page = visit(query, size=(1920, 1080))
    page.until("Number(d.step) > 3")
    assert charts(page) == expected
    if "digits" in query:
        only_whole_charts(page)
    assert page.errors == []


def only_whole_charts(page):
    """Check that where there is room for one chart beside the pictures, a chosen one comes in place of the losses."""
    page.tab.set_viewport_size({"width": 1280, "height": 720})
    until = "name => [...document.querySelectorAll('.gl-charts .gl-plot')].map(p => p.dataset.testid).join() === name"
    page.tab.wait_for_function(until, arg="gl-losses")
    page.click("show-fid")
    page.tab.wait_for_function(until, arg="gl-fid")
    page.click("show-fid")
    assert charts(page) == ["fid"]
    page.click("show-losses")
    page.tab.wait_for_function(until, arg="gl-losses")


def test_pointing_at_one_chart_shows_the_values_of_that_step_in_all(visit):
    page = visit()
    hold(page)
    move(page, "losses", 0.5)
    crosses = ".gl-cross:not([hidden])"
    page.tab.wait_for_function(f"document.querySelectorAll('{crosses}').length === 4")
    steps = page.tab.evaluate(f"[...document.querySelectorAll('{crosses}')].map(c => c.dataset.step)")
    assert len(set(steps)) == 1
    step = int(steps[0].replace(",", ""))
    for name in ("losses", "scores"):
        trace = page.tab.evaluate(f"{plot(name)}.data.map(t => t.y[t.x.indexOf({step})])")
        for value, true in zip(legend(page, name).values(), trace, strict=True):
            if true is not None:  # a row that is not drawn
                assert numbers(value) == pytest.approx(true, rel=6e-3)
    last = page.tab.evaluate(f"(t => t.y[t.x.findLastIndex(x => x <= {step})])({plot('sw1')}.data[0])")
    if last is not None:
        assert numbers(legend(page, "sw1")["sw1"]) == pytest.approx(last, rel=6e-3)
    page.tab.keyboard.press(".")  # a redraw, under the pointer
    drawn(page, "losses", f"p.data[0].x.at(-1) > {step}")
    assert page.tab.evaluate(f"[...document.querySelectorAll('{crosses}')].map(c => c.dataset.step)") == steps
    page.tab.mouse.move(5, 5)
    page.tab.wait_for_function(f"document.querySelectorAll('{crosses}').length === 0")
    assert page.errors == []


def test_a_drag_over_one_chart_chooses_the_steps_of_all(visit):
    page = visit()
    step = hold(page)
    drawn(page, "losses", f"p.layout.xaxis.range[1] === {step}")
    move(page, "losses", 0.25, down=True)
    move(page, "losses", 0.5)
    move(page, "losses", 0.75)
    page.tab.mouse.up()
    for name in USUAL:
        drawn(page, name, f"p.layout.xaxis.range[0] > {0.2 * step} && p.layout.xaxis.range[1] < {0.8 * step}")
    (chosen,) = ranges(page)
    first, last = map(float, chosen.split(","))
    assert first == pytest.approx(0.25 * step, abs=0.02 * step)
    assert last == pytest.approx(0.75 * step, abs=0.02 * step)
    page.tab.keyboard.press(".")
    page.until("Number(d.step) === v.step", step=step + 1)
    page.tab.wait_for_timeout(800)  # nothing that is drawn later may undo it
    assert ranges(page) == [chosen]
    page.tab.get_by_test_id("gl-losses").dblclick()
    for name in USUAL:
        drawn(page, name, "p.layout.xaxis.range[0] === 0")
    assert page.tab.get_by_test_id("gl-unzoom").is_disabled()


def test_tools_smooth_clip_and_take_logarithms_of_all_charts(visit):
    page = visit("?loss=wasserstein&gp_weight=0.3")
    hold(page)
    raw = page.tab.evaluate(f"{plot('losses')}.data[1].y.filter(y => y !== null)")
    page.click("smooth")
    drawn(page, "losses", "p.data.length === 6 && p.data[0].opacity < 1")  # D, G and the penalty, twice
    smooth = page.tab.evaluate(f"{plot('losses')}.data[4].y.filter(y => y !== null)")
    assert _roughness(smooth) < 0.7 * _roughness(raw)
    page.click("smooth")
    drawn(page, "losses", "p.data.length === 6")
    page.click("smooth")
    drawn(page, "losses", "p.data.length === 3")
    page.click("clip")
    drawn(page, "losses", "p.closest('.gl-chart').querySelector('.gl-chart-aside').textContent.includes('outside')")
    low, high = page.tab.evaluate(f"{plot('losses')}.layout.yaxis.range")
    values = page.tab.evaluate(f"{plot('losses')}.data.flatMap(t => t.y).filter(y => y !== null)")
    assert any(not low <= value <= high for value in values)
    page.click("clip")
    page.click("log")
    aside = page.tab.locator("[data-testid=gl-chart-losses] .gl-chart-aside")
    aside.get_by_text("not log: values ≤ 0").wait_for()  # a critic's losses are below 0 too: said, not drawn wrongly
    drawn(page, "losses", "p.layout.yaxis.type === 'linear'")
    assert "0 or below" in aside.get_attribute("title")
    assert page.errors == []


def _roughness(values):
    return sum(abs(b - a) for a, b in itertools.pairwise(values)) / len(values)


def test_losses_above_zero_go_on_a_log_axis(visit):
    page = visit()
    page.until("d.status === 'running' && Number(d.step) > 50")
    page.click("log")
    drawn(page, "losses", "p.layout.yaxis.type === 'log'")
    page.tab.locator("[data-testid=gl-chart-losses] .gl-chart-aside").get_by_text("log axis").wait_for()


@pytest.mark.main
def test_a_hidden_curve_stays_hidden(visit):
    page = visit()
    page.until("d.status === 'running' && Number(d.step) > 50")
    drawn(page, "losses", "p.data.length === 2")
    page.tab.locator("[data-testid=gl-chart-losses] [data-column=d_loss]").click()
    drawn(page, "losses", "p.data.length === 1 && p.data[0].name === 'G loss'")
    step = page.root("step")
    drawn(page, "losses", f"p.data[0].x.at(-1) > {step}")
    assert page.tab.evaluate(f"{plot('losses')}.data.length") == 1


def test_mode_collapse_is_diagnosed_and_an_advice_is_applied(visit):
    page = visit("?preset=mode-collapse")
    node = page.tab.get_by_test_id("gl-diagnosis")
    height = node.bounding_box()["height"]
    page.tab.wait_for_selector("[data-testid=gl-diagnosis][data-key=mode-collapse]")
    assert page.tab.get_by_test_id("gl-diagnosis-name").inner_text() == "Mode collapse:"
    assert "of 8 modes held" in page.tab.get_by_test_id("gl-diagnosis-text").inner_text()
    assert node.bounding_box()["height"] == height
    page.click("play")
    page.until("d.status === 'paused'")
    assert "Set Packing = 2" in page.tab.get_by_test_id("gl-try-1").inner_text()
    page.click("try-1")
    page.until("d.generation === '1' && d.status === 'running'")
    page.tab.wait_for_url("**packing=2*")
    page.tab.wait_for_selector("[data-testid=gl-diagnosis][data-key='']")
    assert node.bounding_box()["height"] == height
    assert page.errors == []


def test_what_is_tried_after_divergence_begins_anew(visit):
    page = visit("?preset=divergence")
    page.until("d.status === 'diverged'")
    page.tab.wait_for_selector("[data-testid=gl-diagnosis][data-key=diverged]")
    page.click("try-0")
    page.until("d.status === 'running' && Number(d.step) > 20 && d.dLr === '0.001'")


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_the_rules_are_listed_with_their_definitions(visit, locale):
    page = visit(locale=locale)
    page.click("rules-open")
    box = page.tab.get_by_test_id("gl-rules")
    box.wait_for()
    text = box.inner_text()
    for rule in RULES.values():
        assert say(rule.name, locale[:2]) in text
    assert box.locator("li").count() >= sum(len(rule.signs) for rule in RULES.values())
    page.tab.keyboard.press("Escape")
    box.wait_for(state="hidden")


@pytest.mark.layout
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_charts_fit_and_can_be_brushed_by_touch_too(visit, size):
    page = visit(size=size)
    page.until("d.status === 'running' && Number(d.step) > 50")
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    for name in USUAL:
        box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
        assert box["height"] >= 60
        assert box["x"] + box["width"] <= size[0]
    assert page.tab.evaluate("getComputedStyle(document.querySelector('.gl-plot-box')).touchAction") == "pan-y"
