"""The lab before a room: projector, keys, focus, screen readers, shapes and palettes, less motion, hidden controls."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from ganlab.config import knobs
from ganlab.room import PALETTES, PARTS
from ganlab.text import view_texts

pytestmark = pytest.mark.browser

FULL_HD = (1920, 1080)
# Every visible text node with its computed size; texts in place of pictures are not seen.
SMALL_TEXTS = """least => {
  const walker = document.createTreeWalker(document.querySelector(".stApp"), NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    if (!node.textContent.trim() || box.closest("style, script, option, .gl-spoken")) continue;
    if (!box.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    seen.push([parseFloat(getComputedStyle(box).fontSize), node.textContent.trim()]);
  }
  return { count: seen.length, small: seen.filter(([size]) => size < least) };
}"""
FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const name = node.dataset.testid ?? node.getAttribute("aria-label") ?? node.tagName;
  let at = node.parentElement;
  while (at && getComputedStyle(at).backgroundColor.endsWith(", 0)")) at = at.parentElement;
  const box = node.getBoundingClientRect();
  return { name, tag: node.tagName, kind: node.type ?? "", style: style.outlineStyle, width: parseFloat(style.outlineWidth),
    colour: style.outlineColor, border: getComputedStyle(node.parentElement).borderColor, back: getComputedStyle(at ?? document.body).backgroundColor,
    seen: node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width > 0, order: [box.top, box.left] };
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def luminance(colour):
    share = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in share]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one) + 0.05, luminance(other) + 0.05))
    return high / low


def rest(page):
    """Pause, and wait until everything has come to rest."""
    page.until("d.status === 'running' && Number(d.step) > 20")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    page.tab.wait_for_timeout(700)  # the last glide, and the texts, end


def pressed(page, name):
    return page.tab.get_by_test_id(f"gl-{name}").get_attribute("aria-pressed")


# -- projector


@pytest.mark.parametrize(
    "query", ["?projector=1", "?projector=1&lang=zh&palette=okabe-ito", "?projector=1&preset=digits"]
)
def test_every_text_is_large_on_a_projector(visit, query):
    page = visit(query, size=FULL_HD)
    page.until("d.status === 'running' && Number(d.step) > 3")
    page.tab.wait_for_selector(".gl-plot .xtick text")
    page.tab.mouse.move(300, 300)
    for opens in (None, "gear-loss", "keys-open", "display-open"):
        if opens:
            page.click(opens)
        found = page.tab.evaluate(SMALL_TEXTS, 24)
        assert found["count"] > 20
        assert found["small"] == []
        page.tab.keyboard.press("Escape")
    assert page.errors == []


def test_a_projector_shows_the_picture_two_charts_and_the_step(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running' && Number(d.step) > 20")
    picture = page.tab.get_by_test_id("gl-plane").bounding_box()
    assert picture["height"] > 0.94 * FULL_HD[1]
    assert page.tab.locator(".gl-chart:visible").count() == 2
    assert re.search(r"\d", page.tab.get_by_test_id("gl-step-count").inner_text())
    for hidden in ("[data-testid=stHeader]", ".st-key-header", ".st-key-hint"):
        assert not page.tab.locator(hidden).is_visible()
    size = "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollHeight]"
    wide, high = page.tab.evaluate(size)
    assert wide <= FULL_HD[0]
    assert high <= FULL_HD[1] + 20


@pytest.mark.slow
def test_controls_fade_after_a_rest_and_come_back_but_never_leave_the_focus(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running'")
    gone = "!document.querySelector('.gl-wanted').checkVisibility({ visibilityProperty: true })"
    play, chip = (page.tab.get_by_test_id(f"gl-{name}") for name in ("play", "layer-ideal"))
    page.tab.wait_for_function(gone)
    assert not play.is_visible()
    assert not chip.is_visible()
    page.tab.mouse.move(400, 400)
    page.tab.mouse.move(420, 420)
    page.tab.wait_for_function(f"!({gone})")
    assert play.is_visible()
    assert chip.is_visible()
    page.tab.wait_for_function(gone)
    page.tab.keyboard.press("Tab")
    page.tab.wait_for_function(f"!({gone})")
    for _ in range(40):
        if page.tab.evaluate("document.activeElement.closest('.gl-wanted') !== null"):
            break
        page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.closest('.gl-wanted') !== null")
    page.tab.wait_for_timeout(6000)  # longer than they would stay without the focus
    assert play.is_visible()


def test_projector_mode_turns_on_and_off_by_key_and_by_button_and_stays_in_the_address(visit):
    page = visit("", size=FULL_HD)
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-plot .scatterlayer path.js-line")
    places = "[...document.querySelectorAll('.gl-root [class^=gl-]:not(.gl-chart *)')].map(n => `${n.parentElement.classList[0]} ${n.classList[0]}`)"
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    page.tab.wait_for_timeout(700)
    before, size = page.tab.evaluate(places), page.tab.get_by_test_id("gl-plane").bounding_box()
    page.tab.keyboard.press("p")
    page.tab.wait_for_url("**projector=1*")
    assert page.tab.get_by_test_id("gl-plane").bounding_box()["width"] > size["width"]
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-projector][data-status='paused']")
    page.click("projector-open")
    page.tab.wait_for_function("!location.search.includes('projector')")
    page.tab.wait_for_timeout(700)
    assert page.tab.get_by_test_id("gl-plane").bounding_box() == size
    assert page.tab.evaluate(places) == before


def test_lines_and_dots_are_thicker_on_a_projector(visit):
    page = visit("")
    page.until("d.status === 'running' && Number(d.step) > 50")
    width = "parseFloat(getComputedStyle(document.querySelector('.gl-plot .scatterlayer path.js-line')).strokeWidth)"
    page.tab.wait_for_selector(".gl-plot .scatterlayer path.js-line")
    thin = page.tab.evaluate(width)
    page.tab.keyboard.press("p")
    page.tab.wait_for_function(f"v => {width} > 1.5 * v", arg=thin)


def test_another_kind_of_data_on_a_projector_brings_its_own_picture(visit):
    page = visit("?projector=1", size=FULL_HD)
    page.until("d.status === 'running'")
    page.tab.mouse.move(300, 300)
    page.click("node-real")
    page.tab.get_by_test_id("gl-knob-dataset").select_option("digits")
    page.until("d.kind === 'images' && d.status === 'running'")
    assert page.tab.locator(".gl-chips").count() == 0
    page.tab.get_by_test_id("gl-knob-dataset").select_option("ring")
    page.until("d.kind === 'points' && d.status === 'running'")
    assert page.tab.locator(".gl-room-head .gl-chips").count() == page.tab.locator(".gl-chips").count() == 1
    assert page.errors == []


# -- keys


def test_every_key_does_what_the_list_says(visit):
    page = visit()
    rest(page)
    press, step = page.tab.keyboard.press, int(page.root("step"))
    for i, key in enumerate([".", "d", "g"], 1):
        press(key)
        page.until("Number(d.step) === v.step", step=step + i)
    places = [place.get_attribute("data-testid") for place in page.tab.locator(".gl-chips [aria-pressed]").all()]
    assert len(places) == 8
    for key, place in enumerate(places, 1):
        before = pressed(page, place[3:])
        press(str(key))
        assert pressed(page, place[3:]) != before, place
    for name in ("z", "g"):
        press("f")
        assert pressed(page, f"node-{name}") == "true"
    press("Escape")
    assert page.tab.locator(".gl-node[aria-pressed=true]").count() == 0
    before = page.picture()
    press("w")
    page.tab.wait_for_function("v => document.querySelector('[data-testid=gl-plane]').toDataURL() !== v", arg=before)
    speed = page.tab.get_by_test_id("gl-speed")
    press("-")
    page.until("d.speed === '1000'")
    press("=")
    page.until("d.speed === '0'")
    press("s")
    assert speed.evaluate("node => node === document.activeElement")
    press("ArrowLeft")
    page.until("d.speed === '1000'")
    for key, field, value in (("]", "dLr", 0.003), ("[", "dLr", 0.002), ("}", "gLr", 0.0015), ("{", "gLr", 0.001)):
        press(key)
        page.until("Number(d[v.field]) === v.value", field=field, value=value)
    press("n")
    page.tab.wait_for_url("**seed=*")
    generation = int(page.root("generation"))
    press("r")
    page.until("Number(d.generation) > v.g", g=generation)
    press("p")
    page.tab.wait_for_selector(".gl-root[data-projector]")
    assert page.errors == []


def test_a_rate_between_two_stops_goes_to_the_next_one(visit):
    page = visit("?d_lr=0.0042")
    page.until("d.status === 'running'")
    page.tab.keyboard.press("]")
    page.until("d.dLr === '0.005'")
    page.tab.keyboard.press("[")
    page.until("d.dLr === '0.003'")


def test_keys_are_off_while_typing_and_with_modifiers(visit):
    page = visit()
    rest(page)
    step = page.root("step")
    page.tab.get_by_test_id("gl-knob-g_lr-value").focus()
    for key in (".", "d", "g", "r", "?", "p"):
        page.tab.keyboard.press(key)
    page.tab.get_by_test_id("gl-plane").click()
    page.tab.evaluate("document.activeElement.blur()")
    for key in ("Control+d", "Alt+d", "Meta+d", "Shift+D"):
        page.tab.keyboard.press(key)
    assert not page.tab.get_by_test_id("gl-keys").is_visible()
    page.tab.keyboard.press(".")  # what came before it would have been done before it
    page.until("Number(d.step) === v.step", step=int(step) + 1)
    assert page.root("generation") == "0"


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_the_list_of_keys_opens_holds_the_focus_and_gives_it_back(visit, locale):
    page = visit(locale=locale)
    page.until("d.status === 'running'")
    words = view_texts(locale[:2])
    page.tab.get_by_test_id("gl-reset").focus()
    page.tab.keyboard.press("?")
    dialog = page.tab.get_by_role("dialog", name=words["live_keys"])
    dialog.wait_for()
    listed = dialog.locator("kbd").all_inner_texts()
    assert {"." if key == "." else key for key in listed} >= {words["live_key_space"], *".dgrnswfp?[]{}", "1", "8", "−"}
    assert (
        len(dialog.locator("dt").all())
        == len(dialog.locator("dd").all())
        == len(set(dialog.locator("dd").all_inner_texts()))
    )
    assert all(text in words.values() for text in dialog.locator("dd").all_inner_texts())
    for key in ["Tab"] * 5 + ["Shift+Tab"] * 5:
        page.tab.keyboard.press(key)
        assert page.tab.evaluate("document.activeElement.closest('dialog') !== null")
    generation = page.root("generation")
    page.tab.keyboard.press("r")
    page.tab.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.tab.evaluate("document.activeElement.dataset.testid") == "gl-reset"
    page.click("keys-open")
    page.tab.keyboard.press("?")
    assert not dialog.is_visible()
    assert page.root("generation") == generation


# -- focus and screen readers


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_what_has_the_focus_is_seen_and_tab_goes_through_everything(visit, scheme):
    page = visit(color_scheme=scheme)
    rest(page)
    seen = {}
    for _ in range(90):
        page.tab.keyboard.press("Tab")
        at = page.tab.evaluate(FOCUS)
        if at["tag"] in ("BODY", "HTML"):
            break
        assert at["seen"], at
        seen[at["name"]] = at
        colour = at["border"] if at["name"] in ("Experiment", "Language") else at["colour"]  # Streamlit rings the field
        assert at["name"] in ("Experiment", "Language") or (at["style"] == "solid" and at["width"] >= 2), at
        assert contrast(colour, at["back"]) >= 3, at
    enabled = page.tab.evaluate(
        "[...document.querySelectorAll('.gl-root :is(button, input, select)')].filter(n => !n.disabled && n.checkVisibility({ visibilityProperty: true })).map(n => n.dataset.testid ?? n.getAttribute('aria-label') ?? n.tagName)"
    )
    assert len(enabled) > 40
    assert set(enabled) <= set(seen) | {"BUTTON"}
    assert page.tab.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0
    order = list(seen)
    assert order.index("gl-play") < order.index("gl-node-z") < order.index("gl-layer-heat")


@pytest.mark.parametrize(
    ("query", "opens"),
    [
        ("", None),
        ("", "gear-g"),
        ("", "display-open"),
        pytest.param("", "keys-open", marks=pytest.mark.slow),
        pytest.param("?palette=okabe-ito&shapes=1", None, marks=pytest.mark.slow),
        ("?projector=1", None),
        ("?preset=digits", None),
    ],
)
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(visit, query, opens, scheme):
    page = visit(query, color_scheme=scheme, reduced_motion="reduce")
    page.until("d.status === 'running' && Number(d.step) > 3")
    page.tab.wait_for_selector(".gl-plot .xtick text")
    if opens:
        page.click(opens)
    page.tab.mouse.move(200, 300)
    found = Axe().run(page.tab, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 15
    assert [
        (rule["id"], [(node["target"], node["failureSummary"]) for node in rule["nodes"]])
        for rule in found["violations"]
    ] == []


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_every_picture_has_a_text_with_the_frames_numbers(visit, locale):
    page = visit(locale=locale)
    page.until("d.status === 'running' && Number(d.step) > 200")
    text = page.tab.locator("#gl-plane-text")
    assert text.get_attribute("aria-live") == "off"
    rest(page)
    page.tab.wait_for_function("document.querySelector('#gl-plane-text').ariaLive === 'polite'")
    described = page.tab.locator(".gl-root :is(canvas, .gl-plot):not([aria-hidden=true], dialog *)").all()
    assert len(described) >= 3
    for picture in described:
        name = picture.get_attribute("aria-describedby")
        assert re.search(r"\d", page.tab.locator(f"#{name}").inner_text()), name
        assert picture.get_attribute("role") == "img"
        assert picture.get_attribute("aria-label")
    words = text.inner_text()
    step = f"{int(page.root('step')):,}"
    assert step in words
    shown = page.tab.get_by_test_id("gl-answers").inner_text()
    for value in re.findall(r"0\.\d\d", shown):  # the overview rounds to two digits, the text to three
        assert any(abs(float(value) - float(said)) <= 0.0051 for said in re.findall(r"0\.\d+", words)), (value, words)
    modes = re.search(r"(\d+) / (\d+)", page.tab.get_by_test_id("gl-measures").inner_text())
    assert all(number in words for number in modes.groups())
    page.tab.wait_for_function("""() => {
      const said = document.querySelector("#gl-losses-text").textContent;
      const last = document.querySelector("[data-testid=gl-losses]").data.map(curve => curve.y.at(-1));
      return last.length > 1 && last.every(value => said.includes(Number(value.toPrecision(3))));
    }""")


@pytest.mark.slow
def test_texts_change_rarely_while_training_and_at_once_when_paused(visit):
    page = visit()
    page.until("d.status === 'running' && Number(d.step) > 100")
    page.tab.evaluate("""() => {
      window.changes = [];
      const text = document.querySelector("#gl-plane-text");
      new MutationObserver(() => window.changes.push(performance.now())).observe(text, { childList: true });
    }""")
    page.tab.wait_for_function("window.changes.length >= 2")
    gaps = page.tab.evaluate("window.changes.slice(1).map((at, i) => at - window.changes[i])")
    assert min(gaps) > 4000
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    page.tab.wait_for_function(
        "document.querySelector('#gl-plane-text').textContent.includes(Number(document.querySelector('.gl-root').dataset.step).toLocaleString('en'))"
    )


# -- shapes, palettes, motion


def test_shapes_and_palette_are_chosen_kept_and_set_by_the_address(visit):
    page = visit()
    rest(page)
    plain = page.picture()
    page.click("display-open")
    page.click("shapes")
    triangles = page.picture()
    assert triangles != plain
    page.tab.get_by_test_id("gl-palette").select_option("okabe-ito")
    page.tab.wait_for_timeout(200)
    assert page.picture() not in (plain, triangles)
    real = "getComputedStyle(document.querySelector('.gl-root')).getPropertyValue('--gl-real').trim()"
    blue = page.tab.evaluate(real)
    dash = "document.querySelector('[data-testid=gl-losses]').data?.map(curve => curve.line.dash).join()"
    page.tab.wait_for_function(f"{dash} === 'solid,dashdot'")
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-frames]:not([data-frames='0'])")
    page.until("d.palette === 'okabe-ito' && d.shapes === 'true'")
    assert page.tab.evaluate(real) == blue
    assert "palette" not in page.tab.url
    title = page.tab.get_by_test_id("gl-layer-heat").get_attribute("title")
    assert "blue" in title
    assert "{" not in title


@pytest.mark.parametrize("palette", PALETTES)
def test_the_address_sets_shapes_and_palette_and_keeps_them(visit, palette):
    page = visit(f"?shapes=1&palette={palette}")
    page.until("d.status === 'running' && d.shapes === 'true' && d.palette === v.palette", palette=palette)
    page.tab.keyboard.press("]")
    page.tab.wait_for_url("**d_lr=*")
    assert f"palette={palette}" in page.tab.url
    assert "shapes=1" in page.tab.url
    page.click("display-open")
    page.click("shapes")
    page.tab.wait_for_function("!location.search.includes('shapes')")


COUNT_PICTURES = """milliseconds => new Promise(done => {
  const [seen, until] = [new Set(), performance.now() + milliseconds];
  const look = () => {
    seen.add(document.querySelector("[data-testid=gl-plane]").toDataURL());
    if (performance.now() < until) requestAnimationFrame(look);
    else done(seen.size);
  };
  look();
})"""


@pytest.mark.parametrize("motion", ["reduce", pytest.param("no-preference", marks=pytest.mark.slow)])
def test_nothing_moves_by_itself_where_less_motion_is_asked_for(visit, motion):
    page = visit(reduced_motion=motion)
    rest(page)
    seen = []
    for key, time in ((".", 900), ("w", 2600)):
        page.tab.keyboard.press(key)
        seen.append(page.tab.evaluate(COUNT_PICTURES, time))
    page.tab.keyboard.press("Space")
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-acts-d")
    flowing = page.tab.evaluate(
        "document.querySelector('.gl-root').getAnimations({ subtree: true }).map(a => a.animationName ?? a.transitionProperty)"
    )
    if motion == "reduce":
        assert seen[0] <= 2  # before and after the step
        assert seen[1] <= 3  # flat, G(z), and the layers that come back
        assert flowing == []
    else:  # or the counts above would mean nothing
        assert min(seen) > 3
        assert "gl-flow" in flowing


def test_controls_do_not_fade_but_go_where_less_motion_is_asked_for(visit):
    page = visit("?projector=1", size=FULL_HD, reduced_motion="reduce")
    page.until("d.status === 'running'")
    style = "getComputedStyle(document.querySelector('.gl-wanted')).transitionDuration"
    assert set(page.tab.evaluate(style).split(", ")) == {"0s"}


# -- what a teacher hides

SELECTORS = {name: part.selector for name, part in PARTS.items() if part.selector}
PAGE_WIDGETS = {
    "experiment": "[data-testid=stSelectbox]:has([aria-label^=Experiment])",
    "share": "[data-testid=stPopover]",
    "language": "[data-testid=stSelectbox]:has([aria-label^=Language])",
    "caption": ".st-key-hint",
    "data": ".st-key-upload_menu",
}


def shown(page, selector):
    nodes = page.tab.locator(f":is({selector})").all()
    return sum(node.is_visible() for node in nodes)


def test_every_part_can_be_hidden_and_nothing_else_goes_with_it(visit):
    assert set(PARTS) == {*SELECTORS, *PAGE_WIDGETS}
    page = visit("")
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-measures > span")
    page.click("display-open")
    page.click("gear-real")
    everything = {name: shown(page, selector) for name, selector in {**SELECTORS, **PAGE_WIDGETS}.items()}
    assert all(everything.values()), everything
    page = visit(f"?hide={','.join(PARTS)}")
    page.until("d.status === 'running'")
    page.tab.wait_for_timeout(1000)
    assert not any(shown(page, selector) for selector in {**SELECTORS, **PAGE_WIDGETS}.values())
    assert page.tab.get_by_test_id("gl-plane").is_visible()
    assert page.errors == []


def test_hidden_controls_are_out_of_reach_and_the_address_keeps_them(visit):
    hidden = "reset,seed,speed,step,layers,keys,d_lr,loss,language,graph"
    page = visit(f"?hide={hidden}&d_lr=0.003")
    rest(page)
    state = {name: page.root(name) for name in ("step", "generation", "dLr", "speed")}
    for key in ("r", "n", ".", "d", "g", "]", "[", "-", "?", "1", "f", "w"):
        page.tab.keyboard.press(key)
    page.tab.keyboard.press("}")  # allowed, and after all the others
    page.until("d.gLr === '0.0015'")
    assert {name: page.root(name) for name in state} == state
    assert not page.tab.get_by_test_id("gl-keys").is_visible()
    assert page.tab.get_by_test_id("gl-knob-g_lr").is_visible()
    assert not page.tab.get_by_test_id("gl-knob-d_lr").is_visible()
    assert page.tab.get_by_role("combobox", name="Language").count() == 0
    for _ in range(40):
        page.tab.keyboard.press("Tab")
        name = page.tab.evaluate("document.activeElement.dataset.testid ?? ''")
        assert not re.match(r"gl-(reset|seed|speed|step$|step-|layer|knob-d_lr|knob-loss|node|keys)", name), name
    page.tab.wait_for_url("**g_lr=0.0015*")
    kept = re.search("hide=([^&]*)", page.tab.url).group(1)
    assert set(kept.split(",")) == set(hidden.split(","))
    page.tab.reload()
    page.tab.wait_for_selector(".gl-root[data-status='paused']")
    assert not page.tab.get_by_test_id("gl-reset").is_visible()


def test_every_knob_can_be_hidden(visit):
    page = visit(f"?hide={','.join(knobs())}")
    page.until("d.status === 'running'")
    assert page.tab.locator(".gl-knob").count() > 0
    for name in ("z", "g", "real", "d", "loss", "penalty"):
        page.click(f"gear-{name}")
        assert page.tab.get_by_test_id("gl-card").is_visible()
        assert page.tab.locator(".gl-knob:visible").count() == 0
        page.tab.keyboard.press("Escape")


def test_unknown_names_are_said_in_one_sentence_and_the_rest_is_hidden(visit):
    page = visit("?hide=graph,chart,xyzzy&palette=rainbow&projector=maybe&shapes=2")
    page.until("d.status === 'running'")
    for sentence in (
        "hide: must name parts of the view or settings, such as graph,charts,d_lr (did you mean charts?); got “chart,xyzzy”",
        "palette: must be one of default, okabe-ito; got “rainbow”",
        "projector: must be one of 0, 1; got “maybe”",
        "shapes: must be one of 0, 1; got “2”",
    ):
        page.tab.get_by_text(sentence).wait_for()
    assert not page.tab.get_by_test_id("gl-graph").is_visible()


def test_share_offers_a_lesson_link_that_hides_what_is_ticked(visit):
    page = visit("?g_lr=0.005")
    page.until("d.status === 'running'")
    page.tab.get_by_role("button", name="Share").click()
    for name in ("Charts", "Reset"):
        page.tab.get_by_role("button", name=name, exact=True).last.click()
    code = page.tab.locator("[data-testid=stCode]").last
    page.tab.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stCode]')].at(-1).innerText.includes('hide=reset,charts')"
    )
    link = code.inner_text().strip()
    lesson = visit("?" + link.split("?")[1])
    lesson.until("d.gLr === '0.005'")
    assert not lesson.tab.locator(".gl-charts").is_visible()
    assert not lesson.tab.get_by_test_id("gl-reset").is_visible()
