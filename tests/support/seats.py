"""Screens of a class: who leads it, who comes in, and whether a part of their page is for everybody."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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

    def picked(self):
        """Return the values of the cell that this member has, by the card."""
        return (
            self.at("cell-pick")
            .locator("select")
            .evaluate_all("nodes => nodes.map(node => node.selectedOptions[0].textContent)")
        )

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


def sound(seat, context):
    """Look whether a part of a page is for everybody, and wide enough for itself."""
    found = Axe().run(seat.tab, context=context, options={"runOnly": RULES})
    assert found.response["violations"] == [], json.dumps(found.response["violations"])[:2000]
    wide, inner = seat.tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= inner
