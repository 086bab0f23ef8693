"""Drawing, uploading and picking data in a real Chromium: by mouse and by finger, applied, undone, shared."""

import math
import re

import pytest
from playwright.sync_api import expect

from ganlab.data import DATASETS, kind_of
from ganlab.data.own.drawing import MOST_TEXT, decode, pieces

pytestmark = pytest.mark.browser

PEN = """
  const canvas = document.querySelector("[data-testid=gl-board]"), box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => {};
  const send = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: "pen",
    clientX: box.left + box.width * x, clientY: box.top + box.height * y }));"""


class Board:
    """The drawing board of one tab."""

    def __init__(self, page):
        self.page, self.tab = page, page.tab
        page.click("data-open")
        page.click("data-draw")
        self.canvas = self.tab.get_by_test_id("gl-board")
        self.box = self.canvas.bounding_box()

    def pen(self, script):
        """Run a script that may `send` what a pen does, at x and y as shares of the board's width and height."""
        self.tab.evaluate("() => {" + PEN + script + "}")

    def at(self, x, y):
        """Return the place on screen of a place in the window from −1.5 to 1.5."""
        box = self.box
        return box["x"] + (x / 3 + 0.5) * box["width"], box["y"] + (0.5 - y / 3) * box["height"]

    def stroke(self, *places):
        self.tab.mouse.move(*self.at(*places[0]))
        self.tab.mouse.down()
        for place in places[1:]:
            self.tab.mouse.move(*self.at(*place), steps=8)
        self.tab.mouse.up()

    def count(self, strokes):
        expect(self.canvas).to_have_attribute("data-strokes", str(strokes))

    def press(self, name):
        self.page.click(f"draw-{name}")

    def says(self, sentence):
        expect(self.tab.get_by_test_id("gl-draw-alert")).to_have_text(sentence)


def drawing_of(page):
    page.tab.wait_for_url("**drawing=*")
    return re.search(r"drawing=([\w-]+)", page.tab.url.split("dataset=")[1])[1]


def test_a_drawing_by_mouse_is_trained_on_shared_kept_and_taken_up_again(visit):
    page = visit()
    board = Board(page)
    board.press("apply")
    board.says("There is nothing to train on yet: draw at least one stroke or dot.")
    assert page.root("generation") == "0"
    board.stroke((-1, -1), (-1, 1), (1, 1))
    board.stroke((0.5, -0.5))  # a tap
    board.count(2)
    board.press("undo")
    board.count(1)
    board.press("clear")
    board.count(0)
    board.tab.keyboard.press("Control+z")  # the clearing
    board.count(1)
    board.stroke((0.5, -0.5))
    board.count(2)
    board.press("apply")
    page.until("d.generation === '1' && d.status === 'running' && d.step > 5")
    text = drawing_of(page)
    line, dot = decode(text)
    corners = [(-1, -1), (-1, 1), (1, 1)]
    assert len(line.points) == 3 and len(dot.points) == 1  # straight lines need no more than their corners
    for (x, y), corner in zip([*line.points, *dot.points], [*corners, (0.5, -0.5)], strict=True):
        assert math.dist((x / 256, y / 256), corner) < 0.02
    page.tab.keyboard.press("r")
    page.until("d.generation === '2'")
    assert drawing_of(page) == text
    other = visit("?" + re.sub(r"run=[^&]*&", "", page.tab.url.split("?")[1]))  # somebody else's copy
    other.until("d.status === 'running' && d.step > 5")
    assert other.root("run") != page.root("run")
    assert drawing_of(other) == text
    again = Board(other)
    again.count(2)  # what is there is taken up
    again.stroke((1, -1))
    again.press("apply")
    other.until("d.generation === '1'")
    other.tab.wait_for_function("text => new URLSearchParams(location.search).get('drawing') !== text", arg=text)
    assert len(decode(drawing_of(other))) == 3
    assert page.errors == other.errors == []


def test_cancel_and_escape_leave_everything_as_it_was(visit):
    page = visit()
    for leave in (lambda board: board.press("cancel"), lambda board: board.tab.keyboard.press("Escape")):
        board = Board(page)
        board.stroke((-1, 0), (1, 0))
        board.tab.keyboard.press("r")  # a key of the page behind, which must not hear it
        board.tab.keyboard.press("Space")
        board.count(1)
        leave(board)
        expect(page.tab.get_by_test_id("gl-draw")).to_be_hidden()
    page.until("d.status === 'running'")
    assert page.root("generation") == "0"
    assert "drawing" not in page.tab.url
    again = Board(page)
    again.count(0)


def test_choosing_a_drawing_where_there_is_none_opens_the_board(visit):
    page = visit()
    page.click("gear-real")
    page.tab.get_by_test_id("gl-knob-dataset").select_option("drawing")
    expect(page.tab.get_by_test_id("gl-draw")).to_be_visible()
    page.tab.keyboard.press("Escape")
    expect(page.tab.get_by_test_id("gl-knob-dataset")).to_have_value("eight-gaussians")
    assert page.root("generation") == "0"
    assert page.errors == []


