"""The language of checks means what it means in Python, but where a value is missing."""

import contextlib

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ganlab.engine.commands import COMMANDS
from ganlab.gan.config import DEFAULT, RunConfig
from ganlab.gan.history import SCALARS
from ganlab.lessons.check import Name, read
from ganlab.lessons.names import settings_of, vocabulary
from ganlab.lessons.refusal import RefusedError
from ganlab.observe.measures import MEASURES

NUMBERS, TEXTS, TRUTHS = ("x", "y", "z"), ("s", "t"), ("p", "q")
KNOWN = {
    **dict.fromkeys(NUMBERS, Name("number")),
    **dict.fromkeys(TEXTS, Name("text")),
    **dict.fromkeys(TRUTHS, Name("truth")),
}
numbers = st.deferred(
    lambda: st.one_of(
        st.sampled_from(NUMBERS),
        st.sampled_from(["0", "1", "2.5", ".5", "3.", "1e-2", "7"]),
        st.builds("{} {} {}".format, numbers, st.sampled_from("+-*/"), numbers),
        st.builds("({})".format, numbers),
        st.builds("-{}".format, numbers),
        st.builds("abs({})".format, numbers),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), numbers, numbers),
    )
)
orders = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
texts = st.sampled_from([*TEXTS, '"a"', "'b c'"])
truths = st.deferred(
    lambda: st.one_of(
        st.builds("{} {} {}".format, numbers, orders, numbers),
        st.builds("{} {} {} {} {}".format, numbers, orders, numbers, orders, numbers),
        st.builds("{} {} {}".format, texts, st.sampled_from(["==", "!="]), texts),
        st.sampled_from(TRUTHS),
        st.builds("({})".format, truths),
        st.builds("not {}".format, truths),
        st.builds("{} {} {}".format, truths, st.sampled_from(["and", "or"]), truths),
    )
)
values = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBERS, st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.5])),
        **dict.fromkeys(TEXTS, st.sampled_from(["a", "b c"])),
        **dict.fromkeys(TRUTHS, st.booleans()),
    }
)
FUNCTIONS = {"abs": abs, "min": min, "max": max}


def python(text, given):
    """What Python makes of a check."""
    return eval(text, {"__builtins__": {}}, {**FUNCTIONS, **given})


@pytest.mark.wide
@settings(max_examples=400, deadline=None)
@given(truths, values)
def test_a_check_means_what_python_means(text, given):
    assume(len(text) <= 300 and text.count("(") < 12)
    found = read(text, KNOWN).holds(given)
    try:
        expected = python(text, given)
    except ZeroDivisionError:
        return  # of which Python says nothing
    if found is None:  # what Python did not come to was divided by 0
        assert "/" in text
    else:
        assert found is expected


@pytest.mark.wide
@settings(max_examples=300, deadline=None)
@given(truths, values, st.sets(st.sampled_from([*NUMBERS, *TEXTS, *TRUTHS])), values)
def test_what_is_decided_without_a_value_is_so_whatever_it_is(text, given, missing, others):
    assume(len(text) <= 300 and text.count("(") < 12)
    check = read(text, KNOWN)
    known = {name: value for name, value in given.items() if name not in missing}
    if (found := check.holds(known)) is not None:
        assert check.holds(others | known) is found


def test_nan_is_a_value_that_is_missing():
    assert read("x < 1", KNOWN).holds({"x": float("nan")}) is None
    assert read("x < 1", KNOWN).holds({}) is None
    assert read("x / y > 1", KNOWN).holds({"x": 1.0, "y": 0.0}) is None
    assert read("x > 1 or y > 1", KNOWN).holds({"y": 2.0}) is True
    assert read("x > 1 and y > 1", KNOWN).holds({"y": 0.0}) is False


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="xyzst12.<>=!()+-*/,'\" andorot\\\n#_é", max_size=40))
def test_any_text_is_a_check_or_is_refused(text):
    with contextlib.suppress(RefusedError):
        assert read(text, KNOWN).holds({}) in (True, False, None)


def test_a_name_has_one_meaning():
    groups = [set(SCALARS), set(MEASURES), {f"did_{name}" for name in COMMANDS}, {"step"}]
    groups.append(set(RunConfig.model_fields) - set(MEASURES))
    assert sum(map(len, groups)) == len(vocabulary())


def test_every_setting_can_be_compared_with_its_value():
    for name, value in settings_of(DEFAULT).items():
        known = vocabulary()
        text = {"text": f'{name} == "{value}"', "number": f"{name} == {value}", "truth": f"{name} or not {name}"}
        assert read(text[known[name].kind], known).holds({name: value}) is True


def test_a_text_must_be_one_that_the_setting_can_have():
    with pytest.raises(RefusedError, match="loss must be compared with one of .*minimax.*; got “minmax”"):
        read('loss == "minmax"', vocabulary())
    with pytest.raises(RefusedError, match="did you mean modes"):
        read("mode >= 3", vocabulary())
