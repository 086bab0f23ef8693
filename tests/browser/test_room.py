"""The lab for everybody: focus, screen readers, shapes and palettes, less motion."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from ganlab.web.presentation import PALETTES

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const name = node.dataset.testid ?? node.getAttribute("aria-label") ?? node.tagName;
  let at = node.parentElement;
  while (at && getComputedStyle(at).backgroundColor.endsWith(", 0)")) at = at.parentElement;
  const box = node.getBoundingClientRect();
  return {
    name,
    tag: node.tagName,
    kind: node.type ?? "",
    style: style.outlineStyle,
    width: parseFloat(style.outlineWidth),
    colour: style.outlineColor,
    border: getComputedStyle(node.parentElement).borderColor,
    back: getComputedStyle(at ?? document.body).backgroundColor,
    seen: node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width > 0,
    order: [box.top, box.left],
  };
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def luminance(colour):
    share = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in share]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one) + 0.05, luminance(other) + 0.05))
    return high / low


# -- focus and screen readers


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_what_has_the_focus_is_seen_and_tab_goes_through_everything(visit, scheme):
    page = visit(color_scheme=scheme)
    page.rest()
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
        """() => [...document.querySelectorAll(".gl-root :is(button, input, select)")]
          .filter((n) => !n.disabled && n.checkVisibility({ visibilityProperty: true }))
          .map((n) => n.dataset.testid ?? n.getAttribute("aria-label") ?? n.tagName)"""
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
        pytest.param("", "gear-g", marks=pytest.mark.slow),
        pytest.param("", "display-open", marks=pytest.mark.slow),
        pytest.param("", "keys-open", marks=pytest.mark.slow),
        pytest.param("?palette=okabe-ito&shapes=1", None, marks=pytest.mark.slow),
        pytest.param("?projector=1", None, marks=pytest.mark.slow),
        pytest.param("?preset=digits", None, marks=pytest.mark.slow),
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
    page.rest()
    page.tab.wait_for_function("document.querySelector('#gl-plane-text').ariaLive === 'polite'")
    described = page.tab.locator(".gl-root :is(canvas, .gl-plot):not([aria-hidden=true], dialog *)").all()
    assert len(described) >= 3
    for picture in described:
        name = picture.get_attribute("aria-describedby")
        page.tab.wait_for_function("name => /\\d/.test(document.getElementById(name).textContent)", arg=name)
        assert picture.get_attribute("role") == "img"
        assert picture.get_attribute("aria-label")
    words = text.inner_text()
    step = f"{int(page.root('step')):,}"
    assert step in words
    shown = page.tab.get_by_test_id("gl-answers").inner_text()
    for value in re.findall(r"0\.\d\d", shown):  # the overview rounds to two digits, the text to three
        assert any(abs(float(value) - float(said)) <= 0.0051 for said in re.findall(r"0\.\d+", words)), (value, words)
    page.tab.wait_for_function(  # the measures of a moment may come after its picture
        """() => {
          const said = document.querySelector("#gl-plane-text").textContent;
          const measured = document.querySelector("[data-testid=gl-measures]").textContent;
          const [, ...modes] = measured.match(/(\\d+) \\/ (\\d+)/);
          return modes.every(number => said.includes(number));
        }"""
    )
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
        """() => {
          const step = Number(document.querySelector(".gl-root").dataset.step).toLocaleString("en");
          return document.querySelector("#gl-plane-text").textContent.includes(step);
        }"""
    )


# -- shapes, palettes, motion


@pytest.mark.main
def test_shapes_and_palette_are_chosen_kept_and_set_by_the_address(visit):
    page = visit()
    page.rest()
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


@pytest.mark.parametrize(
    "palette", [pytest.param(one, marks=pytest.mark.slow if one == "default" else ()) for one in PALETTES]
)
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
    page.rest()
    seen = []
    for key, time in ((".", 900), ("w", 2600)):
        page.tab.keyboard.press(key)
        seen.append(page.tab.evaluate(COUNT_PICTURES, time))
    page.tab.keyboard.press("Space")
    page.until("d.status === 'running'")
    page.tab.wait_for_selector(".gl-acts-d")
    flowing = page.tab.evaluate(
        "document.querySelector('.gl-root').getAnimations({ subtree: true })"
        ".map(a => a.animationName ?? a.transitionProperty)"
    )
    if motion == "reduce":
        assert seen[0] <= 2  # before and after the step
        assert seen[1] <= 3  # flat, G(z), and the layers that come back
        assert flowing == []
    else:  # or the counts above would mean nothing
        assert min(seen) > 3
        assert "gl-flow" in flowing
