"""Some classes only, and pictures of one's own, in a real Chromium."""

import re
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from ganlab.data.images import load
from tests.support.own_data import album
from tests.support.pictures import encoded, link, zipped

pytestmark = pytest.mark.browser

STRIP = """() => {
  const panel = document.querySelector(".gl-panel-real canvas"), g = panel.getContext("2d");
  const wide = Math.floor(panel.width / 8), left = Math.floor((panel.width - 8 * wide) / 2);
  const gap = Math.max(1, Math.round(wide * 0.035));
  const bar = Math.max(3, Math.round(wide * 0.1)), side = Math.min(wide - 2 * gap, panel.height - bar - 3 * gap);
  const middle = (place) => gap + Math.floor((place + 0.5) * side / 28);
  const grey = (k, i) => g.getImageData(left + k * wide + middle(i % 28), middle(Math.floor(i / 28)), 1, 1).data[0];
  return Array.from({ length: 8 }, (_, k) => Array.from({ length: 28 * 28 }, (_, i) => grey(k, i)));
}"""


def nearest(strip, pixels):
    """Return for each picture that is drawn the most similar one of a set."""
    drawn = np.array(strip, np.float32)
    distance = ((drawn[:, None] - pixels.reshape(len(pixels), -1)[None].astype(np.float32)) ** 2).mean(2)
    assert distance.min(1).max() < 900, distance.min(1)  # as it is scaled on screen
    return distance.argmin(1)


def test_two_digits_are_chosen_by_their_buttons(visit):
    page = visit("?preset=digits")
    page.click("gear-real")
    everything = page.tab.get_by_test_id("gl-knob-classes-all")
    expect(everything).to_have_attribute("aria-pressed", "true")
    for label in (7, 0, 1, 7):  # the last takes the first back
        page.click(f"knob-classes-{label}")
    page.until("d.generation === '4' && d.status === 'running' && d.step > 2")
    page.tab.wait_for_url("**classes=0,1&**")
    digits = load("digits")
    found = nearest(page.tab.evaluate(STRIP), digits.pixels.numpy())
    assert set(digits.labels[found].tolist()) == {0, 1}
    expect(everything).to_have_attribute("aria-pressed", "false")
    expect(page.tab.get_by_test_id("gl-knob-classes-1")).to_have_attribute("aria-pressed", "true")
    box = page.tab.get_by_test_id("gl-knob-classes-9").bounding_box()
    assert min(box["width"], box["height"]) >= 40
    everything.click()
    page.until("d.generation === '5' && d.status === 'running'")
    assert "classes" not in page.tab.url
    assert page.errors == []


