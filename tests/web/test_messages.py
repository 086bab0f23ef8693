"""What comes over the live socket: whatever it is, it is obeyed or refused in one sentence, and floods wait."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganlab.engine.commands import COMMANDS
from ganlab.engine.goals import GOALS
from ganlab.engine.lab import Lab
from ganlab.gan.config import RunConfig, from_values
from ganlab.limits import LIMITS
from ganlab.observe.studies import STUDIES
from ganlab.web import messages
from tests.support.runs import SMALL

SENTENCE = re.compile(r"[\w ]+: [^\n]+; (got|end) [^\n]+|[\w ]+: (must|needs|is|cannot|there)[^\n]+")
PYTHON = re.compile(r"Traceback|Error\b|<class|object at 0x|unhashable|NoneType|\bNone\b|\bTrue\b|\bFalse\b")
ODD = [1e308, -1e308, 10**400, "9" * 500, "NaN", "<img src=x onerror=alert(1)>", "../../etc", "\u202e", "\0", "😀", ""]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text("ab é[{\n", max_size=9),
    st.sampled_from(ODD),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "what", "x"]), inner),
    max_leaves=8,
)
fields = st.dictionaries(st.sampled_from([*RunConfig.model_fields, "zz"]), values, min_size=1, max_size=3)


def pairs(name, what, names):
    return st.tuples(
        st.just(name),
        st.fixed_dictionaries({what: st.sampled_from([*names, "zz"]) | values, "value": values, "pace": values}),
    )


commands = st.one_of(
    st.tuples(st.just("set"), fields),
    st.tuples(st.just("compare"), fields),
    pairs("until", "what", GOALS),
    pairs("study", "name", STUDIES),
    pairs("slow", "action", ["begin", "next", "back", "play", "end"]),
    st.tuples(st.sampled_from(list(COMMANDS)), values),
    st.tuples(values, values),
)


def refusal(act):
    """Return what is said where something is refused."""
    try:
        act()
    except ValueError as error:
        return str(error)


class Deaf:
    """A worker that hears nothing."""

    def send(self, *command):
        pass

    def waiting(self, run_id):
        return 0


@pytest.fixture(scope="module")
def entries():
    lab = Lab()
    lab.places.processes, lab.places.shared = {0: Deaf()}, range(1)
    asked = from_values({"dataset": "digits", "conditional": "concat"}, SMALL)
    return lab, [lab.open(SMALL), lab.open(asked), lab.open(from_values({"dataset": "dirac"}, SMALL))]


def obeyed_or_refused(entries, command, which):
    lab, runs = entries
    name, value = command

    def obey():
        message = messages.read({"text": json.dumps({"type": "command", "name": name, "value": value})})
        lab.command(runs[which].run_id, message["name"], message["value"])

    said = refusal(obey)
    assert said is None or SENTENCE.fullmatch(said), said
    assert said is None or not PYTHON.search(said), said


@pytest.mark.wide
@given(commands, st.integers(0, 2))
@settings(max_examples=300, deadline=None)
def test_a_command_is_obeyed_or_refused_in_one_sentence_without_python(entries, command, which):
    obeyed_or_refused(entries, command, which)


@pytest.mark.slow
@given(commands, st.integers(0, 2))
@settings(max_examples=3_000, deadline=None)
def test_three_thousand_commands_are_obeyed_or_refused_in_one_sentence_each(entries, command, which):
    obeyed_or_refused(entries, command, which)


@given(values | st.builds(lambda kind, n: {"type": kind, "n": n}, st.just("credit") | values, values))
@settings(max_examples=200, deadline=None)
def test_what_is_no_command_is_refused_in_one_sentence(value):
    said = refusal(lambda: messages.credit(messages.read({"text": json.dumps(value)})))
    assert said is None or SENTENCE.fullmatch(said), said
    assert said is None or not PYTHON.search(said), said


COMMAND = '{"type":"command","name":"set","value":%s}'
HOSTILE = {
    "bytes": {"bytes": b"\0" * 9},
    "nothing": {"text": ""},
    "infinite": {"text": '{"type":"credit","n":1e999}'},
    "no number": {"text": '{"type":"credit","n":NaN}'},
    "negative": {"text": '{"type":"credit","n":-1}'},
    "huge": {"text": '{"type":"credit","n":' + "9" * 4_000 + "}"},
    "huger": {"text": '{"type":"credit","n":' + "9" * 5_000 + "}"},
    "true": {"text": '{"type":"credit","n":true}'},
    "deep": {"text": "[" * 60_000},
    "deep object": {"text": COMMAND % ('{"a":' * 900 + "1" + "}" * 900)},
    "half a pair": {"text": COMMAND % '{"dataset":"\\ud800"}'},
    "half a pair for a name": {"text": COMMAND % '{"\\uDFFF":1}'},
    "large": {"text": COMMAND % ('"' + "x" * 65_536 + '"')},
    "large in bytes": {"text": COMMAND % ('"' + "均" * 30_000 + '"')},
}


@pytest.mark.parametrize("event", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_message_is_refused_in_one_sentence(event):
    with pytest.raises(ValueError, match=SENTENCE) as refused:
        messages.credit(messages.read(event))
    str(refused.value).encode()
    assert len(str(refused.value)) < 160


def test_a_large_message_is_refused_before_anything_is_made_of_it(monkeypatch):
    monkeypatch.setattr(messages.json, "loads", lambda *rest, **more: pytest.fail("read"))
    with pytest.raises(ValueError, match="at most 64 KB; got “98 KB”"):
        messages.read({"text": "[" + "1," * 50_000})


@given(st.lists(st.tuples(st.floats(0, 3), st.sampled_from([1.0, 20.0])), max_size=400))
def test_whoever_waits_as_told_is_held_to_the_rate_and_no_more(moves):
    """Over any time no more is let through than a second's worth and the rate; who stays below it never waits."""
    now, rate, taken = 0.0, LIMITS["messages"].default, 0.0
    bucket = messages.Bucket(rate, lambda: now)
    for pause, cost in moves:
        now += pause
        taken += cost
        now += bucket.take(cost)
        assert taken <= rate * (1 + now) + 1e-6
    lazy = messages.Bucket(rate, lambda: now)
    for _ in range(50):
        now += 1 / rate
        assert lazy.take() == 0
