"""What a person sees, in a real Chromium: the app as `streamlit run app.py` starts it."""

import re

import pytest

from ganlab.engine import lab as engine

pytestmark = pytest.mark.browser


CUT = """() => {
  const root = document.querySelector(".gl-root");
  window.seen = [];
  const note = () => window.seen.push(root.dataset.connected);
  new MutationObserver(note).observe(root, { attributeFilter: ["data-connected"] });
  const send = WebSocket.prototype.send;
  let cut = false;
  WebSocket.prototype.send = function (message) {
    if (cut || !this.url.includes("/ganlab/live/")) return send.call(this, message);
    cut = true;
    this.close();
  };
}"""


@pytest.mark.main
def test_opens_training_and_everything_moves(visit):
    page = visit()
    page.until("d.status === 'running' && d.step > 50")
    before = page.picture()
    points = "document.querySelector('[data-testid=gl-losses]').data?.[0].x.length"
    page.tab.wait_for_function(f"{points} > 10")
    count = page.tab.evaluate(points)
    page.tab.wait_for_function(f"{points} !== {count}")
    assert page.picture() != before
    assert page.errors == []
    assert page.elsewhere == []


@pytest.mark.main
@pytest.mark.parametrize(
    ("query", "boundary", "curves"),
    [
        ("?r1_gamma=0.3&gp_weight=0.1", "D = 0.5", ["D loss", "G loss", "R1", "gradient penalty"]),
        pytest.param("?loss=hinge", "D = 0", ["D loss", "G loss"], marks=pytest.mark.slow),
        ("?loss=wasserstein&gp_weight=0.1", "D midway", ["D loss", "G loss", "gradient penalty"]),
    ],
)
def test_losses_and_penalties_are_shown_as_what_they_are(visit, query, boundary, curves):
    page = visit(query)
    page.until("d.status === 'running' && d.step > 20")
    assert page.tab.get_by_test_id("gl-layer-contour").inner_text().strip() == boundary
    names = "document.querySelector('[data-testid=gl-losses]').data?.map(trace => trace.name).join()"
    page.tab.wait_for_function(f"v => {names} === v", arg=",".join(curves))
    page.tab.get_by_text("best").first.wait_for()
    assert "/ 8" in page.tab.get_by_test_id("gl-measures").inner_text()
    page.click("gear-loss")
    formulas = 3 if "gp_weight" in query else 2  # both objectives, and what x̂ is
    assert page.tab.locator("[data-testid=gl-card] math").count() == formulas
    assert page.errors == []


def test_each_layer_switches(visit):
    page = visit()
    page.until("Number(d.step) > 20")
    page.click("play")
    page.until("d.status === 'paused'")
    page.tab.wait_for_timeout(500)  # the last glide ends
    for layer in ("heat", "contour", "real", "fake", "arrows", "manifold", "density", "ideal"):
        chip = page.tab.get_by_test_id(f"gl-layer-{layer}")
        shown = {"true": "false", "false": "true"}[chip.get_attribute("aria-pressed")]
        before = page.picture()
        chip.click()
        page.tab.wait_for_timeout(100)
        assert page.picture() != before, layer
        assert chip.get_attribute("aria-pressed") == shown


@pytest.mark.main
def test_a_slider_changes_the_running_trainers_rate_without_blanking(visit):
    page = visit()
    page.until("d.status === 'running' && d.step > 20")
    entries = page.tab.evaluate("history.length")
    slider = page.tab.get_by_role("slider", name="D learning rate")
    slider.focus()
    for rate in ("0.003", "0.005", "0.007", "0.01", "0.015"):  # no press is lost, however quickly they follow
        page.tab.keyboard.press("ArrowRight")
        page.until("d.dLr === v.rate && d.status === 'running'", rate=rate)
    assert page.root("generation") == "0"
    page.tab.wait_for_url("**d_lr=0.015*")
    step = int(page.root("step"))
    page.until("Number(d.step) > v.step", step=step)
    page.tab.get_by_test_id("gl-experiment").filter(has_text="My own settings").wait_for()
    page.tab.wait_for_selector("[data-test-script-state=notRunning]")
    assert page.root("dLr") == slider.get_attribute("aria-valuetext") == "0.015"
    assert page.tab.evaluate("history.length") == entries  # moving a slider leaves nothing to go back through


