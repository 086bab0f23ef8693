"""Asking for a digit, and the lasting label of a ready-trained start, in a real Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_digit_is_asked_for_and_the_fresh_wall_follows(visit):
    page = visit("?preset=digits-asked&classes=2,7")
    buttons = page.tab.locator(".gl-label")
    expect(buttons).to_have_text(["all", "2", "7"])
    expect(page.tab.get_by_test_id("gl-node-d_fake").locator(".gl-node-label")).to_have_text("D(G(z, y), y)")
    page.tab.get_by_test_id("gl-node-real").hover()
    expect(page.tab.get_by_test_id("gl-tip")).to_contain_text("pictures that G should learn")
    expect(page.tab.get_by_test_id("gl-seen")).to_contain_text(" of 60 are recognised")
    expect(page.tab.locator(".gl-panel-fixed .gl-caption")).to_contain_text("columns by class")
    page.until("d.status === 'running' && d.step > 40")
    page.click("play")
    page.until("d.status === 'paused'")
    before = page.picture("fresh")
    page.click("label-7")
    expect(page.tab.get_by_test_id("gl-label-7")).to_have_attribute("aria-pressed", "true")
    page.tab.wait_for_function(
        "before => document.querySelector('[data-testid=gl-fresh]').toDataURL() !== before", arg=before
    )
    page.click("label-all")
    expect(page.tab.get_by_test_id("gl-label-7")).to_have_attribute("aria-pressed", "false")
    assert page.errors == []


@pytest.mark.main
def test_the_page_says_that_weights_were_ready_trained(visit):
    page = visit("?preset=mnist-ready")
    begun = page.tab.get_by_test_id("gl-begun")
    expect(begun).to_contain_text("Starts from ready-trained weights: DCGAN")
    expect(page.tab.get_by_test_id("gl-asking")).to_be_hidden()
    page.tab.goto(page.tab.url.split("?")[0] + "?preset=digits")
    expect(page.tab.locator(".gl-root")).to_have_attribute("data-kind", "images")
    expect(page.tab.get_by_test_id("gl-begun")).to_be_hidden()
