"""A file of points in a real Chromium: seen before it is trained on, each decision changed, refused in one sentence."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


class Upload:
    """A tab where a file of points is brought."""

    def __init__(self, page, menu="Your data"):
        self.page, self.tab = page, page.tab
        self.dialog = page.tab.get_by_role("dialog").filter(has=page.tab.locator(".own-rows"))
        self.summary = self.dialog.get_by_text(re.compile(r"\d points: x from"))
        page.menu(menu)

    def bring(self, name, data):
        self.tab.locator(".st-key-upload input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": data}
        )

    def choose(self, decision, value):
        self.tab.locator("[data-test-script-state=notRunning]").wait_for()  # which would close the list
        self.dialog.get_by_role("combobox", name=decision).click()
        self.tab.get_by_role("option", name=value, exact=True).click()

    def is_decided(self, decision, value):
        self.dialog.wait_for()
        expect(self.dialog.get_by_role("combobox", name=decision)).to_have_value(value)

    def is_refused(self):
        """Wait until what Streamlit itself refuses is marked and explained, by page.css."""
        self.tab.locator(".st-key-upload [data-testid=stFileChip][aria-invalid=true]").wait_for()
        said = "node => getComputedStyle(node, '::after').content"
        assert "too large" in self.tab.locator(".st-key-upload [data-testid=stFileUploader]").evaluate(said)

    def train(self):
        self.dialog.get_by_role("button", name="Train on these").click()


@pytest.fixture
def upload(visit):
    return Upload(visit())


def test_a_file_becomes_the_data_when_it_has_been_seen_and_its_address_works_here(upload, visit):
    page = upload.page
    rows = [f"n{k},{k % 11},{100 * (k % 7)},{k}" for k in range(90)]
    upload.bring("mine.csv", "\n".join(["name,length,width,mass", *rows, ",,,"]).encode())
    upload.summary.wait_for()
    expect(upload.summary).to_have_text("90 points: x from 0 to 10, y from 0 to 600.")
    upload.dialog.get_by_text("3 columns are numbers; x is “length”, y is “width”").wait_for()
    expect(upload.dialog.get_by_role("cell").nth(6)).to_have_text("100")
    expect(upload.dialog.locator("canvas, svg.marks").first).to_be_visible()
    page.until("d.status === 'running' && d.step > 5")
    assert page.root("generation") == "0"
    upload.train()
    page.until("d.generation === '1' && d.status === 'running'")
    expect(upload.dialog).to_be_hidden()
    sentence = "90 points; x is “length”, y is “width”; shown as x′ = (x − 5) / 4.166667, y′ = (y − 300) / 250."
    page.tab.wait_for_url("**points=*")
    first = page.tab.url
    page.menu("Your data")
    page.tab.get_by_text(sentence).locator("visible=true").wait_for()
    page.tab.get_by_role("button", name="Look at the file again").click()
    upload.choose("Vertical: y", "mass")
    upload.dialog.get_by_text("90 points: x from 0 to 10, y from 0 to 89.").wait_for()
    upload.train()
    page.until("d.generation === '2'")
    other = visit("?" + re.sub(r"run=[^&]*&", "", first.split("?")[1]))
    other.click("data-open")
    expect(other.tab.get_by_test_id("gl-data-note")).to_have_text(sentence)
    other.until("d.status === 'running' && d.step > 2")
    assert page.errors == other.errors == []


def test_each_decision_is_shown_and_can_be_changed(upload):
    upload.bring("a.csv", "x;y;class\n1,234;50;a\n2,5;60;b\n".replace("2,5", "2,500").encode())
    for decision, value in {"Decimal mark": "comma ,", "Separator": "semicolon ;", "First row": "names"}.items():
        upload.is_decided(decision, value)
    upload.is_decided("Encoding", "utf-8")
    upload.is_decided("A point is", "a row")
    expect(upload.summary).to_have_text("2 points: x from 1.234 to 2.5, y from 50 to 60.")
    upload.dialog.get_by_text("“1,234” was read as 1.234, but may mean 1234").wait_for()
    upload.choose("Thousands", "comma ,")
    upload.dialog.get_by_text("2 points: x from 1234 to 2500").wait_for()
    upload.choose("Decimal mark", "comma ,")
    upload.dialog.get_by_text("Decimal mark and thousands must be two signs").wait_for()
    expect(upload.dialog.get_by_role("button", name="Train on these")).to_be_hidden()
    upload.choose("Decimal mark", "point .")
    upload.dialog.get_by_text("2 points: x from 1234 to 2500").wait_for()
    expect(upload.summary).to_have_text("2 points: x from 1234 to 2500, y from 50 to 60.")
    upload.choose("Horizontal: x", "y")  # the other is then y
    upload.dialog.get_by_text("2 points: x from 50 to 60").wait_for()
    expect(upload.summary).to_have_text("2 points: x from 50 to 60, y from 1234 to 2500.")
    upload.choose("Horizontal: x", "class")
    upload.dialog.get_by_text("Each x and y must be a number; 2 are not, the first in row 2, column 3: “a”.").wait_for()
    upload.tab.keyboard.press("r")  # a key of the page behind, which must not hear it
    upload.tab.keyboard.press("Escape")
    expect(upload.dialog).to_be_hidden()
    upload.page.until("d.status === 'running'")
    assert upload.page.root("generation") == "0"
    assert "points" not in upload.tab.url
    assert upload.page.errors == []


def test_what_a_file_says_stays_text(upload):
    evil = "<img src=x onerror=alert(1)>"
    upload.bring(
        "![a](http://127.0.0.1:9/b.png).csv", f"{evil},y,**z**\n1,2,3\n4,5,6\n7,8,![c](http://127.0.0.1:9/)\n".encode()
    )
    upload.dialog.wait_for()
    expect(upload.dialog.get_by_role("columnheader").first).to_contain_text(evil)
    upload.choose("Vertical: y", "**z**")
    upload.dialog.get_by_text("row 4, column 3: “![c](http:\u2060//127.0.0.1:9/)”").wait_for()
    assert upload.dialog.locator("img").count() == 0
    assert upload.page.errors == upload.page.elsewhere == []


def test_pictures_in_a_table_are_read_as_pictures(upload):
    lines = [",".join(str((k * j) % 256) for j in range(785)) for k in range(3, 15)]
    upload.bring("mnist.csv", "\n".join(lines).encode())
    upload.tab.get_by_text("The file holds 12 pictures of 28×28 pixels, not points").wait_for()
    upload.tab.get_by_role("tab", name="Pictures").click()
    upload.tab.get_by_text("12 pictures, as they will be trained on.").wait_for()
    assert upload.page.root("generation") == "0"
    upload.tab.get_by_role("button", name="Train on these").click()
    upload.page.until("d.kind === 'images' && d.generation === '1'")
    assert upload.page.errors == []


@pytest.mark.parametrize("locale", ["en-US", pytest.param("zh-CN", marks=pytest.mark.slow)])
def test_it_fits_on_a_phone(visit, locale):
    page = visit(size=(390, 844), locale=locale)
    upload = Upload(page, {"zh-CN": "自己的数据"}.get(locale, "Your data"))
    upload.bring("a.csv", b"x,y\n" + b"".join(b"%d,%d\n" % (k, k * k) for k in range(50)))
    upload.dialog.wait_for()
    box = upload.dialog.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert upload.dialog.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.main
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        pytest.param(
            "a.csv", b"x\n1\n2\n", "The file must have two columns of numbers; it has 1.", marks=pytest.mark.slow
        ),
        ("a.csv", b"x,y\n1,2\n3,n/a\n5,6\n", "Each x and y must be a number; row 3, column 2: “n/a”."),
        pytest.param(
            "a.csv",
            b"x,y\n1e308,2\n3,4\n",
            "Numbers must be at most 1e+30 in size; row 2, column 1: “1e308”.",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "a.npz",
            b"PK\3\4",
            "The file must be a whole NPZ archive of number arrays; it is not, or it is damaged.",
            marks=pytest.mark.slow,
        ),
        pytest.param("a.csv", b"1,2\n" * 12_500_000, "big", marks=pytest.mark.slow),
    ],
    ids=["one-column", "no-number", "huge", "broken", "50-MB"],
)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(upload, name, data, sentence):
    page = upload.page
    upload.bring(name, data)
    if sentence == "big":  # refused before it is sent
        upload.is_refused()
    else:
        page.tab.get_by_text(sentence).wait_for()
    page.until("d.status === 'running'")
    assert page.root("generation") == "0"
    assert "points" not in page.tab.url


def test_of_a_file_that_is_refused_nothing_is_said_that_belongs_to_the_one_before(upload):
    upload.bring("essay.docx", b"no numbers")
    sentence = upload.tab.get_by_text("The file must have two columns of numbers")
    sentence.wait_for()
    upload.bring("large.csv", b"1,2\n" * 1_300_000)
    upload.is_refused()
    expect(sentence).to_be_hidden()
    upload.bring("small.csv", b"1,2\n3,4\n5,6\n")
    upload.summary.wait_for()
