"""The overview and the layers in a real Chromium: what is shown is what the frame says, read back from the page."""

import pytest

from ganlab.web.routes import version

pytestmark = pytest.mark.browser

KEEP = """
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...where) {
    super(...where);
    this.addEventListener("message", ({ data }) => {
      if (typeof data !== "string" && this.url.includes("/ganlab/live/")) (window.kept ??= []).push(data);
    });
  }
};
window.frame = async () => {
  const { decode, merge } = await import("/ganlab/static/VERSION/shell/socket.js");
  const { header, arrays } = merge(window.kept.map(decode));
  const listed = Object.entries(arrays).map(([name, { data, shape }]) => [name, { data: [...data], shape }]);
  return { header, arrays: Object.fromEntries(listed) };
};
""".replace("VERSION", version())
NODES = ("z", "g", "fake", "real", "d", "ideal", "d_fake", "d_real", "gradient")


def minus(number, digits):
    return f"{number:.{digits}f}".replace("-", "−")


@pytest.fixture
def paused(visit):
    """Open a lab and let it rest after some steps."""

    def paused(query="", **options):
        page = visit(query, script=KEEP, **options)
        page.until("Number(d.step) > 30")
        page.click("play")
        page.until("d.status === 'paused'")
        page.tab.wait_for_timeout(600)  # the last glide ends
        return page

    return paused


def colours(page, name):
    """Count the colours of a node's picture: an empty one has one."""
    return page.tab.evaluate(
        """name => {
          const c = document.querySelector(`[data-testid=gl-thumb-${name}]`);
          const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }""",
        name,
    )


