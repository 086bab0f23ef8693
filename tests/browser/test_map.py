"""The map beside the lab in a real Chromium: planned, bet on, filled, read, opened; by mouse, keyboard and finger."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from ganlab.observe.outcome import OUTCOMES
from ganlab.presets.maps import MAPS
from tests.browser.test_take import RULES, SOCKET, save

pytestmark = pytest.mark.browser

TINY = "g_hidden=8&d_hidden=8&batch_size=16"
DONE = ".gl-map-marks [data-state=done]"
SEEDS, STEPS = 2, 200
OUTCOME_OF = "nodes => nodes.map(node => [node.dataset.run, node.dataset.outcome])"


def plan(page, across="d_lr=1e-4,1e-2,0.5", upward="g_lr=1e-3,1e-2", seeds=SEEDS, steps=STEPS):
    """Plan a map of one's own; return how many runs it has."""
    if page.tab.get_by_test_id("gl-map").is_hidden():
        page.click("map-open")
    page.tab.get_by_test_id("gl-map-choice").select_option("own")
    counts = []
    for k, text in enumerate((across, upward)):
        field, _, values = text.partition("=")
        page.tab.get_by_test_id(f"gl-map-axis-{k}").select_option(field)
        if field:
            page.tab.get_by_test_id(f"gl-map-values-{k}").fill(values)
            counts.append(len(values.split(",")))
    page.tab.get_by_test_id("gl-map-seeds").fill(str(seeds))
    page.tab.get_by_test_id("gl-map-steps").fill(str(steps))
    page.click("map-plan")
    cells = page.tab.locator(".gl-map-cell")
    expect(cells).to_have_count(counts[0] * (counts[1] if len(counts) > 1 else 1))
    return cells.count() * seeds


def fill(page, runs):
    """Fill the map, and wait until it is full."""
    page.click("map-fill")
    expect(page.tab.locator(DONE)).to_have_count(runs)
    expect(page.tab.get_by_test_id("gl-map-said")).to_have_text(f"All {runs} runs are done")


def opened(visit, **options):
    page = visit(f"?{TINY}", **options)
    page.until("d.status === 'running'")
    return page


def test_it_fills_beside_the_run_and_comes_back_after_a_reload(visit):
    page = opened(visit)
    runs = plan(page)
    frames = int(page.root("frames"))
    fill(page, runs)
    page.until("Number(d.frames) > v.frames + 5", frames=frames)
    marks = page.tab.locator(".gl-map-marks [data-run]").evaluate_all(OUTCOME_OF)
    assert {outcome for _, outcome in marks} <= set(OUTCOMES)
    legend = page.tab.locator(".gl-map-outcome:not([hidden]) b").all_inner_texts()
    assert sum(int(text or 0) for text in legend) == runs
    edges = page.tab.locator(".gl-map-column-edge").evaluate_all("nodes => nodes.map(node => node.title)")
    assert all(re.fullmatch(r"\d of 4 runs have learned: .* \(95 %, Wilson\)", title) for title in edges)
    disagree = page.tab.locator(".gl-map-cell[data-disagree]").evaluate_all("nodes => nodes.map(n => n.ariaLabel)")
    assert all("seeds disagree" in label for label in disagree)
    page.tab.reload()
    expect(page.tab.locator(DONE)).to_have_count(runs)
    assert page.tab.locator(".gl-map-marks [data-run]").evaluate_all(OUTCOME_OF) == marks
    page.click("map-close")
    expect(page.tab.get_by_test_id("gl-map")).to_be_hidden()
    assert "map=" not in page.tab.url
    assert (page.errors, page.elsewhere) == ([], [])


@pytest.mark.main
def test_a_press_on_a_run_opens_that_run_and_a_button_leads_back(visit):
    page = opened(visit)
    mine = page.root("run")
    fill(page, plan(page, steps=STEPS))
    mark = page.tab.locator("[data-cell='1-0'] [data-run]").nth(1)
    mark.click()
    page.until("d.status === 'paused' && d.step === v.step", step=str(STEPS))
    page.until("d.dLr === '0.01' && d.gLr === '0.001'")
    page.tab.wait_for_function("location.search.includes('seed=1')")
    assert {"map", "run"} <= set(parse_qs(urlsplit(page.tab.url).query))
    expect(mark).to_have_attribute("data-opened", "")
    expect(page.tab.get_by_test_id("gl-notice")).to_contain_text(f"the run of the map, at step {STEPS}")
    page.tab.locator("[data-cell='0-0'] [data-run]").first.click()  # another one, from there
    page.until("d.dLr === '0.0001' && d.step === v.step", step=str(STEPS))
    page.click("map-back")
    page.until("d.run === v.mine && d.status === 'running'", mine=mine)
    expect(page.tab.get_by_test_id("gl-map-back")).to_be_hidden()
    assert not page.errors


