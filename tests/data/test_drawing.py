"""Drawings: one text each, read strictly; samples by length of stroke, not by speed of hand; a closed density."""

import base64
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some

from ganlab.data import distribution
from ganlab.data.own.drawing import MOST_PIECES, MOST_TEXT, REACH, UNIT, WIDEST, Stroke, decode, encode, pieces
from ganlab.gan.config import ConfigError, from_query, from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from tests.support.own_data import DOT, HOOK

places = some.tuples(some.integers(-REACH, REACH), some.integers(-REACH, REACH))
strokes = some.builds(Stroke, some.integers(1, WIDEST), some.lists(places, min_size=1, max_size=20).map(tuple))


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def of(*drawn, **values):
    return distribution(from_values({"dataset": "drawing", "drawing": encode(drawn), **values}))


@given(some.lists(strokes, min_size=1, max_size=20).map(tuple))
@settings(max_examples=100, deadline=None)
def test_any_drawing_survives_its_text_and_the_address(drawn):
    text = encode(drawn)
    assert decode(text) == drawn
    config = from_values({"dataset": "drawing", "drawing": text})
    assert from_query(config.to_query()) == (config, [])
    assert sum(piece[-1] for piece in pieces(drawn)) == pytest.approx(1)


@given(
    some.text(max_size=60)
    | some.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b"\1" + b).decode().rstrip("="))
)
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_drawing_or_gets_one_sentence(text):
    outcome = made(text)
    if isinstance(outcome, ConfigError):
        assert str(outcome).startswith(("drawing: must ", "dataset: must come with a drawing"))
    else:
        assert encode(decode(outcome.drawing)) == text


def made(text):
    try:
        return from_values({"dataset": "drawing", "drawing": text})
    except ConfigError as error:
        return error


def raw(*numbers):
    return base64.urlsafe_b64encode(bytes(numbers)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "dataset: must come with a drawing; got “drawing”"),
        ("A" * (MOST_TEXT + 1), "drawing: must have at most 4000 characters; got “AAAA"),
        ("%%%%", "drawing: must be letters, digits, - and _ as the drawing board writes them (base64url); got “%%%%”"),
        (raw(2, 8, 1, 0, 0), "drawing: must be a drawing of version 1"),
        (raw(1), "drawing: must have at least one stroke"),
        (raw(1, 0, 1, 0, 0), "drawing: must have brushes of a width from 1 to 64"),
        (raw(1, 65, 1, 0, 0), "drawing: must have brushes of a width from 1 to 64"),
        (raw(1, 8, 0), "drawing: must have strokes of 1 to 481 points"),
        (raw(1, 8), "drawing: must have strokes of 1 to 481 points"),
        (raw(1, 8, 2, 0, 0, 0), "drawing: must be complete: it ends in the middle of a stroke"),
        (raw(1, 8, 1, 0, 128), "drawing: must be complete: it ends in the middle of a number"),
        (raw(1, 8, 1, 0, 255, 255, 3), "drawing: must hold numbers of at most 14 bits"),
        (raw(1, 8, 1, 0, 130, 6), "drawing: must lie in the window from −1.5 to 1.5"),
        (raw(1, 8, 1, 0, 128, 0), "drawing: must be written as the drawing board writes it"),
        (DOT + "=", "drawing: must be"),
        (encode((Stroke(8, ((0, 0),)),) * (MOST_PIECES + 1)), "drawing: must have at most 480 straight pieces"),
    ],
)
def test_bad_drawings_get_one_sentence(text, rule):
    with pytest.raises(ConfigError) as error:
        from_values({"dataset": "drawing", "drawing": text})
    assert str(error.value).startswith(rule)
    config, errors = from_query({"dataset": "drawing", "drawing": text, "g_lr": "0.01"})
    assert (config.dataset, config.drawing, config.g_lr) == ("eight-gaussians", "", 0.01)
    assert str(errors[0]).startswith(rule)


def test_a_dot_is_a_gaussian():
    record = of(Stroke(32, ((64, -128),)))
    samples = record.sample(50_000, rng())
    assert samples.mean(0).tolist() == pytest.approx([0.25, -0.5], abs=0.003)
    assert samples.std(0).tolist() == pytest.approx([0.125, 0.125], abs=0.002)  # a quarter of the brush's half unit
    x = torch.tensor([[0.25, -0.5], [0.35, -0.6]], dtype=torch.float64)
    square = (x - torch.tensor([0.25, -0.5])).square().sum(1)
    expected = (-square / (2 * 0.125**2)).exp() / (2 * math.pi * 0.125**2)
    torch.testing.assert_close(record.density(x), expected)
    assert of(Stroke(32, ((64, -128),)), data_noise=2.0).sample(50_000, rng()).std().item() == pytest.approx(
        0.25, rel=2
    )


def test_density_is_by_length_of_stroke_not_by_the_number_of_its_points():
    """A hand that lingers leaves many points: the same line, the same samples."""
    quick = Stroke(8, ((-256, 0), (256, 0)))
    lingering = Stroke(8, (*((x, 0) for x in range(-256, -100)), (256, 0)))
    x = torch.tensor([[-0.9, 0.0], [0.0, 0.01], [0.9, -0.02], [1.01, 0.0]], dtype=torch.float64)
    torch.testing.assert_close(of(lingering).density(x), of(quick).density(x), rtol=1e-6, atol=1e-9)
    along = of(lingering).sample(50_000, rng())[:, 0]
    assert (along < 0).float().mean().item() == pytest.approx(0.5, abs=0.01)
    assert along.std().item() == pytest.approx(2 / math.sqrt(12), abs=0.01)


def test_strokes_weigh_as_much_as_they_are_long_and_a_dot_as_much_as_its_brush_is_wide():
    long, short, dot = Stroke(16, ((-300, 300), (300, 300))), Stroke(16, ((-100, 0), (0, 0))), Stroke(64, ((0, -300),))
    found = [piece[-1] for piece in pieces((long, short, dot))]
    assert [part / found[1] for part in found] == pytest.approx([6, 1, UNIT / 100])
    samples = of(long, short, dot).sample(50_000, rng())
    assert (samples[:, 1] > 0.6).float().mean().item() == pytest.approx(found[0], abs=0.01)


@pytest.mark.parametrize("drawing", [DOT, HOOK, encode((Stroke(64, tuple((k % 300, k) for k in range(-REACH, 96))),))])
def test_a_drawing_trains_and_is_measured_against_its_density(drawing):
    trainer = Trainer(from_values({"dataset": "drawing", "drawing": drawing, "g_hidden": (8,), "d_hidden": (8,)}))
    for _ in range(3):
        trainer.step()
    assert Display(trainer).snapshot().finite()
    assert {"sw1", "js", "d_star", "d_star_floor"} <= set(metrics(Display(trainer)))
