"""The keys in a real Chromium: each does what the list says, and none while somebody types."""

import re

import pytest

from ganlab.web.words import key_of, say
from tests.support.catalogue import extracted

pytestmark = pytest.mark.browser


@pytest.mark.main
def test_every_key_does_what_the_list_says(visit):
    page = visit()
    page.rest()
    press, step = page.tab.keyboard.press, int(page.root("step"))
    for i, key in enumerate([".", "d", "g"], 1):
        press(key)
        page.until("Number(d.step) === v.step", step=step + i)
    places = [place.get_attribute("data-testid") for place in page.tab.locator(".gl-chips [aria-pressed]").all()]
    assert len(places) == 8
    for key, place in enumerate(places, 1):
        before = page.pressed(place[3:])
        press(str(key))
        assert page.pressed(place[3:]) != before, place
    for name in ("z", "g"):
        press("f")
        assert page.pressed(f"node-{name}") == "true"
    press("Escape")
    assert page.tab.locator(".gl-node[aria-pressed=true]").count() == 0
    before = page.picture()
    press("w")
    page.tab.wait_for_function("v => document.querySelector('[data-testid=gl-plane]').toDataURL() !== v", arg=before)
    speed = page.tab.get_by_test_id("gl-speed")
    speed.press("End")
    page.until("d.speed === '0'")
    page.tab.locator(".gl-root").focus()
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
    page.rest()
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


def test_space_plays_and_pauses_whatever_was_clicked_last(visit):
    page = visit()
    page.until("d.status === 'running' && Number(d.step) > 20")
    layer = page.tab.locator(".gl-chips [aria-pressed]").first
    layer.click()
    before = layer.get_attribute("aria-pressed")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    assert layer.get_attribute("aria-pressed") == before
    page.click("reset")  # whose run goes at once
    page.until("d.generation === '1' && d.status === 'running' && Number(d.step) > 0")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")
    assert page.root("generation") == "1"


def test_keys_that_are_pressed_before_the_run_is_there_are_done_when_it_comes(visit):
    page = visit()
    page.rest()
    step, held = int(page.root("step")), []

    def hold(route):
        """Keep what the page says until the test lets it through."""
        said = []
        route.on_message(lambda message: said.append(message))
        held.append((route, said))

    page.tab.route_web_socket(re.compile("/ganlab/live/"), hold)
    page.tab.reload()
    page.tab.locator(".gl-root").wait_for(state="attached")
    page.tab.wait_for_function("() => document.querySelector('.gl-root').checkVisibility()")
    page.tab.keyboard.press(".")
    assert page.root("step") is None
    for route, said in held:
        server = route.connect_to_server()
        route.on_message(lambda message, to=server: to.send(message))
        server.on_message(lambda message, to=route: to.send(message))
        for message in said:
            server.send(message)
    page.until("Number(d.step) === v.step", step=step + 1)


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_the_list_of_keys_opens_holds_the_focus_and_gives_it_back(visit, locale):
    page = visit(locale=locale)
    page.until("d.status === 'running'")
    language = locale[:2]
    words = {say(key_of(message), language) for message in extracted() if message.id and not message.pluralizable}
    page.tab.get_by_test_id("gl-reset").focus()
    page.tab.keyboard.press("?")
    dialog = page.tab.get_by_role("dialog", name=say("Keys", language))
    dialog.wait_for()
    listed = dialog.locator("kbd").all_inner_texts()
    assert {"." if key == "." else key for key in listed} >= {say("Space", language), *".dgrnswfp?[]{}", "1", "8", "−"}
    assert (
        len(dialog.locator("dt").all())
        == len(dialog.locator("dd").all())
        == len(set(dialog.locator("dd").all_inner_texts()))
    )
    assert all(text in words for text in dialog.locator("dd").all_inner_texts())
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
