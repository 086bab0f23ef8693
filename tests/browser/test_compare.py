"""Two runs side by side, as a person sees them: begun by dialog and by address, one step in both, kept and swapped."""

import pytest

pytestmark = pytest.mark.browser

BOTH = """() => new Promise((done) => {
  const seen = [];
  const look = () => {
    const [root, b] = [document.querySelector(".gl-root"), document.querySelector("[data-testid=gl-beside]")];
    seen.push([root.dataset.step, b.dataset.step, root.dataset.status, b.dataset.status]);
    const few = seen.length < 60 || new Set(seen.map(([step]) => step)).size < 4; // a busy machine shows few steps
    if (few && seen.length < 3000) requestAnimationFrame(look);
    else done(seen);
  };
  requestAnimationFrame(look);
})"""
BESIDE = "document.querySelector('[data-testid=gl-beside]').dataset"
LOSSES = "document.querySelector('[data-testid=gl-losses]').data"


def compared(page, steps=20):
    """Wait until two runs are shown, some steps along."""
    page.until("d.beside && Number(d.step) > v.steps", steps=steps)
    page.tab.wait_for_function(f"Number({BESIDE}.step) > 0")
    return page


def values(page, name):
    return page.tab.get_by_test_id(f"gl-compare-values-{name}").inner_text()


def test_begun_by_the_dialog_both_show_one_step_in_every_animation_frame(visit):
    page = visit()
    page.until("Number(d.step) > 20")
    page.click("compare")
    dialog = page.tab.get_by_test_id("gl-compare-dialog")
    dialog.get_by_test_id("gl-compare-field").select_option("d_lr")
    assert "A has 0.002" in dialog.inner_text()
    start = dialog.get_by_test_id("gl-compare-start")
    assert start.is_enabled()  # something telling is proposed
    dialog.get_by_test_id("gl-knob-d_lr-value").fill("0.002")
    dialog.get_by_test_id("gl-knob-d_lr-value").press("Tab")
    assert start.is_disabled()
    assert "A has 0.002 too" in dialog.inner_text()
    dialog.get_by_test_id("gl-knob-d_lr-value").fill("0.01")
    dialog.get_by_test_id("gl-knob-d_lr-value").press("Tab")
    start.click()
    compared(page)
    assert (values(page, "a"), values(page, "b")) == ("D learning rate 0.002", "D learning rate 0.01")
    seen = page.tab.evaluate(BOTH)
    assert len({a for a, *_ in seen}) > 3  # it moves
    assert all(a == b for a, b, *_ in seen)
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    step = int(page.root("step"))
    page.tab.keyboard.press(".")
    page.until("Number(d.step) === v.step", step=step + 1)
    page.tab.wait_for_function(f"v => {BESIDE}.step === v", arg=str(step + 1))
    assert page.picture() != page.picture("plane-b")
    assert page.errors == []
    assert page.elsewhere == []


@pytest.mark.main
def test_an_address_begins_a_comparison_and_f5_and_a_second_tab_find_it_again(visit):
    page = compared(visit("?loss=hinge&compare=r1_gamma:0.3"))
    page.tab.wait_for_url("**beside=*")
    run, beside = page.root("run"), page.root("beside")
    assert f"run={run}&beside={beside}&compare=r1_gamma:0.3&loss=hinge" in page.tab.url
    assert (values(page, "a"), values(page, "b")) == ("R1 γ 0", "R1 γ 0.3")
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-frames]:not([data-frames='0'])")
    compared(page)
    other = compared(visit(f"?run={run}&beside={beside}"))
    for one in (page, other):
        assert (one.root("run"), one.root("beside")) == (run, beside)
    assert page.errors == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?compare=r1_gamma:-1", "r1_gamma: must be a number from 0"),
        pytest.param("?compare=seed:5", "seed must be the same in both runs", marks=pytest.mark.slow),
        pytest.param("?compare=fast", "must be a setting and its other value", marks=pytest.mark.slow),
    ],
)
def test_a_comparison_that_there_cannot_be_is_said_and_the_run_goes_on(visit, query, sentence):
    page = visit(query)
    page.until("d.status === 'running' && Number(d.step) > 5")
    assert page.tab.get_by_text(sentence).count() == 1
    assert page.root("beside") == ""


def test_a_run_beside_that_is_gone_is_said_once(visit):
    first = visit()
    page = visit(f"?run={first.root('run')}&beside=nobody-knows-this")
    page.until("Number(d.step) > 5")
    assert page.tab.get_by_text("no longer beside it").count() == 1
    assert page.root("beside") == ""


def test_curves_lie_one_over_the_other_and_measures_in_two_lines(visit):
    page = compared(visit("?compare=r1_gamma:0.3"), 60)
    page.tab.wait_for_function(f"{LOSSES}?.some(trace => trace.name === 'D loss B' && trace.x.length > 20)")
    page.click("play")
    page.until("d.status === 'paused'")
    traces = page.tab.evaluate(
        f"Object.fromEntries({LOSSES}.map(({{ name, x, y, line }}) => "
        "[name, { x, y, colour: line.color, dash: line.dash }]))"
    )
    a, b = traces["D loss"], traces["D loss B"]
    assert a["colour"] == b["colour"]
    assert (a["dash"], b["dash"]) == ("solid", "dash")
    assert a["y"] != b["y"]
    assert "R1 B" in traces
    key = page.tab.get_by_test_id("gl-beside-key-losses")
    assert key.is_visible() and key.inner_text().split() == ["A", "B"]
    page.tab.get_by_test_id("gl-measures-b").get_by_text("modes").wait_for()
    assert page.tab.get_by_test_id("gl-measures").get_by_text("modes").count() == 1


