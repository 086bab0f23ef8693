"""What anybody has written loads nothing and does nothing, and what the page needs the policy lets it load."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

EVIL = "![x](http://127.0.0.1:9/x) <img src=http://127.0.0.1:9/y> [a](http://127.0.0.1:9) http://127.0.0.1:9 www.x.test"
COUNT = """window.broken = [];
addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective + event.blockedURI));
"""


def safe(page):
    """Assert that nothing foreign was asked for, and that the policy was in nobody's way."""
    assert page.tab.evaluate("window.broken") == []
    assert page.elsewhere == page.errors == []


def query(*names):
    return "?" + urlencode(dict.fromkeys(names, EVIL))


def test_what_an_address_says_is_text(visit):
    page = visit(
        query("preset", "lang", "dataset", "compare", "hide", "palette", "run"), script=COUNT, bypass_csp=False
    )
    alert = page.tab.get_by_test_id("stAlert")
    expect(alert).to_contain_text("preset: must name an experiment of the menu")
    expect(alert).to_contain_text("<img src=http")
    assert alert.locator("img, a").count() == 0
    safe(page)


def test_what_the_page_needs_is_let_through_and_a_column_that_is_a_picture_stays_a_name(visit):
    page = visit("?preset=digits", script=COUNT, bypass_csp=False)
    page.until("d.kind === 'images' && Number(d.step) > 3")
    page.tab.wait_for_function("() => window.Plotly")
    page.tab.locator(".st-key-upload_menu button").first.click()
    rows = "".join(f"{k},{k * k}\n" for k in range(40))
    data = f'"{EVIL}",y\n{rows}'.encode()
    file = page.tab.locator("input[type=file][accept*=csv]")
    file.set_input_files({"name": "points.csv", "mimeType": "text/csv", "buffer": data})
    dialog = page.tab.get_by_role("dialog", name="Points of")
    dialog.locator("canvas, svg.marks").first.wait_for()  # of the scatter
    dialog.get_by_role("button", name="Train on these").click()
    page.until("d.kind === 'points' && Number(d.step) > 20")
    page.tab.locator(".st-key-upload_menu button").first.click()
    note = page.tab.get_by_test_id("stPopoverBody").get_by_text("40 points; x is")
    expect(note.locator("visible=true")).to_contain_text("<img src=http")
    assert page.tab.get_by_test_id("stPopoverBody").locator("img, a[href*='127.0.0.1:9']").count() == 0
    safe(page)
