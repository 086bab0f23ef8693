"""RunConfig: one field is one knob; anything else is refused with one sentence that names field, rule and value."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ganlab.data import DIRAC, OWN, POINTS, classes_of, kind_of
from ganlab.data.images import load
from ganlab.gan.config import (
    DEFAULT,
    ConfigError,
    RunConfig,
    from_json,
    from_query,
    from_strings,
    from_values,
    knobs,
    schemas,
)
from ganlab.gan.history import SCALARS
from ganlab.gan.penalties import TERMS
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.presets import HOME, PRESETS
from tests.support.own_data import DOT

BAD = [
    ({"d_lr": float("nan")}, "d_lr: must be a number from 1e-06 to 10.0; got NaN"),
    ({"g_lr": 11.0}, "g_lr: must be a number from 1e-06 to 10.0; got 11.0"),
    ({"seed": "5"}, "seed: must be a whole number from 0 to 2147483647; got “5”"),
    ({"batch_size": 0}, "batch_size: must be a whole number from 1 to 2048; got 0"),
    (
        {"loss": "gan"},
        "loss: must be one of non-saturating, minimax, least-squares, hinge, wasserstein, relativistic-average; "
        "got “gan”",
    ),
    ({"d_lrr": 1.0}, "d_lrr: is not a setting (did you mean d_lr?); got 1.0"),
    ({"g_hidden": [513]}, "g_hidden: must be 0 to 6 whole numbers from 1 to 512, such as 64,32; got [513]"),
    ({"g_hidden": [1] * 7}, "g_hidden: must be 0 to 6 whole numbers from 1 to 512"),
    ({"reuse_z": 1}, "reuse_z: must be true or false; got 1"),
    ({"g_network": "dcgan"}, "g_network: must be one of mlp for the data set eight-gaussians; got “dcgan”"),
    (
        {"dataset": "mnist", "d_network": "dcgan", "d_hidden": (8,)},
        "d_hidden: must be 2 whole numbers from 1 to 512 for a dcgan network; got “8”",
    ),
    ({"d_batch_norm": True}, "d_batch_norm: must be false for the network mlp; got true"),
    *(
        (
            {"dataset": "digits", "d_network": "dcgan", "d_batch_norm": True, term.weight: 0.5},
            f"{term.weight}: must be 0 while D has batch norm, which gives no picture a slope of its own; got 0.5",
        )
        for term in TERMS.values()
    ),
]


@pytest.mark.parametrize(("values", "sentence"), BAD)
def test_bad_values_get_one_sentence(values, sentence):
    with pytest.raises(ConfigError) as error:
        from_values(values)
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize("name", knobs())
def test_every_knob_is_declared(name):
    knob = knobs()[name]
    assert knob.name
    assert knob.help
    assert isinstance(knob.live, bool)
    assert (knob.zero is not None) == ("0: " in knob.help)  # where 0 is no amount, it has a name


def test_live_fields_are_those_that_the_lab_promises():
    live = {name for name, knob in knobs().items() if knob.live}
    assert {"loss", "d_lr", "g_lr", "d_optimizer", "g_optimizer", "real_label", "n_critic", "g_steps"} <= live
    assert not live & {"dataset", "seed", "batch_size", "g_hidden", "d_hidden", "latent_dim", "init"}


@pytest.mark.parametrize("key", PRESETS)
def test_presets_survive_url_and_json(key):
    config = PRESETS[key].config
    assert from_query(config.to_query()) == (config, [])
    assert from_json(config.model_dump_json()) == config
    assert from_strings(config.to_query()) == config


def test_homes_are_of_their_kind():
    assert all(PRESETS[key].config.kind == kind for kind, key in HOME.items())


BROUGHT = {"drawing": DOT, "points": "0123456789abcdef", "pictures": "0123456789abcdef"}


def any_value(draw, name):
    """Draw any value that a field's declaration allows."""
    schema = schemas()[name]
    if choices := knobs()[name].choices or schema.get("enum"):
        return draw(some.sampled_from(list(choices)))
    if schema.get("type") == "integer":
        return draw(some.integers(schema["minimum"], schema["maximum"]))
    if schema.get("type") == "number":
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        ends = {"exclude_min": "exclusiveMinimum" in schema, "exclude_max": "exclusiveMaximum" in schema}
        return draw(some.floats(low, high, **ends))
    if schema.get("type") == "boolean":
        return draw(some.booleans())
    if name in BROUGHT:
        return draw(some.sampled_from(["", BROUGHT[name]]))
    if name == "classes":
        return tuple(sorted(draw(some.sets(some.integers(0, 9)))))
    return tuple(draw(some.lists(some.integers(1, 512), min_size=2, max_size=2)))