@pytest.mark.main
def test_an_archive_is_shown_before_it_is_trained_on_a_bad_one_refused_and_a_folders_folders_are_classes(
    visit, tmp_path
):
    page = visit("?preset=digits")
    page.menu("Your data", "Pictures")
    bring = page.tab.locator(".st-key-pictures_files input[type=file]")
    members = [(f"squares/{k}.png", encoded(picture)) for k, picture in enumerate(album())]
    bad = zipped(*members, link("squares/link.png"))
    bring.set_input_files({"name": "bad.zip", "mimeType": "application/zip", "buffer": bad})
    page.tab.get_by_text("The archive must hold files only; “squares/link.png” is a link.").wait_for()
    page.tab.get_by_test_id("stFileUploader").locator("visible=true").get_by_role(
        "button", name=re.compile("Remove|Delete")
    ).first.click()
    expect(page.tab.get_by_text("The archive must hold files only")).to_have_count(0)
    good = zipped(*members, ("readme.txt", b"squares"))
    bring.set_input_files({"name": "good.zip", "mimeType": "application/zip", "buffer": good})
    page.tab.get_by_text("40 pictures, as they will be trained on.").wait_for()
    page.tab.get_by_text("Left out: readme.txt (no picture).").wait_for()
    assert page.root("generation") == "0"  # nothing has been begun yet
    page.tab.get_by_text("Swap dark and light").click()
    page.tab.locator(".st-key-pictures_use button").click()
    page.until("d.generation === '1' && d.status === 'running' && d.step > 2")
    page.tab.wait_for_url("**pictures=*")
    page.tab.get_by_text("40 pictures of your own, 28×28 grey.").locator("visible=true").wait_for()
    nearest(page.tab.evaluate(STRIP), 255 - album())
    halves = {"*Ω*": album()[:15], "<b>box\u202egnp": 255 - album()[:25]}
    for name, pixels in halves.items():
        (tmp_path / name).mkdir()
        for k, picture in enumerate(pixels):
            (tmp_path / name / f"{k}.png").write_bytes(encoded(picture))
    body = page.tab.get_by_test_id("stPopoverBody")
    body.get_by_text("Folder", exact=True).click()
    page.tab.locator("input[type=file][webkitdirectory]").set_input_files(tmp_path)
    body.get_by_text("\u2068<b>boxgnp\u2069 25 · \u2068*Ω*\u2069 15").or_(
        body.get_by_text("\u2068*Ω*\u2069 15 · \u2068<b>boxgnp\u2069 25")
    ).wait_for()
    body.get_by_text("the digit classifier does not know them").wait_for()
    page.tab.locator(".st-key-pictures_use button").click()
    page.until("d.generation === '2' && d.status === 'running'")
    page.tab.keyboard.press("Escape")
    page.click("gear-real")
    assert [page.tab.get_by_test_id(f"gl-knob-classes-{k}").inner_text() for k in (0, 1)] == ["*Ω*", "<b>boxgnp"]
    page.click("knob-classes-1")
    page.until("d.generation === '3' && d.status === 'running' && d.step > 2")
    nearest(page.tab.evaluate(STRIP), halves["<b>box\u202egnp"])
    assert page.errors == []


@pytest.mark.parametrize("size", [(390, 844), pytest.param((1280, 720), marks=pytest.mark.slow)])
def test_what_was_decided_and_what_is_amiss_is_said_before_anything_is_trained(visit, size):
    page = visit(size=size)
    page.menu("Your data", "Pictures")
    body = page.tab.get_by_test_id("stPopoverBody")
    bring = page.tab.locator(".st-key-pictures_files input[type=file]")
    blank = [(f"{k}.png", encoded(np.full((28, 28), 255))) for k in range(10)]
    bring.set_input_files({"name": "blank.zip", "mimeType": "application/zip", "buffer": zipped(*blank)})
    body.get_by_text("The pictures must show something; all 10 are white everywhere (grey 255 of 255).").wait_for()
    expect(page.tab.locator(".st-key-pictures_use")).to_have_count(0)
    body.get_by_test_id("stFileUploader").locator("visible=true").get_by_role(
        "button", name=re.compile("Remove|Delete")
    ).first.click()
    light = [(f"{k}.png", encoded(np.stack([picture, picture], 2), mode="LA")) for k, picture in enumerate(album())]
    rest = ("*photo*_of_me_.jpg", b"\xff\xd8\xff"), ("film.mp4", bytes(3_000_000))
    bad = zipped(*light, *rest, method=zipfile.ZIP_STORED)
    bring.set_input_files({"name": "light.zip", "mimeType": "application/zip", "buffer": bad})
    body.get_by_text("40 pictures, as they will be trained on.").wait_for()
    body.get_by_text("Left out: *photo*_of_me_.jpg (damaged).").wait_for()
    body.get_by_text("Left out: film.mp4 (no picture).").wait_for()
    body.get_by_text("There are few: ").wait_for()
    body.get_by_text("40 transparent pictures lie on black, where more of them is seen than on white.").wait_for()
    box = body.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]
    page.tab.locator(".st-key-pictures_use button").click()
    page.until("d.generation === '1' && d.status === 'running' && d.step > 2")
    nearest(page.tab.evaluate(STRIP), album())
    assert page.errors == []