def test_frame_by_frame_the_page_shows_the_snapshots_numbers(paused):
    page = paused()
    for press in (".", ".", "step-d", "step-g", "."):
        step = int(page.root("step"))
        page.tab.keyboard.press(press) if press == "." else page.click(press)
        page.until("Number(d.step) === v.step", step=step + 1)
        frame = page.tab.evaluate("window.frame()")
        header, arrays = frame["header"], frame["arrays"]
        assert header["step"] == step + 1
        row = header["row"]
        for name in ("d_loss", "g_loss"):
            if row[name] is not None:
                assert page.tab.get_by_test_id(f"gl-bar-{name}").inner_text() == minus(row[name], 3)
        assert (row["d_loss"] is None) == (press == "step-g")
        assert (row["g_loss"] is None) == (press == "step-d")
        answers = page.tab.get_by_test_id("gl-answers").inner_text()
        for name in ("d_real", "d_fake"):
            assert ("–" if row[name] is None else minus(row[name], 2)) in answers
        size = page.tab.get_by_test_id("gl-plane").bounding_box()
        points, arrows = arrays["fake"]["data"], arrays["arrows"]["data"]
        scores = [share / 65535 for share in arrays["fake_scores"]["data"]]
        inside = [i for i in range(0, len(points), 2) if max(abs(points[i]), abs(points[i + 1])) < 1.4]
        for i in inside[:: len(inside) // 4]:
            x, y = points[i], points[i + 1]
            page.tab.mouse.move(size["x"] + (x + 1.5) / 3 * size["width"], size["y"] + (1.5 - y) / 3 * size["height"])
            text = page.tab.locator(".gl-readout").inner_text()
            if not text.startswith("G(z)"):  # a real point lies nearer by less than a pixel
                continue
            said = [
                f"({minus(points[k], 2)}, {minus(points[k + 1], 2)})   D = {minus(scores[k // 2], 2)}   "
                f"−∇ = ({minus(arrows[k], 2)}, {minus(arrows[k + 1], 2)})"
                for k in range(0, len(points), 2)
            ]
            assert text.removeprefix("G(z) = ") in said
            assert abs(float(text.split("(")[2].split(",")[0].replace("−", "-")) - x) < 0.1
    assert page.errors == []


@pytest.mark.main
def test_every_node_has_a_living_picture_and_becomes_the_large_view(paused):
    page = paused()
    for name in NODES:
        page.tab.get_by_test_id(f"gl-layer-{name}").is_visible()
        assert colours(page, name) > 3, name
        before = page.picture()
        page.click(f"node-{name}")
        page.tab.wait_for_timeout(150)
        assert page.picture() != before, name
        assert page.tab.get_by_test_id(f"gl-node-{name}").get_attribute("aria-pressed") == "true"
        page.click("focus")
        page.tab.wait_for_timeout(150)
        assert page.picture() == before, name
    page.tab.get_by_test_id("gl-plane").hover()
    pictures = {
        name: page.tab.evaluate(f"document.querySelector('[data-testid=gl-thumb-{name}]').toDataURL()")
        for name in NODES
    }
    page.tab.keyboard.press(".")
    page.tab.wait_for_timeout(1500)
    still = {"z", "real"}
    for name in set(NODES) - still - {"ideal"}:
        assert (
            page.tab.evaluate(f"document.querySelector('[data-testid=gl-thumb-{name}]').toDataURL()") != pictures[name]
        ), name
    for name in still:
        assert (
            page.tab.evaluate(f"document.querySelector('[data-testid=gl-thumb-{name}]').toDataURL()") == pictures[name]
        ), name


def test_ticks_in_the_overview_switch_the_layers_of_the_picture(paused):
    page = paused()
    for node, layer in {
        "g": "manifold",
        "fake": "fake",
        "real": "real",
        "d": "heat",
        "ideal": "ideal",
        "gradient": "arrows",
    }.items():
        tick, chip = page.tab.get_by_test_id(f"gl-tick-{node}"), page.tab.get_by_test_id(f"gl-layer-{layer}")
        wanted = not tick.is_checked()
        before = page.picture()
        tick.set_checked(wanted)
        assert chip.get_attribute("aria-pressed") == str(wanted).lower()
        page.tab.wait_for_timeout(100)
        assert page.picture() != before, layer


@pytest.mark.main
def test_the_loops_light_up_for_the_player_that_acts(paused):
    page = paused()
    for part, other in (("d", "g"), ("g", "d")):
        page.tab.evaluate("""() => {
          const graph = document.querySelector("[data-testid=gl-graph]");
          window.lit = [];
          const note = () => window.lit.push(graph.className);
          new MutationObserver(note).observe(graph, { attributeFilter: ["class"] });
        }""")
        page.click(f"step-{part}")
        page.tab.wait_for_function("window.lit.length >= 2")  # on, and off again
        lit = " ".join(page.tab.evaluate("window.lit"))
        assert f"gl-acts-{part}" in lit
        assert f"gl-acts-{other}" not in lit


WATCH = """() => {  // keep what the plane shows in every frame
  const shown = () => document.querySelector("[data-testid=gl-plane]").toDataURL();
  Object.assign(window, { pictures: new Set(), picture: "", still: 0 });
  const look = () => {
    const picture = shown();
    window.still = picture === window.picture ? window.still + 1 : 0;
    window.pictures.add((window.picture = picture));
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.parametrize("motion", ["no-preference", pytest.param("reduce", marks=pytest.mark.slow)])
def test_the_warp_shows_g_at_work(paused, motion):
    page = paused(reduced_motion=motion)
    page.tab.get_by_test_id("gl-plane").hover(position={"x": 5, "y": 5})
    page.tab.evaluate(WATCH)
    page.tab.wait_for_function("window.still > 30")  # the last frame, and what was measured of it, may come late
    page.tab.evaluate("Object.assign(window, { before: window.picture, pictures: new Set() })")
    page.click("warp")
    page.tab.wait_for_function("window.pictures.size > 1 && window.picture === window.before")
    seen = page.tab.evaluate("window.pictures.size")
    assert (seen > 5) == (motion == "no-preference")
    assert seen >= 2


def test_the_warp_goes_from_the_lattice_of_z_to_g_of_it(visit):
    """Numbers, not looks: the scene's own points at the beginning, in the middle and at the end."""
    page = visit()
    ends = page.tab.evaluate(
        """async (version) => {
      const { Scene } = await import(`/ganlab/static/${version}/points/scene.js`);
      const scene = new Scene({});
      const lattice = Float32Array.of(-2, -2, 2, 2), manifold = Float32Array.of(1, 0, 0, 1);
      Object.assign(scene, { view: [-2, 2, -2, 2], latent: { dim: 2 }, lattice, manifold, fake: null, noise: null });
      return [0, 0.5, 1].map((share) => [...scene.warped("manifold", share)]);
    }""",
        version(),
    )
    flat, end = [-1.8, -1.8, 1.8, 1.8], [1, 0, 0, 1]
    assert ends[0] == pytest.approx(flat, abs=1e-6)
    assert ends[1] == pytest.approx([(a + b) / 2 for a, b in zip(flat, end, strict=True)], abs=1e-6)
    assert ends[2] == end


def test_a_part_explains_itself_when_pointed_at(visit):
    page = visit("?loss=hinge")
    page.until("d.status === 'running'")
    tip = page.tab.get_by_test_id("gl-tip")
    for name, words in (("d", "pushes D(x) up and D(G(z)) down"), ("g", "learns only from D"), ("z", "The same z")):
        page.tab.get_by_test_id(f"gl-node-{name}").hover()
        tip.get_by_text(words).wait_for()
        assert tip.locator("math").count() >= 1
    page.tab.get_by_test_id("gl-bar-d_loss").hover()
    tip.get_by_text("What D minimises").wait_for()
    assert "max" in tip.locator("math").text_content()


@pytest.mark.main
def test_cards_hold_the_knobs_of_their_part_and_act(visit):
    page = visit()
    page.until("d.status === 'running'")
    for part in ("z", "g", "real", "d", "loss", "penalty"):
        page.tab.get_by_test_id(f"gl-gear-{part}").focus()
        page.tab.keyboard.press("Enter")
        card = page.tab.get_by_test_id("gl-card")
        assert card.locator(".gl-knob:visible").count() >= 2, part
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] + box["height"] <= 720
        page.tab.keyboard.press("Escape")
        assert not card.is_visible()
        assert page.tab.evaluate("document.activeElement.dataset.testid") == f"gl-gear-{part}"
    page.click("gear-penalty")
    page.tab.get_by_test_id("gl-knob-r1_gamma-value").fill("0.3")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_url("**r1_gamma=0.3*")
    assert page.root("generation") == "0"
    page.tab.keyboard.press("Escape")
    page.click("gear-g")
    page.tab.get_by_test_id("gl-knob-g_hidden-value").fill("16, 8")
    page.tab.keyboard.press("Enter")
    page.until("d.generation === '1' && d.status === 'running'")
    page.tab.get_by_text("2 → 16 → 8 → 2").wait_for()
    page.tab.get_by_test_id("gl-knob-g_hidden-value").fill("x")
    page.tab.keyboard.press("Enter")
    page.tab.get_by_text("g_hidden: must be 0 to 6 whole numbers").wait_for()
    page.tab.get_by_test_id("gl-knob-g_activation").select_option("tanh")
    page.tab.wait_for_url("**g_activation=tanh*")
    page.tab.keyboard.press("Escape")
    page.click("gear-d")
    page.tab.get_by_test_id("gl-knob-spectral_norm").check()
    page.tab.wait_for_url("**spectral_norm=true*")
    assert page.errors == []


@pytest.mark.layout
def test_on_a_phone_the_overview_is_a_strip_whose_nodes_open_cards(visit):
    page = visit(size=(390, 844), has_touch=True, is_mobile=True)
    page.until("d.status === 'running'")
    strip = page.tab.get_by_test_id("gl-graph").bounding_box()
    assert strip["height"] < 110
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("z", "g", "real", "d"):
        page.tab.get_by_test_id(f"gl-node-{name}").tap()
        card = page.tab.get_by_test_id("gl-card")
        card.wait_for()
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert card.locator(".gl-knob:visible").count() >= 2
        page.click("card-close")
    assert page.tab.get_by_role("slider", name="D learning rate").is_visible()


def test_the_manifold_of_one_dimension_is_a_curve_and_of_three_there_is_none(paused):
    page = paused("?latent_dim=1")
    page.click("layer-manifold")
    frame = page.tab.evaluate("window.frame()")
    assert frame["arrays"]["manifold"]["shape"] == [201, 2]
    assert page.errors == []
    page = paused("?latent_dim=3")
    assert page.tab.get_by_test_id("gl-layer-manifold").is_disabled()
    assert page.tab.get_by_test_id("gl-warp").is_disabled()
    assert page.errors == []
