"""Slow motion as a person sees it: by keys and buttons, in both languages, on a phone, and with pictures."""

import re

import pytest

pytestmark = pytest.mark.browser

PHASES = ["draw", "generate", "judge", "loss", "gradient", "update"]
STEPS = [f"{player} {name}" for player in "dg" for name in PHASES]
LISTEN = """() => {
  window.phases = [];
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    set onmessage(take) {
      super.onmessage = (event) => {
        if (this.url.includes("/ganlab/live/") && typeof event.data !== "string") {
          const length = new DataView(event.data).getUint32(0, true);
          const header = JSON.parse(new TextDecoder().decode(new Uint8Array(event.data, 4, length)));
          window.phases.push(header.phase);
        }
        take.call(this, event);
      };
    }
  };
}"""
READ = """() => {
  const card = document.querySelector("[data-testid=gl-slow-card]");
  const phase = window.phases.at(-1);
  const probe = document.createElement("div");
  const text = (html) => { probe.innerHTML = html; return probe.textContent; };
  return {
    sent: phase.lines.map(([formula, numbers]) => text(formula + numbers)),
    shown: [...card.querySelectorAll(".gl-slow-lines > div")].map((line) => line.textContent),
    sentence: card.querySelector("p").textContent, said: phase.text, lit: phase.lit.join(" "), index: phase.index,
  };
}"""


def begin(visit, query="", size=(1280, 720), **options):
    page = visit(query, size=size, **options)
    page.until("d.status === 'running' && Number(d.step) > 5")
    page.click("slow")
    page.until("d.status === 'paused' && d.phase === 'd draw'")
    return page


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_a_whole_step_by_keys_shows_the_frames_own_numbers(visit, locale):
    page = visit(locale=locale)
    page.tab.add_init_script(f"({LISTEN})()")
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-status=running]")
    page.click("slow")
    page.until("d.phase === 'd draw'")
    step, sentences, pictures = int(page.root("step")), [], []
    for i, phase in enumerate(STEPS):
        page.until("d.phase === v.phase", phase=phase)
        read = page.tab.evaluate(READ)
        assert read["index"] == i
        assert read["shown"] == read["sent"]
        assert re.search(r"\d", "".join(read["shown"])) or phase.endswith("generate")
        assert read["sentence"] == read["said"]
        assert page.root("lit") == read["lit"]
        assert page.tab.locator(".gl-slow-dots i").count() == len(STEPS)
        assert int(page.root("step")) == step + (i == len(STEPS) - 1)
        sentences.append(read["sentence"])
        page.tab.wait_for_timeout(50)
        pictures.append(page.picture())
        page.tab.keyboard.press("ArrowRight")
    page.until("d.phase === 'd draw' && Number(d.step) === v.step", step=step + 1)
    assert len(set(sentences)) == len(STEPS)
    alike = [(a, b) for i, a in enumerate(STEPS) for j, b in enumerate(STEPS) if i < j and pictures[i] == pictures[j]]
    assert set(alike) <= {("d loss", "d gradient")}, (
        alike
    )  # which the overview shows: the plane has no layer of its own for it
    chinese = [bool(re.search("[一-鿿]", sentence)) for sentence in sentences]
    assert all(chinese) == any(chinese) == (locale == "zh-CN")
    page.tab.keyboard.press("ArrowLeft")
    page.until("d.phase === 'g update'")
    assert page.errors == []


@pytest.mark.main
def test_closing_before_the_last_phase_leaves_the_run_as_it_was(visit):
    page = begin(visit)
    step = page.root("step")
    assert page.tab.get_by_test_id("gl-slow-back").is_disabled()
    for phase in STEPS[1:4]:
        page.click("slow-next")
        page.until("d.phase === v.phase", phase=phase)
    page.click("slow-back")
    page.until("d.phase === 'd judge'")
    page.tab.keyboard.press("Escape")
    page.until("d.lit === undefined && d.status === 'paused'")
    assert page.tab.get_by_test_id("gl-slow-card").is_hidden()
    assert page.root("step") == step
    page.tab.keyboard.press(".")
    page.until("Number(d.step) === v.step", step=int(step) + 1)


def test_all_viewers_see_the_same_phase_and_play_goes_on_by_itself(visit):
    page = begin(visit)
    other = visit(f"?run={page.root('run')}")
    other.until("d.phase === 'd draw'")
    page.tab.get_by_test_id("gl-slow-pace").select_option("0.5")
    page.click("slow-play")
    for view in (page, other):
        view.until("d.phase === 'd loss' && d.status === 'running'")
    other.click("play")  # the toolbar's button pauses what plays
    page.until("d.status === 'paused' && d.phase !== undefined")
    page.click("play")
    other.until("d.status === 'running' && d.phase === undefined")
    assert page.errors == other.errors == []


@pytest.mark.layout
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_on_a_phone_the_card_stands_below_the_picture_and_moves_nothing(visit, scheme):
    page = visit(size=(390, 844), color_scheme=scheme)
    page.until("d.status === 'running' && Number(d.step) > 5")
    before = page.tab.get_by_test_id("gl-plane").bounding_box()
    page.click("slow")
    page.until("d.phase === 'd draw'")
    card = page.tab.get_by_test_id("gl-slow-card").bounding_box()
    assert page.tab.get_by_test_id("gl-plane").bounding_box() == before
    assert card["y"] >= before["y"] + before["height"]
    assert card["y"] + card["height"] <= 844
    for name in ("back", "next", "play", "pace", "close"):
        box = page.tab.get_by_test_id(f"gl-slow-{name}").bounding_box()
        assert box["height"] >= 40
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.layout
@pytest.mark.parametrize("size", [(1280, 720), pytest.param((1000, 720), marks=pytest.mark.slow)])
def test_the_card_covers_no_picture(visit, size):
    page = visit(size=size)
    page.until("d.status === 'running' && Number(d.step) > 5")
    before = page.tab.get_by_test_id("gl-plane").bounding_box()
    page.click("slow")
    page.until("d.phase === 'd draw'")
    assert page.tab.get_by_test_id("gl-plane").bounding_box() == before
    card = page.tab.get_by_test_id("gl-slow-card").bounding_box()
    assert card["x"] >= before["x"] + before["width"] or card["x"] + card["width"] <= before["x"]


def test_arrows_in_a_text_field_move_no_phase(visit):
    page = begin(visit)
    page.tab.get_by_test_id("gl-steps-n").focus()
    page.tab.keyboard.press("ArrowRight")
    page.tab.get_by_test_id("gl-slow-next").focus()
    page.tab.keyboard.press("ArrowRight")
    page.until("d.phase === 'd generate'")


def test_pictures_of_the_batch_stand_on_the_walls(visit):
    page = begin(visit, "?preset=digits")
    assert page.tab.locator(".gl-panel-fixed .gl-caption").inner_text() == "Generated batch G(z)"
    empty = page.picture("fixed")
    page.tab.keyboard.press("ArrowRight")
    page.until("d.phase === 'd generate'")
    page.tab.wait_for_timeout(100)
    assert page.picture("fixed") != empty
    page.tab.keyboard.press("Escape")
    page.until("d.phase === undefined")
    assert page.tab.locator(".gl-panel-fixed .gl-caption").inner_text() == "Fixed noise z"
    assert page.errors == []
