"""Choosing an experiment in a real Chromium: a dialog of groups with films, a search, cures beside their failures."""

import pytest
from playwright.sync_api import expect

from ganlab.presets import PRESETS
from ganlab.presets.claim import GROUPS
from ganlab.presets.maps import MAPS
from ganlab.web.lessons import listed

pytestmark = pytest.mark.browser

CARDS = "[...document.querySelectorAll('.gl-experiment-card')]"
FILM = "document.querySelector('[data-testid=gl-experiment-{}] canvas').toDataURL()"


def opened(page):
    page.click("experiment")
    page.tab.get_by_test_id("gl-experiment-first-light").wait_for()
    return page.tab.get_by_test_id("gl-experiments")


@pytest.mark.main
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_every_experiment_is_there_in_its_group_a_cure_right_behind_its_failure(visit, size):
    page = visit("?preset=mode-collapse", size=size)
    dialog = opened(page)
    assert dialog.get_by_role("heading", level=3).all_inner_texts() == [*GROUPS.values(), "Maps", "Lessons"]
    keys = page.tab.evaluate(f"{CARDS}.map((card) => card.dataset.testid.replace('gl-experiment-', ''))")
    maps = [f"map-{key}" for key in MAPS]
    assert sorted(keys) == sorted([*PRESETS, *maps, *(lesson["key"] for lesson in listed("en"))])
    for key, preset in PRESETS.items():
        if preset.cures:
            between = keys[keys.index(preset.cures) + 1 : keys.index(key)]
            assert all(PRESETS[one].cures == preset.cures for one in between), key
            label = PRESETS[preset.cures].label
            expect(page.tab.get_by_test_id(f"gl-experiment-{key}")).to_contain_text(f"cures: {label}")
    current = page.tab.locator(".gl-experiment-card[aria-current]")
    expect(current).to_have_count(1)
    expect(current).to_contain_text("Mode collapse")
    wide = page.tab.evaluate("document.querySelector('.gl-experiments').scrollWidth")
    assert wide <= page.tab.evaluate("document.querySelector('.gl-experiments').clientWidth")
    assert page.errors == []


def test_the_films_move_each_in_its_own_way_and_stand_where_less_motion_is_asked_for(visit):
    page = visit()
    opened(page)
    for key in ("first-light", "mode-collapse"):
        first = page.tab.evaluate(FILM.format(key))
        page.tab.wait_for_function(f"v => {FILM.format(key)} !== v", arg=first)
    calm = visit(reduced_motion="reduce")
    opened(calm)
    first = calm.tab.evaluate(FILM.format("first-light"))
    calm.tab.wait_for_timeout(1000)
    assert calm.tab.evaluate(FILM.format("first-light")) == first
    assert first != calm.tab.evaluate(FILM.format("mode-collapse"))


def test_a_search_finds_by_all_its_words_and_says_where_there_is_nothing(visit):
    page = visit()
    dialog = opened(page)
    search = dialog.get_by_role("searchbox")
    search.fill("collapse packing")
    expect(dialog.locator(".gl-experiment-card:visible")).to_have_count(1)
    search.fill("xyzzy")
    expect(dialog.get_by_text("No experiment has these words.")).to_be_visible()
    search.fill("COLLAPSE PACKING")
    search.press("Enter")
    page.tab.wait_for_url("**packing=2*")
    expect(dialog).to_be_hidden()
    expect(page.tab.get_by_test_id("gl-experiment")).to_have_text("Collapse cured by packing")
    page.tab.keyboard.press("Space")
    page.until("d.status === 'paused'")


def test_own_settings_have_no_story_and_the_same_experiment_begins_anew(visit):
    page = visit("?g_lr=0.005")
    name = page.tab.get_by_test_id("gl-experiment")
    expect(name).to_have_text("My own settings")
    page.experiment("ring")
    page.until("d.generation === '1'")
    expect(name).to_have_text("GAN Lab's ring")
    page.experiment("ring")
    page.until("d.generation === '2'")
    assert page.errors == []