def test_a_cell_shows_its_runs_under_the_pointer_and_by_the_keyboard(visit):
    page = opened(visit)
    fill(page, plan(page))
    card = page.tab.get_by_test_id("gl-map-card")
    page.tab.locator("[data-cell='2-1']").hover(position={"x": 3, "y": 3})
    expect(card.locator("[data-curve]")).to_have_count(2 * SEEDS)
    assert all(page.tab.evaluate(PAINTED))
    page.tab.mouse.move(2, 2)
    expect(card).to_be_hidden()
    page.tab.locator(".gl-map-cell[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp"):
        page.tab.keyboard.press(key)
    expect(page.tab.locator("[data-cell='2-1']")).to_be_focused()
    page.tab.keyboard.press("Enter")
    expect(card.locator("[data-open]").first).to_be_focused()
    page.tab.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.tab.locator("[data-cell='2-1']")).to_be_focused()
    page.tab.keyboard.press("Enter")
    page.tab.keyboard.press("Enter")
    page.until("d.dLr === '0.5' && d.gLr === '0.01'")
    assert not page.errors


PAINTED = """() => [...document.querySelectorAll(".gl-map-run canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 2;
})"""


def test_a_measure_is_shown_with_its_floor(visit):
    page = opened(visit)
    runs = plan(page)
    fill(page, runs)
    page.tab.locator("[data-view=sw1]").click()
    expect(page.tab.locator(".gl-map-marks [data-number]")).to_have_count(runs)
    expect(page.tab.get_by_test_id("gl-map-scale")).to_contain_text("floor 0.0")
    colours = page.tab.locator(".gl-map-marks path").evaluate_all("nodes => nodes.map(n => getComputedStyle(n).fill)")
    assert len(set(colours)) > 3
    page.tab.locator("[data-view='']").click()
    expect(page.tab.locator(".gl-map-marks [data-number]")).to_have_count(0)


@pytest.mark.main
def test_cells_can_be_bet_on_before_they_are_run(visit):
    page = opened(visit)
    runs = plan(page, across="d_lr=1e-4,1e-2", upward="", seeds=1)
    page.click("map-bet")
    page.tab.locator(".gl-map-outcome[data-outcome=open]").click()
    page.tab.locator("[data-cell='0']").click()
    page.tab.locator(".gl-map-outcome[data-outcome=exploded]").click()
    page.tab.locator("[data-cell='1']").click()
    score = page.tab.get_by_test_id("gl-map-score")
    expect(score).to_have_text("2 bets")
    page.tab.locator("[data-cell='1']").click()  # taken back
    expect(score).to_have_text("1 bet")
    page.tab.locator("[data-cell='1']").click()
    fill(page, runs)
    came = page.tab.locator(".gl-map-marks [data-run]").evaluate_all("nodes => nodes.map(node => node.dataset.outcome)")
    right = [came[0] == "open", came[1] == "exploded"]
    expect(score).to_have_text(f"Right: {sum(right)} of 2 bets")
    states = page.tab.locator(".gl-map-cell").evaluate_all("nodes => nodes.map(node => node.dataset.bet)")
    assert states == ["right" if one else "wrong" for one in right]


def test_it_can_be_stopped_and_goes_on(visit):
    page = opened(visit)
    runs = plan(page, across="d_lr=1e-4,1e-3,1e-2,0.5", seeds=10, steps=300)
    page.click("map-fill")
    fill_button = page.tab.get_by_test_id("gl-map-fill")
    expect(fill_button).to_have_text("Stop")
    page.tab.locator(DONE).first.wait_for()
    page.click("map-fill")
    expect(fill_button).to_have_text("Fill")
    expect(page.tab.locator(".gl-map-marks [data-state=runs]")).to_have_count(0)
    assert 0 < page.tab.locator(DONE).count() < runs
    fill(page, runs)


def test_a_connection_that_was_lost_fills_on(visit):
    page = opened(visit, script=SOCKET)
    runs = plan(page, across="d_lr=1e-4,1e-3,1e-2,0.5", seeds=5, steps=200)
    page.click("map-fill")
    page.tab.locator(DONE).first.wait_for()
    page.tab.evaluate("liveSocket.close()")
    expect(page.tab.locator(DONE)).to_have_count(runs)