@pytest.mark.main
def test_a_rate_is_typed_and_a_bad_one_is_refused_in_one_sentence(visit):
    page = visit()
    box = page.tab.get_by_test_id("gl-knob-g_lr-value")
    box.fill("0.0042")
    box.press("Enter")
    page.until("d.gLr === '0.0042'")
    box.fill("99")
    page.until("Number(d.frames) > v.frames + 30", frames=int(page.root("frames")))  # none of which may undo it
    box.press("Enter")
    page.tab.get_by_text("g_lr: must be a number from 1e-06 to 10.0; got 99").wait_for()
    assert page.root("gLr") == box.input_value() == "0.0042"


def test_widgets_and_sliders_moved_one_after_the_other_lose_nothing(visit):
    """What is set in a card and what is set beside it: neither may undo the other."""
    page = visit()
    page.until("d.status === 'running'")
    page.click("gear-loss")
    critic = page.tab.get_by_role("slider", name="D updates per step")
    rate = page.tab.get_by_role("slider", name="G learning rate")
    for _ in range(4):
        critic.press("ArrowRight")
        rate.press("ArrowRight")
    page.tab.wait_for_url("**n_critic=5*")
    page.until("d.gLr === '0.005'")
    page.tab.wait_for_timeout(1000)  # nothing that was late may come and undo it
    assert "n_critic=5" in page.tab.url
    assert "g_lr=0.005" in page.tab.url


@pytest.mark.main
def test_pause_holds_and_steps_step(visit):
    page = visit()
    page.until("d.status === 'running' && d.step > 20")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    step = int(page.root("step"))
    page.tab.keyboard.press(".")
    page.until("Number(d.step) === v.step", step=step + 1)
    page.click("step-d")
    page.until("Number(d.step) === v.step", step=step + 2)
    page.click("step-g")
    page.until("Number(d.step) === v.step", step=step + 3)
    page.tab.get_by_test_id("gl-steps-n").fill("40")
    page.click("steps")
    page.until("Number(d.step) === v.step && d.status === 'paused'", step=step + 43)


@pytest.mark.main
def test_reset_repeats_and_a_new_seed_does_not(visit):
    page = visit()
    curves = []
    for generation in ("1", "2"):
        page.tab.keyboard.press("r")
        page.until("d.generation === v.g && d.status === 'running' && Number(d.step) > 30", g=generation)
        page.click("play")
        page.until("d.status === 'paused'")
        losses = "document.querySelector('[data-testid=gl-losses]').data"
        page.tab.wait_for_function(
            f"{losses} && Math.abs({losses}[0].x.at(-1) - document.querySelector('.gl-root').dataset.step) < 8"
        )
        curves.append(page.tab.evaluate(f"Object.fromEntries({losses}[0].x.map((x, i) => [x, {losses}[0].y[i]]))"))
    common = set(curves[0]) & set(curves[1])
    assert len(common) >= 10
    assert all(curves[0][step] == curves[1][step] for step in common)
    page.click("seed")
    page.tab.wait_for_url("**seed=*")


def test_the_speed_slider_slows_down(visit):
    page = visit()
    page.tab.get_by_test_id("gl-speed").fill("1")
    page.until("d.speed === '2' && d.status === 'running'")
    shown = "(d => [Number(d.step), Number(d.made)])(document.querySelector('.gl-root').dataset)"
    seen = []
    for _ in range(2):  # by the frames' own clock: drawing them may be late
        seen.append(page.tab.evaluate(shown))
        page.until("Number(d.step) >= v.step", step=seen[-1][0] + 4)
    (first, since), (last, until) = seen
    assert until - since > 0.9 * (last - first - 1) / 2  # the first of them is due at once


