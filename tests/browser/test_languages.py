"""A language that is one more catalogue: offered by its own name, chosen by the browser's locale, said everywhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import Page, serving
from tests.support.catalogue import CODE, NAME, pseudo

pytestmark = pytest.mark.browser
# Words that are shown and told, with two letters in a row at least, but for formulas (Re, Im), keys and codes.
UNTRANSLATED = """() => {
  const told = /\\p{L}{2}/u;
  const own = "math, kbd, style, script, [data-testid=gl-data], .gl-spoken, option, .js-plotly-plot, .gl-made-words, "
    + "svg text";
  const found = [];
  const note = (text) => told.test(text) && !text.includes("⟦") && !text.includes("⟧") && found.push(text);
  for (const node of document.querySelectorAll(".gl-root *")) {
    if (node.closest(own)) continue;
    const whole = node.closest(".gl-who, .gl-sentence > span")?.textContent; // of which each word has an element
    if (whole?.startsWith("⟦") && whole.endsWith("⟧")) continue;
    for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) note(child.data);
    for (const name of ["title", "aria-label", "aria-valuetext"]) note(node.getAttribute(name) ?? "");
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="module")
def foreign(tmp_path_factory, chromium):
    """Give a function that opens a page on an app to which one catalogue was given."""
    catalogues = tmp_path_factory.mktemp("words")
    pseudo(catalogues)
    context = chromium.new_context(locale=f"{CODE}-PL")
    with serving(tmp_path_factory.mktemp("runs"), GANLAB_WORDS=str(catalogues)) as (address, _):
        yield lambda query="": Page(context, address, query, (1280, 720), "")
    context.close()


def test_it_is_offered_by_its_name_and_chosen_by_the_locale(foreign):
    page = foreign()
    page.tab.get_by_text("⟦GAN lab⟧").wait_for()
    page.menu("⟦Language⟧")
    body = page.tab.get_by_test_id("stPopoverBody")
    body.get_by_text(NAME, exact=True).wait_for()
    body.get_by_text("English", exact=True).click()
    page.tab.keyboard.press("Escape")
    page.tab.get_by_text("GAN lab", exact=True).wait_for()
    page.tab.get_by_role("button", name="Reset", exact=True).wait_for()


@pytest.mark.parametrize("query", ["", "?preset=dirac-circle", "?dataset=digits", "?controls=few", "?map=r1-dirac"])
def test_every_word_of_the_view_is_in_it(foreign, query):
    page = foreign(query)
    page.until("d.status === 'running' && Number(d.step) > 20")
    page.tab.keyboard.press("?")
    page.tab.get_by_test_id("gl-keys").wait_for()
    assert page.tab.evaluate(UNTRANSLATED) == []
    assert not page.errors


def test_streamlits_own_menu_has_the_themes_in_the_pages_words(foreign):
    page = foreign("?controls=all")
    button = page.tab.get_by_test_id("stMainMenuButton")
    expect(button).to_have_attribute("aria-label", "⟦Light or dark⟧")
    button.click()
    menu = page.tab.get_by_test_id("stMainMenuPopover")
    expect(menu.get_by_role("menuitemradio")).to_contain_text(["⟦As the system⟧", "⟦Light⟧", "⟦Dark⟧"])
    expect(menu.get_by_role("menuitem")).to_have_count(0)
    assert all(
        "⟦" in line for line in menu.inner_text().splitlines() if re.fullmatch(r"[^_]+", line) and line != "contrast"
    )
    menu.get_by_test_id("stMainMenuItem-theme-Dark").click()
    page.until("d.theme === 'dark'")
    assert not page.errors


def test_where_files_are_brought_no_word_is_streamlits_own(foreign):
    page = foreign("?dataset=digits")
    page.menu()
    body = page.tab.get_by_test_id("stPopoverBody")
    for kind in ("Points", "Pictures"):
        page.turn("⟦Your data⟧", f"⟦{kind}⟧")
        button = body.get_by_test_id("stFileUploader").locator("visible=true").locator("button").first
        assert "⟦Choose…⟧" in button.locator("p").evaluate("node => getComputedStyle(node, '::after').content")
        expect(button.locator("p")).to_have_css("font-size", "0px")
        said = body.locator("visible=true").locator("p, span, small, label").filter(visible=True).all_inner_texts()
        words = {line.strip() for text in said for line in text.splitlines() if re.search(r"\w{2}", line)}
        assert {text for text in words if "⟦" not in text} <= {"upload", "Upload"}  # the icon, and what is not drawn
