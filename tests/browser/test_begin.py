"""How a run begins: it waits for Play, and goes at the pace of its story."""

import pytest

from ganlab.presets import PRESETS

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(arrive):
    """Open pages with all controls."""
    return lambda query="", size=(1280, 720): arrive(query, size, controls="all")


def stands(page, preset):
    """Wait until an experiment stands at its beginning, with a large Play on its picture."""
    page.until("d.status === 'paused' && d.step === '0' && Number(d.speed) === v.speed", speed=PRESETS[preset].pace)
    begin = page.tab.get_by_test_id("gl-begin")
    begin.wait_for()
    stage, box = page.tab.locator(".gl-stage").bounding_box(), begin.bounding_box()
    assert box["height"] >= 60
    assert stage["x"] <= box["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]
    return begin


@pytest.mark.parametrize("size", [pytest.param((1280, 720), marks=pytest.mark.main), (390, 844)])
def test_a_page_waits_for_play_and_then_tells_its_story_at_its_own_pace(opened, size):
    page = opened(size=size)
    begin = stands(page, "first-light")
    faster = page.tab.get_by_test_id("gl-faster")
    assert not faster.is_visible()
    begin.click()
    page.until("d.status === 'running' && Number(d.step) > 0")
    begin.wait_for(state="hidden")
    assert not faster.is_visible()
    page.tab.get_by_test_id("gl-speed").press("End")
    page.until("Number(d.step) > v.told", told=PRESETS["first-light"].told)
    assert not faster.is_visible()  # it goes as fast as it can
    page.click("reset")
    page.until("d.status === 'running' && Number(d.speed) === v.pace", pace=PRESETS["first-light"].pace)


def test_a_story_that_has_been_told_may_go_faster(opened):
    page = opened("?preset=dirac-consensus")
    stands(page, "dirac-consensus").click()
    faster = page.tab.get_by_test_id("gl-faster")
    faster.wait_for()
    assert int(page.root("now")) >= PRESETS["dirac-consensus"].told
    place = page.tab.get_by_test_id("gl-rate").bounding_box()
    faster.click()
    page.until("Number(d.speed) === 0")
    faster.wait_for(state="hidden")
    assert page.tab.get_by_test_id("gl-rate").bounding_box() == place  # nothing moves for it


def test_an_experiment_that_is_chosen_waits_where_the_one_before_stood(opened):
    page = opened("?preset=ring")
    stands(page, "ring")
    page.experiment("mode-collapse")
    page.until("d.generation === '1'")
    stands(page, "mode-collapse")
    page.tab.keyboard.press("Escape")
    page.tab.locator(".gl-root").focus()
    page.tab.keyboard.press("Space")
    page.until("d.status === 'running' && Number(d.step) > 0")
    page.experiment("converge")
    page.until("d.generation === '2' && d.status === 'running' && Number(d.step) > 0")


def test_the_large_play_covers_no_other_page_of_the_image_lab(opened):
    page = opened("?preset=two-digits")
    begin = page.tab.get_by_test_id("gl-begin")
    begin.wait_for()
    page.click("tab-latent")
    begin.wait_for(state="hidden")
    page.click("tab-walls")
    begin.wait_for()


def test_where_play_is_hidden_nobody_has_to_press_it(opened):
    page = opened("?hide=play&preset=line")
    page.until("d.status === 'running' && Number(d.step) > 0 && Number(d.speed) === v.pace", pace=PRESETS["line"].pace)
    assert not page.tab.get_by_test_id("gl-begin").is_visible()
