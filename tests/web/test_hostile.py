"""Addresses and commands that nobody meant: each is read without a fault, what is refused is said in one sentence."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ganlab.web.page.address as address
from ganlab.engine.commands import COMMANDS
from ganlab.engine.goals import GOALS
from ganlab.gan.config import DEFAULT, RunConfig
from ganlab.observe.studies import STUDIES
from ganlab.presets import PRESETS
from ganlab.web.words import LANGUAGES, say

OWN = ["run", "watch", "beside", "compare", "lang", "preset", "hide", "projector", "shapes", "palette", "__class__"]
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

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20)
SCALARS |= st.sampled_from([10**400, 1e308, *AWKWARD])
VALUES = st.recursive(
    SCALARS, lambda of: st.lists(of, max_size=4) | st.dictionaries(st.text(max_size=9), of, max_size=3)
)
SETTINGS = st.dictionaries(st.sampled_from(list(RunConfig.model_fields)) | st.text(max_size=9), VALUES, max_size=3)
ACTIONS = st.sampled_from(["begin", "next", "back", "play", "end"])
ASKED = st.one_of(
    st.tuples(st.sampled_from(["set", "compare"]), SETTINGS),
    st.tuples(
        st.just("until"), st.fixed_dictionaries({"what": st.sampled_from(list(GOALS)) | VALUES, "value": VALUES})
    ),
    st.tuples(
        st.just("study"), st.fixed_dictionaries({"name": st.sampled_from(list(STUDIES)) | VALUES, "value": VALUES})
    ),
    st.tuples(st.just("slow"), st.fixed_dictionaries({"action": ACTIONS | VALUES, "pace": VALUES})),
    st.tuples(st.sampled_from(list(COMMANDS)), VALUES),
    st.tuples(VALUES, VALUES),
)
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


def is_sentence(text):
    """Tell whether a refusal is one sentence of ours, "what: rule …", and nothing of Python's."""
    own = re.sub(r"^“.*?”(?=: )|(?<=; got ).*", "“”", text, flags=re.DOTALL)  # without what is quoted
    python = re.search(r"Traceback|object at 0x|<class|unhashable", text)
    return re.match(r"^([\w ]+|“”): \S", own) and len(own.splitlines()) == 1 and not python


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


@EACH
def test_any_command_is_carried_out_or_refused_in_one_sentence(silent, examples):
    entry = silent.open(DEFAULT)

    @often(examples)
    @given(ASKED)
    def commanded(asked):
        opened, refused = None, ""
        try:
            opened = silent.command(entry.run_id, *asked)
        except ValueError as error:
            refused = str(error)
        assert opened is None or opened in silent
        assert not refused or is_sentence(refused)
        entry.config.to_query()
        json.dumps(entry.config.model_dump(mode="json"), allow_nan=False)

    commanded()