@pytest.mark.main
@pytest.mark.parametrize(
    ("across", "sentence"),
    [
        ("d_lr=1e-3", "from 2 to 100,000 runs"),
        ("d_lr=1:2", "must look like"),
        ("d_lr=1e-3,nan", "must look like"),
        ("d_lr=1e-4:1e-1:900log", "at most 3,000 runs"),
        ("d_beta1=0.5,2", "d_beta1: must be"),
    ],
)
def test_what_is_no_map_is_said_in_one_sentence(visit, across, sentence):
    page = opened(visit)
    page.click("map-open")
    page.tab.get_by_test_id("gl-map-choice").select_option("own")
    field, _, values = across.partition("=")
    page.tab.get_by_test_id("gl-map-axis-0").select_option(field)
    page.tab.get_by_test_id("gl-map-values-0").fill(values)
    page.tab.get_by_test_id("gl-map-axis-1").select_option("")
    page.tab.get_by_test_id("gl-map-seeds").fill("1" if values[-3:] == "e-3" else "4")
    page.click("map-plan")
    alert = page.tab.get_by_test_id("gl-map-alert")
    expect(alert).to_contain_text(sentence)
    assert "Traceback" not in alert.inner_text()
    plan(page)
    expect(alert).to_be_hidden()


def test_ready_maps_are_in_the_menu_and_in_addresses(visit):
    page = opened(visit)
    for key in MAPS:
        page.experiment(f"map-{key}")
        expect(page.tab.get_by_test_id("gl-map-choice")).to_have_value(key)
        expect(page.tab.get_by_test_id("gl-map-watch")).to_have_text(MAPS[key].watch)
        if key == "r1-dirac":
            expect(page.tab.locator(".gl-map-lines [data-line=settles]").first).to_be_attached()
    page.tab.wait_for_function("key => new URLSearchParams(location.search).get('map') === key", arg=key)
    hidden = visit("?map=rates&hide=map")
    expect(hidden.tab.get_by_test_id("gl-map")).to_be_hidden()
    expect(hidden.tab.get_by_test_id("gl-map-open")).to_be_hidden()
    unknown = visit("?map=nonsense")
    unknown.tab.get_by_text("map: must be one of").wait_for()


def test_it_is_taken_home(visit):
    page = opened(visit)
    fill(page, plan(page))
    page.click("take-open")
    assert save(page, "map-svg").suggested_filename.startswith("ganlab-map-")
    assert save(page, "map-csv").suggested_filename.endswith(".csv")


def test_who_watches_sees_it_filled(visit):
    first = opened(visit)
    runs = plan(first)
    fill(first, runs)
    first.menu()
    link = first.tab.locator("[data-testid=stCode]").first.inner_text().strip()
    key = parse_qs(urlsplit(first.tab.url).query)["map"][0]
    page = visit(f"?{link.partition('?')[2]}&map={key}")
    page.click("map-fill")
    expect(page.tab.locator(DONE)).to_have_count(runs)
    expect(page.tab.get_by_test_id("gl-map-fill")).to_be_disabled()


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing(visit, size, scheme):
    page = opened(visit, size=size, color_scheme=scheme)
    fill(page, plan(page))
    wide = page.tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    small = page.tab.locator(".gl-map :is(button, b, span, small, div, option)").evaluate_all(SMALL_TEXT)
    assert small == []
    page.tab.locator("[data-cell='1-0']").press("Enter")
    expect(page.tab.locator("[data-open]").first).to_be_focused()
    box = page.tab.get_by_test_id("gl-map-card").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
    found = Axe().run(page.tab, context=".gl-map", options={"runOnly": RULES})
    assert found.response["violations"] == [], json.dumps(found.response["violations"])[:2000]


SMALL_TEXT = """nodes => nodes.filter((node) => node.checkVisibility() &&
    [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) &&
    parseFloat(getComputedStyle(node).fontSize) < 13)
  .map((node) => node.className + " " + node.textContent)"""


def test_on_a_projector_it_is_large(visit):
    page = visit("?map=rates&projector=1", size=(1920, 1080))
    expect(page.tab.locator(".gl-map-cell").first).to_be_visible()
    plane, shown = page.tab.get_by_test_id("gl-map-plane").bounding_box(), page.tab.viewport_size
    assert plane["width"] > 0.6 * shown["width"] and plane["height"] > 0.55 * shown["height"]
    sizes = page.tab.locator(".gl-map-tick, .gl-map-label").evaluate_all(
        "nodes => nodes.filter(node => node.textContent).map(node => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 24
