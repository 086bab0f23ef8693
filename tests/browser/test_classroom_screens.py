"""How a class looks in a real Chromium: on phones, on a projector, in Chinese, in the dark; and to axe."""

import pytest
from playwright.sync_api import expect

from tests.support.seats import PHONE, sound

pytestmark = pytest.mark.browser


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