@pytest.mark.main
def test_image_lab_shows_moving_digits(visit):
    page = visit("?preset=digits")
    page.until("d.kind === 'images' && d.status === 'running' && d.step > 3")
    for name in ("fixed", "fresh"):
        before = page.picture(name)
        page.tab.wait_for_function(
            "v => document.querySelector(`[data-testid=gl-${v[0]}]`).toDataURL() !== v[1]", arg=[name, before]
        )
    assert page.errors == []


@pytest.mark.parametrize("size", [(1280, 720), pytest.param((390, 844), marks=pytest.mark.slow)])
def test_the_header_chooses_shares_and_translates(visit, size):
    page = visit(size=size)
    page.menu()
    page.tab.get_by_text("To steer together").wait_for()
    shared = page.tab.locator("[data-testid=stCode]").last.inner_text().strip()
    assert shared.endswith(f"?run={page.root('run')}")
    page.tab.keyboard.press("Escape")
    page.experiment("mode-collapse")
    page.until("d.generation === '1' && d.status === 'running' && d.gLr === '0.005'")
    page.tab.wait_for_url("**g_lr=0.005*")
    page.menu("Language")
    page.tab.get_by_test_id("stPopoverBody").get_by_text("简体中文").click()
    page.tab.get_by_text("D 学习率").wait_for()
    page.tab.wait_for_url("**lang=zh*")
    assert page.errors == []


@pytest.mark.main
@pytest.mark.parametrize(
    "field", ["d_lr=abc", *(pytest.param(field, marks=pytest.mark.slow) for field in ("loss=foo", "colour=red"))]
)
def test_a_bad_address_shows_its_sentence_and_the_lab_runs(visit, field):
    page = visit(f"?{field}")
    name, value = field.split("=")
    assert f"“{value}”" in page.tab.get_by_text(f"{name}:").first.inner_text()
    page.until("d.status === 'running'")


@pytest.mark.main
def test_it_reconnects_after_the_socket_is_cut(visit):
    page = visit()
    page.until("d.status === 'running' && d.step > 5")
    run, step = page.root("run"), int(page.root("step"))
    page.tab.evaluate(CUT)
    page.until("window.seen.join().endsWith('false,true') && Number(d.step) > v.step", step=step)
    assert page.root("run") == run


def test_f5_and_a_second_tab_see_the_same_run(visit):
    page = visit()
    page.until("d.status === 'running' && d.step > 5")
    run = page.root("run")
    other = visit(f"?run={run}")
    assert other.root("run") == run
    page.click("play")
    other.until("d.status === 'paused'")
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-status='paused']")
    assert page.root("run") == run


@pytest.mark.main
def test_divergence_is_said_and_the_picture_stays(visit):
    page = visit("?d_lr=10.0&g_lr=10.0&d_optimizer=sgd&g_optimizer=sgd&loss=least-squares")
    page.until("d.status === 'diverged'")
    page.tab.get_by_test_id("gl-diagnosis-name").filter(has_text="Diverged:").wait_for()
    said = page.tab.get_by_test_id("gl-diagnosis-text").inner_text()
    assert re.match(r"[DG] loss is (not a finite number|\S+, beyond all sense,) at step \d+; the run has stopped", said)
    assert page.tab.get_by_test_id("gl-banner").is_hidden()  # it is said once
    assert page.tab.get_by_test_id("gl-plane").is_visible()


@pytest.mark.layout
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("size", "locale"),
    [
        ((1280, 720), "en-US"),
        ((390, 844), "zh-CN"),
        pytest.param((1280, 720), "zh-CN", marks=pytest.mark.slow),
        pytest.param((390, 844), "en-US", marks=pytest.mark.slow),
    ],
)
def test_picture_and_play_are_in_view_without_scrolling(visit, size, locale, scheme):
    page = visit(size=size, locale=locale, color_scheme=scheme)
    page.until("d.status === 'running'")
    for name in ("plane", "play"):
        box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.root("theme") == scheme
    word = {"en-US": "D learning rate", "zh-CN": "D 学习率"}[locale]
    assert page.tab.get_by_text(word, exact=True).count() > 0


@pytest.mark.main
def test_idle_times_are_what_the_readme_says():
    assert (engine.PAUSE_AFTER, engine.FREE_AFTER) == (60, 600)
