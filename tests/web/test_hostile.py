"""Addresses that nobody meant: each begins a run, and what is amiss in it is said."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ganlab.web.page.address as address
from ganlab.gan.config import RunConfig
from ganlab.presets import PRESETS
from ganlab.web.words import LANGUAGES, say

OWN = [
    "run",
    "watch",
    "beside",
    "compare",
    "map",
    "lang",
    "preset",
    "hide",
    "projector",
    "shapes",
    "palette",
    "__class__",
]
AWKWARD = [
    "",
    " ",
    "nan",
    "-inf",
    "1e999",
    "9" * 5000,
    "0x10",
    "1_000",
    "١٢",
    "²",
    "true",
    "../../etc/passwd",
    "\0",
    "\ud800",
]
AWKWARD += [
    "<script>alert(1)</script>",
    "![x](http://evil.test)",
    "64,,32",
    "512," * 300,
    "mnist",
    "points",
    "d_lr:0.3",
]
NUMBERS = st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,6})?(e-?[0-9]{1,3})?", fullmatch=True)
TEXTS = st.text(max_size=30) | NUMBERS | st.sampled_from([*AWKWARD, *PRESETS])
FIELDS = st.sampled_from([*RunConfig.model_fields, *OWN])
QUERIES = st.dictionaries(FIELDS | st.text(max_size=12), TEXTS, min_size=1, max_size=6)

SOME, MANY = 150, 3_000
EACH = pytest.mark.parametrize("examples", [SOME, pytest.param(MANY, marks=pytest.mark.slow)])


def often(examples):
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def silent(lab, monkeypatch):
    """Give a lab whose worker is told nothing."""
    lab.start()
    for name in ("send", "send_open"):
        monkeypatch.setattr(lab, name, lambda *args, **kwargs: None)
    monkeypatch.setattr(address, "lab", lab)
    yield lab
    lab._entries.clear()


@pytest.mark.wide
@EACH
def test_any_address_begins_a_run_and_says_what_is_amiss(silent, examples):
    @often(examples)
    @given(QUERIES)
    def visited(query):
        found = address.visit(query)
        assert found.entry.run_id in silent
        for language in LANGUAGES:
            for sentence in found.sentences:
                assert say(sentence, language)
        silent._entries.clear()

    visited()
