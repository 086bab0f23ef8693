"""A class in a real Chromium: one leads, three take part, a fourth screen only looks on."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = (390, 844)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


class Seat:
    """One screen of a class."""

    def __init__(self, page):
        self.page, self.tab = page, page.tab

    def at(self, name):
        return self.tab.get_by_test_id(f"gl-{name}")

    def press(self, name):
        self.at(name).click()

    def says(self, text):
        expect(self.at("classroom-told")).to_contain_text(text)


@pytest.fixture
def led(visit):
    """Begin a class with the run of a page, through the menu; give who leads, and the code on the wall."""

    def begin(query="", **values):
        teacher = Seat(visit(query, **values))
        teacher.page.menu("Class")
        teacher.tab.get_by_role("button", name="Begin a class").click()
        expect(teacher.at("door-code")).to_have_text(re.compile("[A-Z2-9]{3} [A-Z2-9]{3}"))
        code = teacher.at("door-code").inner_text().replace(" ", "")
        expect(teacher.at("door-address")).to_contain_text(f"?class={code}")
        assert teacher.tab.locator(".gl-door-qr img").evaluate("image => image.naturalWidth") > 0
        teacher.press("door-close")
        expect(teacher.at("classroom-here")).to_have_text("Nobody is here yet")
        return teacher, code

    return begin


@pytest.fixture
def come(visit):
    """Give a function by which somebody comes in, in a browser of their own."""
    return lambda code, query="", **values: Seat(visit(f"?class={code}{query}", **values))


def test_all_follow_what_the_teacher_shows_and_go_on_from_it_by_themselves(led, come):
    teacher, code = led()
    teacher.page.until("Number(d.step) > 30")
    pupils = [come(code, size=PHONE), come(code), come(code, "&lang=zh")]
    beamer = come(code, "&look=1")
    expect(teacher.at("classroom-here")).to_have_text("3 are here")
    step = int(teacher.page.root("step"))
    for seat in (*pupils, beamer):
        seat.page.until("Number(d.step) > v.step", step=step)
        assert seat.page.root("run") == code
        assert "run=" not in seat.tab.url and f"class={code}" in seat.tab.url
        expect(seat.at("play")).to_be_hidden()
    assert beamer.at("classroom-fork").is_hidden()
    one, two = pupils[:2]
    one.press("classroom-fork")
    one.says("This run is your own")
    one.page.until("d.status === 'paused'")
    own = one.page.root("run")
    assert own not in (code, teacher.page.root("run"))
    begun = int(one.page.root("step"))
    assert begun > step
    one.press("play")
    one.page.until("Number(d.step) > v.begun + 20", begun=begun)
    two.page.until("Number(d.step) > v.begun", begun=begun)  # the others go on seeing what the teacher shows
    assert two.page.root("run") == code
    one.press("classroom-back")
    one.page.until("d.run === v.code", code=code)
    one.press("classroom-mine")
    one.page.until("d.run === v.own", own=own)
    one.tab.reload()
    one.tab.wait_for_selector(".gl-root[data-frames]:not([data-frames='0'])")
    one.page.until("d.run === v.own", own=own)
    one.says("This run is your own")
    for seat in (teacher, *pupils, beamer):
        assert not seat.page.errors
        assert not seat.page.elsewhere


def test_the_teacher_pauses_all_brings_them_back_sets_them_free_and_ends_it(led, come):
    teacher, code = led()
    one, two = come(code), come(code, size=PHONE)
    one.press("classroom-fork")
    one.says("This run is your own")
    own = one.page.root("run")
    one.press("play")
    one.page.until("d.status === 'running'")
    teacher.press("classroom-paused")
    for seat in (one, two):
        seat.says("The teacher has paused all pages")
        assert seat.page.root("held") == ""
    one.page.until("d.status === 'paused'")
    one.tab.keyboard.press(" ")
    expect(one.at("play")).to_be_disabled()
    assert one.page.root("status") == "paused"
    assert teacher.page.root("status") == "running"
    teacher.press("classroom-together")
    one.page.until("d.run === v.code && d.held === undefined", code=code)
    expect(one.at("classroom-fork")).to_be_hidden()
    teacher.press("classroom-free")
    one.press("classroom-mine")
    one.page.until("d.run === v.own", own=own)
    teacher.press("classroom-end")
    expect(teacher.at("classroom-end")).to_have_text("End it for all?")
    teacher.press("classroom-end")
    for seat in (one, two):
        seat.says("The class has ended")
    one.press("play")
    one.page.until("d.status === 'running'")


def test_a_lessons_question_is_put_to_the_class(led, come):
    teacher, code = led("?lesson=collapse")
    pupils = [come(code, size=PHONE), come(code)]
    teacher.press("lesson-put")
    expect(teacher.at("poll-said")).to_have_text("0 of 2 have answered")
    for k, seat in enumerate(pupils):
        seat.press(f"poll-choice-{k}")
        expect(seat.at(f"poll-choice-{k}")).to_have_attribute("aria-pressed", "true")
    expect(teacher.at("poll-said")).to_have_text("2 of 2 have answered")
    pupils[0].press("poll-choice-1")
    expect(pupils[0].at("poll-choice-1")).to_have_attribute("aria-pressed", "true")
    for seat in (teacher, *pupils):
        assert seat.tab.locator(".gl-poll b").all_inner_texts() == ["", "", ""]
    teacher.press("poll-reveal")
    for seat in (teacher, *pupils):
        expect(seat.at("poll")).to_have_attribute("data-revealed", "")
        assert seat.tab.locator(".gl-poll b").all_inner_texts() == ["0", "2", "0"]
        expect(seat.at("poll-answer")).not_to_be_empty()
    teacher.press("poll-close")
    for seat in (teacher, *pupils):
        expect(seat.at("poll")).to_be_hidden()


def test_a_run_on_the_wall_is_shown_to_all(led, come):
    teacher, code = led()
    one, two = come(code), come(code)
    one.press("classroom-fork")
    one.says("This run is your own")
    teacher.press("classroom-wall")
    tile = teacher.at("wall-1")
    expect(tile).to_contain_text("no. 1")
    one.at("classroom-open").uncheck()
    expect(tile).to_be_disabled()
    one.at("classroom-open").check()
    one.tab.get_by_role("slider", name="G learning rate").press("ArrowRight")
    expect(tile).to_contain_text("G learning rate")
    tile.click()
    for seat in (teacher, two):
        seat.says("This is the run of no. 1.")
        seat.page.until("d.status === 'paused'")
    one.press("play")
    for seat in (teacher, two):
        seat.page.until("d.status === 'running'")
    run = teacher.page.root("run")
    assert run == code
    teacher.press("classroom-mine")
    teacher.page.until("d.run !== v.code", code=code)
    expect(two.at("classroom-told")).not_to_contain_text("no. 1")


def test_a_class_fills_a_map_together(led, come):
    teacher, code = led("?map=widths")
    pupils = [come(code, size=PHONE), come(code)]
    expect(teacher.at("classroom-here")).to_have_text("2 are here")
    teacher.press("classroom-hand")
    for seat in pupils:
        expect(seat.at("cell-run")).to_be_disabled()
        seat.press("cell-bet-learned")
        expect(seat.at("cell-said")).to_have_text("Your bet: learned.")
    assert len({seat.at("cell-where").inner_text() for seat in pupils}) == 2
    expect(teacher.tab.locator(".gl-map-cell[data-who]")).to_have_count(2)
    teacher.says("2 of 2 have bet")
    one = pupils[0]
    sound(one, ".gl-cell")
    one.press("cell-run")
    one.says("your cell of the map")
    one.page.until("d.status === 'running' || Number(d.step) > 0")
    expect(one.at("cell-bet-stuck")).to_be_hidden()
    teacher.press("map-fill")
    expect(one.at("cell-said")).to_contain_text("It has come to")
    expect(teacher.at("classroom-told")).to_contain_text("right:")
    expect(pupils[1].at("cell-said")).to_have_text("Your bet: learned.")  # who has not run it is not told
    teacher.press("classroom-hand")
    for seat in pupils:
        expect(seat.at("cell")).to_be_hidden()


def test_a_chinese_page_begins_a_class_in_chinese_and_stays_so(visit):
    page = visit("", locale="zh-CN")
    page.menu("课堂")
    page.tab.locator(".st-key-class_begin button").click()
    expect(page.tab.locator("#gl-door-title")).to_have_text("进入课堂")
    page.tab.wait_for_url("**class=*")
    page.tab.wait_for_timeout(1500)  # in which what a rerun brings would come
    expect(page.tab.get_by_test_id("gl-classroom-free")).to_have_text("自由")
    assert "lang=" not in page.tab.url


def test_on_a_phone_who_leads_reaches_the_question_over_the_lesson(led, come):
    teacher, code = led("?lesson=collapse", size=PHONE)
    one = come(code, size=PHONE)
    teacher.press("lesson-put")
    one.press("poll-choice-0")
    teacher.press("poll-reveal")
    expect(one.at("poll")).to_have_attribute("data-revealed", "")
    teacher.press("poll-close")
    expect(one.at("poll")).to_be_hidden()
    one.press("classroom-fork")
    teacher.press("lesson-next")


def sound(seat, context):
    """Look whether a part of a page is for everybody, and wide enough for itself."""
    found = Axe().run(seat.tab, context=context, options={"runOnly": RULES})
    assert found.response["violations"] == [], json.dumps(found.response["violations"])[:2000]
    wide, inner = seat.tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= inner


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        ((1280, 720), "light", "zh"),
        (PHONE, "dark", "en"),
        pytest.param((1280, 720), "dark", "en", marks=pytest.mark.slow),
        pytest.param(PHONE, "light", "zh", marks=pytest.mark.slow),
    ],
)
def test_all_of_it_fits_and_axe_finds_nothing(led, come, size, scheme, language):
    teacher, code = led("?lesson=collapse", size=(1280, 720), color_scheme=scheme)
    one = come(code, f"&lang={language}", size=size, color_scheme=scheme)
    one.press("classroom-fork")
    expect(one.at("classroom-back")).to_be_visible()
    sound(one, ".gl-top")
    one.press("classroom-back")
    teacher.press("classroom-door")
    expect(teacher.at("door-address")).to_contain_text(code)
    sound(teacher, ".gl-door")
    teacher.press("door-names")
    expect(teacher.at("door-names")).to_have_attribute("aria-pressed", "true")
    teacher.press("door-close")
    expect(one.at("classroom-name")).to_be_visible()
    one.at("classroom-name").fill("Ada")
    one.at("classroom-name").press("Enter")
    teacher.press("classroom-wall")
    expect(teacher.at("wall-1")).to_contain_text("Ada")
    sound(teacher, ".gl-wall")
    teacher.press("wall-close")
    teacher.press("lesson-put")
    one.press("poll-choice-0")
    expect(one.at("poll-choice-0")).to_have_attribute("aria-pressed", "true")
    for seat in (teacher, one):
        sound(seat, ".gl-poll")
        sound(seat, ".gl-top")
    teacher.press("poll-reveal")
    for seat in (teacher, one):
        expect(seat.at("poll")).to_have_attribute("data-revealed", "")
        sound(seat, ".gl-poll")
    teacher.press("classroom-paused")
    expect(one.page.tab.locator("[data-held]")).to_have_count(1)
    sound(one, ".gl-top")


@pytest.mark.layout
def test_on_a_projector_who_leads_has_one_line_and_the_code_is_read_from_the_last_row(led):
    teacher, _ = led(size=(1920, 1080))
    teacher.tab.keyboard.press("p")
    teacher.page.until("d.projector !== undefined")
    top = teacher.tab.locator(".gl-top").bounding_box()
    assert top["height"] < 100
    assert float(teacher.at("classroom-door").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 24
    teacher.press("classroom-door")
    assert float(teacher.at("door-code").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 80


def test_a_class_is_led_by_keyboard_alone(led, come):
    teacher, code = led()
    one = come(code)
    teacher.at("classroom-paused").focus()
    teacher.tab.keyboard.press("Enter")
    one.says("look to the front")
    teacher.tab.keyboard.press("Shift+Tab")
    teacher.tab.keyboard.press(" ")
    one.says("you may go on from it")
    assert teacher.page.root("status") == "running"  # Space was for the button
    one.at("classroom-fork").focus()
    one.tab.keyboard.press("Enter")
    expect(one.at("classroom-back")).to_be_visible()
    teacher.at("classroom-wall").focus()
    teacher.tab.keyboard.press("Enter")
    expect(teacher.at("wall-1")).to_be_visible()
    teacher.tab.keyboard.press("Escape")
    expect(teacher.at("wall")).to_be_hidden()
