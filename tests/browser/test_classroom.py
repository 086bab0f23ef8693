"""A class in a real Chromium: one leads, three take part, a fourth screen only looks on."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_map import DONE, TINY, plan
from tests.support.seats import PHONE, sound

pytestmark = pytest.mark.browser


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


@pytest.mark.main
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
    teacher, code = led(f"?{TINY}")
    runs = plan(teacher.page)
    pupils = [come(code, size=PHONE), come(code)]
    expect(teacher.at("classroom-here")).to_have_text("2 are here")
    teacher.press("classroom-hand")
    for seat in pupils:
        expect(seat.at("cell-run")).to_be_disabled()
        seat.press("cell-bet-learned")
        expect(seat.at("cell-said")).to_have_text("Your bet: learned.")
    assert len({tuple(seat.picked()) for seat in pupils}) == 2
    expect(teacher.tab.locator(".gl-map-cell[data-who]")).to_have_count(2)
    teacher.says("2 of 2 have bet")
    one = pupils[0]
    one.at("cell-pick").get_by_label("D learning rate").select_option("0.01")
    expect(one.at("cell-said")).to_have_text("Choose one.")  # the bet was on another cell
    assert one.picked()[0] == "0.01"
    one.press("cell-bet-learned")
    expect(one.at("cell-run")).to_be_enabled()
    sound(one, ".gl-cell")
    one.press("cell-run")
    one.says("your cell of the map")
    one.page.until("d.status === 'running' || Number(d.step) > 0")
    expect(one.at("cell-bet-stuck")).to_be_hidden()
    expect(one.at("cell-where")).to_contain_text("D learning rate 0.01")
    expect(one.at("cell-said")).to_contain_text("It has come to")
    expect(teacher.at("classroom-told")).to_contain_text("right:")
    expect(teacher.tab.locator(DONE)).to_have_count(0)  # who has not bet yet is not told by the front
    teacher.press("map-fill")
    expect(teacher.tab.locator(DONE)).to_have_count(runs)
    expect(pupils[1].at("cell-said")).to_have_text("Your bet: learned.")  # who has not run it is not told
    teacher.press("classroom-hand")
    for seat in pupils:
        expect(seat.at("cell")).to_be_hidden()


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