@some.composite
def configs(draw, **fixed):
    """Draw a valid config: any values, with what the rules between fields ask for."""
    values = {name: any_value(draw, name) for name in knobs()} | fixed
    if values["dataset"] in OWN:  # which there is only with what is in it
        field = OWN[values["dataset"]].field
        values[field] = BROUGHT[field]
    values["start"] = "scratch"
    if not classes_of(values["dataset"]):
        values["classes"] = ()
    if not classes_of(values["dataset"]) or values["packing"] > 1 or values["reuse_z"]:
        values["conditional"] = "none"
    if kind_of(values.get("dataset", DEFAULT.dataset)) == "points":
        values["g_network"] = values["d_network"] = "mlp"
    if kind_of(values.get("dataset", DEFAULT.dataset)) == "dirac":
        values["packing"] = 1
    if values["d_batch_norm"]:
        values["d_batch_norm"] = values["d_network"] == "dcgan"
        values |= dict.fromkeys((term.weight for term in TERMS.values() if values["d_batch_norm"]), 0.0)
    packing = values.get("packing", 1)
    values["batch_size"] = max(1, values.get("batch_size", DEFAULT.batch_size) // packing) * packing
    return from_values(values)


@given(configs())
@settings(max_examples=100, deadline=None)
def test_any_valid_config_survives_url_and_json(config):
    assert from_query(config.to_query()) == (config, [])
    assert from_json(config.model_dump_json()) == config
    assert set(config.to_query()) == set(config.changed())


@pytest.mark.wide
@given(some.data())
@settings(max_examples=60, deadline=None)
def test_any_valid_config_trains_ten_steps_or_diverges_with_its_reason(data):
    """Any objective, penalties, helpers and updates together; networks and batches small, for the sake of time."""
    sizes = {"batch_size": data.draw(some.integers(1, 12)), "n_critic": data.draw(some.integers(0, 2))}
    sizes |= {"g_steps": data.draw(some.integers(0, 2)), "unroll_steps": data.draw(some.integers(0, 2))}
    dataset = data.draw(some.sampled_from([*POINTS, *DIRAC, "drawing", "digits"]))
    for side in "gd":
        network = data.draw(some.sampled_from(["mlp", "dcgan"] if dataset == "digits" else ["mlp"]))
        length = 2 if network == "dcgan" else data.draw(some.integers(0, 2))
        sizes[f"{side}_network"] = network
        sizes[f"{side}_hidden"] = tuple(data.draw(some.lists(some.integers(1, 8), min_size=length, max_size=length)))
    sizes["latent_dim"] = data.draw(some.integers(1, 5))
    pixels = load("digits") if dataset == "digits" else None
    trainer = Trainer(data.draw(configs(dataset=dataset, **sizes)), pixels)
    for _ in range(10):
        trainer.step()
    if trainer.divergence:
        assert trainer.divergence.step == trainer.step_count + 1 <= 10
        assert trainer.divergence.quantity.removeprefix("∇ ") in SCALARS
    else:
        assert trainer.step_count == 10
    Display(trainer).snapshot()
    assert all(np.isfinite(np.array(value, float)).all() for value in metrics(Display(trainer)).values())


@pytest.mark.wide
@given(
    some.dictionaries(some.sampled_from([*RunConfig.model_fields, "foo", "run2"]), some.text(max_size=12), max_size=6)
)
@settings(max_examples=300, deadline=None)
def test_any_query_string_gives_a_config_and_a_sentence_for_each_bad_field(query):
    config, errors = from_query(query)
    assert isinstance(config, RunConfig)
    fallen = {error.field for error in errors}
    assert fallen <= set(query)
    for error in errors:
        assert str(error).startswith(f"{error.field}: ")
        assert "\n" not in str(error).replace(query[error.field], "")
        assert error.field not in RunConfig.model_fields or getattr(config, error.field) == getattr(
            DEFAULT, error.field
        )


def test_one_bad_field_leaves_the_others():
    config, errors = from_query({"d_lr": "abc", "g_lr": "0.01", "g_network": "dcgan"})
    assert (config.d_lr, config.g_lr, config.g_network) == (DEFAULT.d_lr, 0.01, "mlp")
    assert [error.field for error in errors] == ["d_lr", "g_network"]


@pytest.mark.parametrize(
    ("query", "base"),
    [
        ({"packing": "3"}, {}),
        ({"d_batch_norm": "true"}, {"r1_gamma": 1.0}),
        ({"gp_weight": "1.0"}, {"d_batch_norm": True}),
        ({"batch_size": "9"}, {"packing": 2}),
    ],
)
def test_a_query_that_does_not_go_with_its_base_leaves_the_base(query, base):
    base = from_values({"dataset": "digits", "d_network": "dcgan", "d_hidden": (4, 8), **base})
    config, errors = from_query(query, base)
    assert config == base
    assert len(errors) == 1


@pytest.mark.parametrize("text", ["{", "[1]", '{"seed": NaN}', '{"foo": 1}'])
def test_bad_json_is_refused(text):
    with pytest.raises(ConfigError):
        from_json(text)
    json.dumps(RunConfig.model_json_schema())
