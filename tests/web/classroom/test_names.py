"""Codes, cookies, and who may lead: nobody gets in by guessing, and nobody needs an account."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganlab.paths import classes_folder
from ganlab.web.classroom import names


def test_codes_have_six_signs_that_nobody_takes_for_others():
    codes = {names.fresh_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 6 for code in codes)
    assert set("".join(codes)) == set(string.digits + string.ascii_uppercase) - set("0O1I")


@given(st.text(max_size=20))
def test_what_somebody_types_is_a_code_or_none(text):
    code = names.code_in(text)
    assert code is None or (len(code) == 6 and set(code) <= set(names.SIGNS))


@pytest.mark.parametrize("text", ["abc 234", "ABC234", " aBc-234 ", "a b c 2 3 4"])
def test_a_code_is_read_as_it_is_spoken(text):
    assert names.code_in(text) == "ABC234"


@pytest.mark.parametrize("text", ["", "ABC23", "ABC2345", "ABC230", "ABCO34", "ＡＢＣ２３４", "../../x"])
def test_anything_else_is_no_code(text):
    assert names.code_in(text) is None


def test_a_cookie_says_who_somebody_is_and_no_forged_one_does():
    seat = names.fresh_seat()
    cookie = names.signed(seat)
    assert names.seat_in(cookie) == seat
    for forged in (None, "", seat, cookie[:-1], "x" + cookie, f"other.{cookie.split('.')[1]}", "é.é", "\ud800.x"):
        assert names.seat_in(forged) is None


def test_cookies_hold_when_the_server_is_started_anew():
    cookie = names.signed("seat")
    names.secret.cache_clear()
    assert names.seat_in(cookie) == "seat"
    assert (classes_folder() / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("client", "origin", "given", "may"),
    [
        ("127.0.0.1", "http://localhost:8501", None, True),
        ("::1", "http://[::1]:8501", None, True),
        ("127.0.0.1", "https://lab.example.edu", None, False),  # by a proxy on the same machine
        ("127.0.0.1", None, None, False),
        ("10.0.0.4", "http://localhost:8501", None, False),
        ("", "http://localhost:8501", None, False),
        ("10.0.0.4", "https://lab.example.edu", "the token", True),
        ("10.0.0.4", "https://lab.example.edu", "the tokem", False),
        ("10.0.0.4", "https://lab.example.edu", 7, False),
        ("10.0.0.4", "https://lab.example.edu", "é", False),
    ],
)
def test_who_may_lead(monkeypatch, client, origin, given, may):
    monkeypatch.setenv("GANLAB_TEACH_TOKEN", "the token")
    names.token.cache_clear()
    assert names.may_lead(client, origin, given) is may
    names.token.cache_clear()


@pytest.mark.parametrize("text", ["ftp://x/", "javascript:alert(1)", "http://", "http://u:p@x/", "http://x:99999/", 7])
def test_what_is_no_page_is_none(text):
    assert names.page_of(text) is None


def test_a_pages_address_is_left_without_what_it_asks_for():
    assert names.page_of("https://lab.example.edu/a/?run=1#x") == "https://lab.example.edu/a/"
