"""What an address, a knob or a map is refused for is said in the page's language."""

import pytest

from ganlab.data.own.drawing import MOST_TEXT
from ganlab.engine import compare
from ganlab.engine.sweep.plan import Plan, axis
from ganlab.gan.config import DEFAULT, ConfigError, RunConfig, from_query, from_strings
from ganlab.lazy import N_
from ganlab.web import presentation
from ganlab.web.mapping import asked
from ganlab.web.words import LANGUAGES, refusal, say

OTHERS = sorted(set(LANGUAGES) - {"en"})
BETWEEN = [  # what fits no other setting
    "dataset=drawing",
    "dataset=points",
    "dataset=pictures",
    "dataset=digits&classes=17",
    "dataset=ring&classes=1",
    "batch_size=9&packing=2",
    "dataset=dirac&packing=2",
    "dataset=ring&g_network=dcgan",
    "dataset=digits&g_network=dcgan&g_hidden=8",
    "conditional=projection",
    "dataset=digits&conditional=projection&packing=2&batch_size=8",
    "dataset=digits&conditional=projection&reuse_z=true",
    "d_batch_norm=true",
    "dataset=digits&d_network=dcgan&d_hidden=8,8&d_batch_norm=true&r1_gamma=1",
    "start=ready",
    "points=xyz",
    "drawing=!",
    "drawing=AQ",
    f"drawing={'A' * (MOST_TEXT + 1)}",
    "such=1",
    "g_rl=1",
]
GRIDS = ["d_lr", "d_lr=1,1", "batch_size=1.5,2", "loss=1,2", "seed=1,2", "data_noise=1,2", "d_lr=1:2:1", "d_lr=2:1:3"]
GRIDS += ["d_lr=-1:1:3log", "d_lr=x,1"]


def told(error, language):
    """Return the sentence in a language, of which only names, values and what is typed may be English."""
    sentence = refusal(error, language)
    assert refusal(error, "en") == str(error) == say(error.message, "en")
    assert sentence != str(error)
    for word in (" must ", "must be", " is not ", " got "):
        assert word not in sentence
    assert error.field in sentence
    return sentence


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", RunConfig.model_fields)
def test_what_a_setting_cannot_be_is_said_in_the_pages_language(name, language):
    with pytest.raises(ConfigError) as refused:
        from_strings({name: "?"})
    told(refused.value, language)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("query", BETWEEN, ids=lambda query: query[:40])
def test_what_fits_no_other_setting_is_said_in_it(query, language):
    _, errors = from_query(dict(part.split("=") for part in query.split("&")))
    assert errors
    for error in errors:
        told(error, language)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("grid", GRIDS)
def test_what_is_no_axis_is_said_in_it(grid, language):
    with pytest.raises(ConfigError) as refused:
        axis(grid, DEFAULT)
    told(refused.value, language)
    with pytest.raises(ConfigError) as refused:
        asked({"grid": [grid], "seeds": 1, "steps": 10}, DEFAULT)
    assert told(refused.value, language).startswith("grid")


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_no_map_no_comparison_and_no_part_of_the_page_is_said_in_it(language):
    one = axis("d_lr=1e-3,1e-2", DEFAULT)
    for make in (
        lambda: Plan(DEFAULT, (one, one), (0,), 10),
        lambda: Plan(DEFAULT, (), (0,), 10),
        lambda: Plan(DEFAULT, (one,), tuple(range(10**6)), 10),
        lambda: asked({"grid": ["d_lr=1e-3:1e-2:90", "g_lr=1e-3:1e-2:90"], "seeds": 3, "steps": 10}, DEFAULT),
        lambda: asked({"grid": ["d_lr=1e-3,1e-2"], "seeds": "?", "steps": 10}, DEFAULT),
        lambda: compare.check(DEFAULT, DEFAULT),
        lambda: compare.other_config(DEFAULT, {"dataset": "dirac"}),
    ):
        with pytest.raises(ConfigError) as refused:
            make()
        told(refused.value, language)
    for query in ({"hide": "grahp"}, {"hide": "?"}, {"projector": "?"}, {"palette": "?"}):
        _, errors = presentation.take(dict(query))
        assert errors
        for error in errors:
            told(error, language)


def test_an_error_without_a_message_is_said_as_it_is():
    assert refusal(ValueError(N_("nothing")), "zh") == "nothing"
