"""The Dirac-GAN's page in a real Chromium: what it shows is what the closed forms and the trainer say."""

import json

import numpy as np
import pytest

from ganlab.gan.config import from_query
from ganlab.gan.trainer import Trainer
from ganlab.observe import dirac
from ganlab.presets import PRESETS
from ganlab.web.dirac_theory import describe

pytestmark = pytest.mark.browser

SGD = "dataset=dirac&d_optimizer=sgd&g_optimizer=sgd&d_lr=0.2&g_lr=0.2"


def config_of(query):
    config, errors = from_query(dict(pair.split("=") for pair in query.split("&")))
    assert not errors
    return config


def data(page, name):
    return dict(page.tab.evaluate(f"({{ ...document.querySelector('[data-testid=gl-{name}]').dataset }})"))


def paused(page):
    """Pause, and return the step at which everything on the page stands."""
    page.click("play")
    page.until("d.status === 'paused'")
    page.tab.wait_for_function(
        "document.querySelector('[data-testid=gl-game]').dataset.at === document.querySelector('.gl-root').dataset.step"
    )
    return int(page.root("step"))


@pytest.mark.main
def test_the_point_is_where_the_trainer_is_after_as_many_steps(visit):
    page = visit("?preset=dirac-circle")
    page.until("d.kind === 'dirac' && d.status === 'running' && d.speed === '20' && Number(d.step) > 10")
    before, since = (page.picture("game"), page.picture("line")), int(page.root("step"))
    page.until("Number(d.step) > v.since + 10", since=since)
    assert page.picture("game") != before[0]
    assert page.picture("line") != before[1]
    step = paused(page)
    trainer = Trainer(PRESETS["dirac-circle"].config)
    for _ in range(step):
        trainer.step()
    shown = data(page, "game")
    assert (float(shown["theta"]), float(shown["psi"])) == trainer.place
    assert int(shown["steps"]) == step + 1  # the start, too
    theta, psi = (f"{value:.3f}".replace("-", "−") for value in trainer.place)
    assert page.tab.get_by_test_id("gl-place").inner_text() == f"θ = {theta}   ψ = {psi}"
    curve = "document.querySelector('[data-testid=gl-parameters]').data"
    page.tab.wait_for_function(f"s => {curve} && {curve}[0].x.at(-1) === s", arg=step)
    assert page.tab.evaluate(f"{curve}.map(trace => trace.y.at(-1))") == list(trainer.place)
    assert page.errors == []
    assert page.elsewhere == []


@pytest.mark.main
@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"{SGD}&loss=minimax", marks=pytest.mark.slow),
        f"{SGD}&loss=minimax&updates=simultaneous",
        pytest.param(f"{SGD}&loss=wasserstein&r1_gamma=0.3", marks=pytest.mark.slow),
        pytest.param(f"{SGD}&r1_gamma=2.0", marks=pytest.mark.slow),
        pytest.param(f"{SGD}&loss=least-squares", marks=pytest.mark.slow),
        pytest.param(f"{SGD}&loss=wasserstein&gp_weight=0.35", marks=pytest.mark.slow),
        f"{SGD}&loss=relativistic-average&consensus_gamma=0.5&instance_noise=0.7",
        pytest.param("dataset=dirac", marks=pytest.mark.slow),
    ],
)
def test_numbers_and_verdict_are_the_closed_forms(visit, query):
    page = visit(f"?{query}")
    page.until("d.kind === 'dirac' && d.status === 'running'")
    config, shown = config_of(query), data(page, "theory")
    expected = describe(config, "en")
    assert shown["outcome"] == dirac.verdict(config)[0]
    assert page.tab.get_by_test_id("gl-verdict").inner_text() == expected["verdict"]
    found = json.loads(shown["eigenvalues"])
    dots = page.tab.locator("[data-testid=gl-eigenvalues] .gl-is").count()
    if expected["eigenvalues"] is None:
        assert found is None
        assert dots == 0
        return
    assert np.allclose([complex(*pair) for pair in found], dirac.eigenvalues(config), atol=1e-12)
    assert dots == 2
    written = page.tab.locator(".gl-lambda").inner_text()
    real = dirac.eigenvalues(config)[1].real
    assert (f"{real:.3g}".replace("-", "−") if abs(real) > 1e-9 else "") in written
    if shown["radius"]:
        assert float(shown["radius"]) == pytest.approx(dirac.radius(config), abs=1e-12)
    assert page.tab.locator(".gl-formulas math").count() == len(expected["formulas"])


def test_a_penalty_changed_while_it_runs_moves_the_eigenvalues_and_leaves_their_trace(visit):
    page = visit("?preset=dirac-circle")
    page.until("d.kind === 'dirac' && d.status === 'running'")
    page.click("gear-penalty")
    box = page.tab.get_by_test_id("gl-knob-r1_gamma-value")
    box.fill("0.3")
    box.press("Enter")
    page.tab.wait_for_selector("[data-testid=gl-theory][data-outcome=in]")
    assert page.root("generation") == "0"
    assert page.tab.locator("[data-testid=gl-eigenvalues] .gl-was").count() == 2