def test_swap_and_layers_act_on_both_pictures(visit):
    page = compared(visit("?compare=r1_gamma:0.3"))
    left = """() => {
      const left = (plane) => document.querySelector(`[data-testid=${plane}]`).getBoundingClientRect().left;
      return left("gl-plane") < left("gl-plane-b");
    }"""
    assert page.tab.evaluate(left)
    page.click("compare-swap")
    assert not page.tab.evaluate(left)
    page.click("play")
    page.until("d.status === 'paused'")
    page.tab.wait_for_timeout(500)  # the last glide ends
    before = page.picture(), page.picture("plane-b")
    page.click("layer-heat")
    page.tab.wait_for_timeout(100)
    after = page.picture(), page.picture("plane-b")
    assert before[0] != after[0]
    assert before[1] != after[1]
    page.click("node-d")
    assert page.tab.get_by_test_id("gl-focus-b").is_visible()
    assert page.errors == []


def test_a_setting_moved_for_b_is_bs_alone(visit):
    page = compared(visit("?compare=r1_gamma:0.3"))
    page.click("compare-pick-b")
    assert page.tab.get_by_test_id("gl-compare-pick-b").get_attribute("aria-pressed") == "true"
    rate = page.tab.get_by_role("slider", name="G learning rate")
    rate.press("ArrowRight")
    page.tab.wait_for_function(
        "document.querySelector('[data-testid=gl-compare-values-b]').textContent.includes('0.0015')"
    )
    assert "G learning rate 0.001" in values(page, "a")
    assert "R1 γ 0.3" in values(page, "b")
    page.click("compare-pick-a")
    page.tab.wait_for_function("document.querySelector('[data-testid=gl-knob-g_lr-value]').value === '0.001'")
    assert page.root("gLr") == "0.001"
    seen = page.tab.evaluate(BOTH)
    assert all(a == b for a, b, *_ in seen)


@pytest.mark.parametrize("kept", ["a", pytest.param("b", marks=pytest.mark.slow)])
def test_keeping_one_goes_on_with_it_alone(visit, kept):
    page = compared(visit("?compare=d_lr:0.01"))
    run = page.root("run")
    page.click("play")
    page.until("d.status === 'paused'")
    step = page.root("step")
    page.click(f"compare-keep-{kept}")
    page.until("d.beside === '' && d.dLr === v.rate", rate={"a": "0.002", "b": "0.01"}[kept])
    assert (page.root("run"), page.root("step")) == (run, step)
    assert not page.tab.get_by_test_id("gl-beside").is_visible()
    page.tab.wait_for_function("!location.search.includes('beside')")
    page.click("step")
    page.until("Number(d.step) === v.step", step=int(step) + 1)
    page.tab.wait_for_function(f"{LOSSES}.every(trace => !trace.name.endsWith(' B'))")
    assert page.errors == []


def test_one_that_diverges_is_said_over_its_picture_and_the_other_goes_on(visit):
    page = visit("?loss=least-squares&d_optimizer=sgd&g_optimizer=sgd&compare=d_lr:10.0")
    page.until("d.beside && Number(d.step) > 60")
    page.tab.wait_for_function(f"{BESIDE}.status === 'diverged'")
    assert page.root("status") == "running"
    assert "Diverged" in page.tab.get_by_test_id("gl-banner-b").inner_text()
    assert "stopped at step" in values(page, "b")


@pytest.mark.layout
def test_on_a_phone_one_lies_above_the_other(visit):
    page = compared(visit("?compare=r1_gamma:0.3", size=(390, 844)))
    a, b = (page.tab.get_by_test_id(name).bounding_box() for name in ("gl-plane", "gl-plane-b"))
    assert a["y"] + a["height"] <= b["y"]
    assert b["y"] + b["height"] <= 844
    assert min(a["width"], b["width"]) > 200
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_it_speaks_chinese_in_the_dark(visit):
    page = visit("?compare=minibatch_std:true", locale="zh-CN", color_scheme="dark")
    compared(page)
    assert (values(page, "a"), values(page, "b")) == ("小批量标准差 关", "小批量标准差 开")
    assert page.tab.get_by_test_id("gl-compare-keep-b").inner_text() == "保留 B"
    page.tab.keyboard.press("c")
    page.tab.get_by_text("同时开始").wait_for()
    assert page.tab.get_by_test_id("gl-compare-dialog").locator("optgroup").first.get_attribute("label") == "噪声 z"


def test_two_walls_of_pictures_are_compared_too(visit):
    page = compared(visit("?preset=digits&compare=d_lr:0.001"), 2)
    for name in ("fixed", "fixed-b"):
        before = page.picture(name)
        page.tab.wait_for_function(
            "v => document.querySelector(`[data-testid=gl-${v[0]}]`).toDataURL() !== v[1]", arg=[name, before]
        )
    assert page.errors == []