def test_a_finger_draws_and_does_not_scroll(visit):
    page = visit(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=2)
    page.tab.get_by_test_id("gl-data-open").tap()
    page.tab.get_by_test_id("gl-data-drawing").tap()  # there is none yet: the board opens
    canvas = page.tab.get_by_test_id("gl-board")
    box = canvas.bounding_box()
    assert box["width"] > 280 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    touch = page.tab.context.new_cdp_session(page.tab)

    def send(kind, *places):
        points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", (0.2, 0.2))
    for k in range(1, 21):
        send("touchMove", (0.2, 0.2 + 0.03 * k))
    send("touchEnd")
    expect(canvas).to_have_attribute("data-strokes", "1")
    assert canvas.bounding_box() == box  # nothing has scrolled
    page.tab.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"])
    expect(canvas).to_have_attribute("data-strokes", "2")
    page.tab.get_by_test_id("gl-draw-apply").tap()
    page.until("d.generation === '1' && d.status === 'running'")
    line, dot = decode(drawing_of(page))
    assert abs(line.points[0][0] + 0.9 * 256) < 6 and line.points[0][1] > 200 > -200 > line.points[-1][1]
    assert len(dot.points) == 1
    assert page.errors == []


def test_a_hundred_thousand_points_become_a_drawing_that_fits(visit):
    page = visit()
    board = Board(page)
    board.pen("""
      const wave = (part) => 0.5 + 0.45 * part, at = (k) => [wave(Math.sin(k * 0.37)), wave(Math.cos(k * 0.2311))];
      send("pointerdown", ...at(0));
      for (let k = 1; k < 100000; k++) send("pointermove", ...at(k));
      send("pointerup", ...at(100000));""")
    board.count(1)
    board.press("apply")
    page.until("d.generation === '1' && d.status === 'running' && d.step > 2")
    text = drawing_of(page)
    assert len(text) <= MOST_TEXT
    assert 1 <= len(pieces(decode(text))) <= 480
    assert page.errors == []


def test_more_strokes_than_an_address_can_hold_are_said(visit):
    page = visit()
    board = Board(page)
    board.pen("""
      for (let k = 0; k < 600; k++) for (const type of ["pointerdown", "pointerup"])
        send(type, ((k % 30) * 9) / box.width, (Math.floor(k / 30) * 9) / box.height);""")
    board.count(600)
    board.press("apply")
    board.says("This drawing has more strokes than an address can hold: undo some.")
    assert page.root("generation") == "0"


def test_a_bad_drawing_in_an_address_gets_one_sentence(visit):
    page = visit("?dataset=drawing&drawing=nonsense")
    page.tab.get_by_text("drawing: must be a drawing of version 1; got “nonsense”").wait_for()
    page.until("d.status === 'running'")


@pytest.mark.main
def test_every_data_set_is_picked_by_its_picture(visit):
    page = visit()
    page.click("data-open")
    keys = [key for key in DATASETS if kind_of(key) != "dirac"]
    buttons = page.tab.locator(".gl-set")
    expect(buttons).to_have_count(len(keys))
    expect(page.tab.get_by_test_id("gl-data-eight-gaussians")).to_have_attribute("aria-pressed", "true")
    blank = """() => [...document.querySelectorAll(".gl-set canvas")].filter(canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size < 3;
    }).length"""
    assert page.tab.evaluate(blank) == 0
    page.click("data-points")
    page.tab.get_by_text("Bring your own points first").wait_for()
    page.click("data-pictures")
    page.tab.get_by_text("Bring your own pictures first").wait_for()
    page.click("data-moons")
    expect(page.tab.get_by_test_id("gl-data")).to_be_hidden()
    page.until("d.generation === '1' && d.status === 'running'")
    page.tab.wait_for_url("**dataset=moons*")
    page.click("data-open")
    expect(page.tab.get_by_test_id("gl-data-moons")).to_have_attribute("aria-pressed", "true")
    page.click("data-digits")
    page.until("d.kind === 'images' && d.status === 'running'")
    page.tab.wait_for_url("**latent_dim=40*")  # with all that pictures need
    assert page.errors == []


def test_the_pictures_speak_the_pages_language(visit):
    page = visit(locale="zh-CN")
    page.click("data-open")
    expect(page.tab.get_by_test_id("gl-data-moons")).to_have_text("双月")


@pytest.mark.main
def test_points_that_are_not_here_are_said_in_one_sentence(visit):
    page = visit("?dataset=points&points=0123456789abcdef&g_lr=0.01")
    page.tab.get_by_text("points: must have been uploaded to this server").wait_for()
    page.until("d.status === 'running' && d.gLr === '0.01'")
    page.click("data-open")
    expect(page.tab.get_by_test_id("gl-data-eight-gaussians")).to_have_attribute("aria-pressed", "true")