@pytest.mark.main
def test_pointing_reads_an_arrow_and_a_click_starts_there(visit):
    page = visit("?preset=dirac-r1")
    page.until("d.kind === 'dirac' && d.status === 'running'")
    canvas = page.tab.get_by_test_id("gl-game")
    box = canvas.bounding_box()
    place = {"x": 0.775 * box["width"], "y": 0.3 * box["height"]}  # θ = 1.1, ψ = 0.8
    canvas.hover(position=place)
    page.tab.wait_for_selector("[data-testid=gl-game][data-cell]")
    shown, config = data(page, "game"), PRESETS["dirac-r1"].config
    places, v = dirac.lattice(config)
    row, column = divmod(int(shown["cell"]), dirac.CELLS)
    assert (places[column], places[row]) == pytest.approx((1.1, 0.8), abs=2 / dirac.CELLS)
    assert (float(shown["u"]), float(shown["w"])) == pytest.approx(tuple(v[row, column]), abs=1e-12)
    assert f"v = ({v[row, column][0]:.2f}" in page.tab.get_by_test_id("gl-game-readout").inner_text().replace("−", "-")
    canvas.click(position=place)
    page.until("d.generation === '1'")
    page.tab.wait_for_url("**theta_start=1.*")
    page.until("Number(d.step) > 2")
    step = paused(page)
    query = page.tab.evaluate("location.search")[1:]
    config = config_of("&".join(pair for pair in query.split("&") if not pair.startswith(("run=", "controls="))))
    assert (config.theta_start, config.psi_start) == pytest.approx((1.1, 0.8), abs=0.02)
    trainer = Trainer(config)
    for _ in range(step):
        trainer.step()
    shown = data(page, "game")
    assert (float(shown["theta"]), float(shown["psi"])) == trainer.place
    assert int(shown["steps"]) == step + 1  # nothing is left of the path before


def test_points_follow_the_game_and_the_game_points_with_speeds_of_their_own(visit):
    page = visit("?preset=dirac-circle")
    page.until("d.kind === 'dirac' && d.speed === '20'")
    page.experiment("first-light")
    pace = PRESETS["first-light"].pace
    page.until("d.kind === 'points' && Number(d.speed) === v.pace && d.status === 'running'", pace=pace)
    assert page.tab.get_by_test_id("gl-theory").is_hidden()
    assert page.tab.get_by_test_id("gl-parameters").is_hidden()
    assert page.tab.get_by_test_id("gl-scores").is_visible()
    page.tab.get_by_test_id("gl-knob-dataset").select_option("dirac")
    pace = PRESETS["dirac-circle"].pace
    page.until("d.kind === 'dirac' && Number(d.speed) === v.pace && d.status === 'running'", pace=pace)
    assert page.tab.get_by_test_id("gl-verdict").inner_text().startswith("Circles")  # it starts from its own home
    assert page.tab.get_by_test_id("gl-scores").is_hidden()
    assert page.errors == []


@pytest.mark.parametrize("size", [(1280, 720), pytest.param((390, 844), marks=pytest.mark.slow)])
def test_the_start_is_a_knob_of_each_player_that_goes_below_0(visit, size):
    page = visit("?preset=dirac-r1", size=size)
    page.until("d.kind === 'dirac' && d.status === 'running'")
    for generation, (player, name) in enumerate((("g", "theta_start"), ("d", "psi_start")), 1):
        page.click(f"node-{player}")
        box = page.tab.get_by_test_id(f"gl-knob-{name}-value")
        box.fill("-0.7")
        box.press("Enter")
        page.until("d.generation === v.g", g=str(generation))
        slider = page.tab.get_by_test_id(f"gl-knob-{name}")
        assert slider.get_attribute("aria-valuetext") == "-0.7"
        assert slider.input_value() == "13"  # of 40 even stops from −2 to 2
        page.click("card-close")
    assert page.tab.get_by_test_id("gl-node-z").is_hidden()
    assert page.errors == []


@pytest.mark.layout
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_field_and_play_are_in_view_and_the_words_in_the_language(visit, size, locale, scheme):
    page = visit("?preset=dirac-r1", size=size, locale=locale, color_scheme=scheme)
    page.until("d.kind === 'dirac' && d.status === 'running'")
    for name in ("game", "play", *(["theory", "line", "parameters"] if size[0] > 800 else [])):
        box = page.tab.get_by_test_id(f"gl-{name}").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.root("theme") == scheme
    word = {"en-US": "Spirals in", "zh-CN": "螺旋收敛"}[locale]
    assert page.tab.get_by_test_id("gl-verdict").inner_text().startswith(word)
    assert page.errors == []
