"""One picture looked into: the saliency is D's gradient, the card has the wall's scores; looking changes nothing."""

import time

import numpy as np
import pytest
import torch

from ganlab.data.images import Images, load
from ganlab.engine.run import Run
from ganlab.gan.config import from_values
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.studies import checked, inspect

SMALL = from_values({"dataset": "digits", "g_hidden": (16,), "d_hidden": (16,), "batch_size": 16, "latent_dim": 5})


@pytest.fixture(scope="module")
def digits():
    return load("digits")


def trained(config, digits, steps=3):
    trainer = Trainer(config, digits)
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.mark.parametrize("values", [{}, {"g_output": "sigmoid"}, {"packing": 2}, {"spectral_norm": True}])
def test_the_saliency_is_the_slope_of_ds_logit_in_brightness(digits, values):
    trainer = trained(from_values(values, SMALL), digits)
    picture = trainer.generate(Display(trainer).z)[3:4]
    trainer.discriminator.double()
    display = Display(trainer)
    display.real = display.real.double()
    logit, slope = inspect.saliency(display, picture.double())
    low, high = trainer.config.pixels
    for i, j in ((3, 4), (14, 14), (20, 9)):
        ends = picture.double().repeat(2, 1, 1, 1)
        ends[0, 0, i, j] += 1e-4 * (high - low)
        ends[1, 0, i, j] -= 1e-4 * (high - low)
        up, down = display.logits(ends)
        assert slope[i, j].item() == pytest.approx(((up - down) / 2e-4).item(), rel=1e-4, abs=1e-7)
    assert logit.item() == pytest.approx(display.logits(picture.double()).item())


@pytest.mark.parametrize("wall", inspect.WALLS)
def test_a_d_that_normalises_over_batches_judges_the_walls_as_it_judges_in_training(digits, wall):
    networks = {
        "g_network": "dcgan",
        "d_network": "dcgan",
        "g_hidden": (8, 4),
        "d_hidden": (4, 8),
        "d_batch_norm": True,
    }
    trainer = trained(from_values(networks, SMALL), digits, steps=30)
    display, before = Display(trainer), trainer.state()[0]
    made = {"fixed": display.z, "fresh": display.fresh_z(trainer.step_count)}
    pictures = trainer.generate(made[wall]) if wall in made else display.real
    found = inspect.look(display, None, (wall, 3, trainer.step_count)).about["score"]
    frame = Display(trainer).snapshot()
    assert all(tensor.equal(before[name]) for name, tensor in trainer.state()[0].items() if "history" not in name)
    with torch.no_grad():
        logits = trainer.discriminator(pictures)  # in training, and one batch
        scores = trainer.loss.answer(logits.squeeze(1), None, None)
    assert np.allclose(getattr(frame, f"{wall}_scores"), scores, atol=1e-6)
    assert found == pytest.approx(scores[3].item(), abs=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("wall", inspect.WALLS)
def test_it_shows_the_picture_of_the_wall_with_the_walls_score(digits, loss, wall):
    trainer = trained(from_values({"loss": loss}, SMALL), digits)
    frame = Display(trainer).snapshot()
    found = inspect.look(Display(trainer), None, (wall, 6, frame.step))
    assert np.array_equal(found.arrays["picture"][0], getattr(frame, wall)[6])
    scores = {name: getattr(frame, f"{name}_scores") for name in inspect.WALLS}
    if not LOSSES[loss].compares:  # such an answer depends on the pictures beside it
        assert found.about["score"] == pytest.approx(float(scores[wall][6]), abs=1e-5)
    assert sum(found.about["classes"]) == pytest.approx(1, abs=1e-5)
    assert ("z" in found.arrays) == (wall != "real")


def test_a_fresh_picture_keeps_its_z_while_training_goes_on(digits):
    trainer = trained(SMALL, digits)
    at = trainer.step_count
    before = inspect.look(Display(trainer), None, ("fresh", 9, at))
    trainer.step()
    after = inspect.look(Display(trainer), None, ("fresh", 9, at))
    assert np.array_equal(before.arrays["z"], after.arrays["z"])
    assert not np.array_equal(before.arrays["picture"], after.arrays["picture"])
    assert not np.array_equal(after.arrays["z"], inspect.look(Display(trainer), None, ("fresh", 9, at + 1)).arrays["z"])


def test_the_largest_step_that_is_taken_has_fresh_pictures(digits):
    arguments = checked(SMALL, "inspect", {"wall": "fresh", "index": 0, "step": 2**32 - 1})
    assert np.isfinite(inspect.look(Display(trained(SMALL, digits)), None, arguments).arrays["z"]).all()


@pytest.mark.parametrize("values", [{}, {"conditional": "concat", "ema_decay": 0.5}, {"g_output": "sigmoid"}])
def test_a_card_follows_a_look_back(digits, values):
    """Where the weights are held it is what it was; elsewhere the kept frame's picture, score and z, and no slope."""
    frames = []
    run = Run("a" * 8, 0, from_values(values, SMALL), frames.append, playing=False)
    run.begin(digits)
    then = {}
    for step in range(7):
        run.show(force=True)
        frame = frames[-1]
        asked = [(wall, index, frame.step) for wall, index in (("fixed", 11), ("fresh", 6), ("real", 3))]
        then[step] = {each[0]: (each, inspect.look(Display(run.trainer), None, each), frame) for each in asked}
        run.trainer.step()
    held = run.showing.timeline.states
    held.steps, held._kept = held.steps[::2], held._kept[::2]
    for step, wall in [(step, wall) for step in (2, 3) for wall in inspect.WALLS]:
        arguments, told, frame = then[step][wall]
        run.study("inspect", arguments)
        run.look(step)
        run.show(force=True)
        found = frames[-1].studies["inspect"]
        assert found.about["step"] == step
        for name in set(told.arrays) & {"picture", "z", *(["slope"] * (step == 2))}:
            assert np.array_equal(found.arrays[name], told.arrays[name]), (step, wall, name)
        assert np.array_equal(found.arrays["picture"][0], getattr(frame, wall)[arguments[1]])
        assert found.about["score"] == pytest.approx(told.about["score"], abs=1e-5)
        assert found.about["classes"] == pytest.approx(told.about["classes"], abs=1e-2)
        assert ("slope" in found.arrays) == (found.about["reach"] is not None) == (step == 2)
        assert set(found.arrays) >= {"near_pixels"} and found.about["near"]["pixels"]["all"] == len(digits)
    run.study("inspect", ("fresh", 6, 6))  # of a step whose fresh pictures the frame does not have
    run.look(3)
    run.show(force=True)
    assert frames[-1].studies["inspect"].about["step"] in (2, 4)


def test_a_set_that_the_classifier_does_not_know_has_no_classes(digits):
    config = from_values({"dataset": "kmnist"}, SMALL)
    trainer = Trainer(config, Images(digits.pixels[:50], digits.labels[:50], "kmnist"))
    assert inspect.look(Display(trainer), None, ("fixed", 0, 0)).about["classes"] is None


@pytest.mark.parametrize("name", ["inspect", "strip"])
def test_a_study_never_changes_training(digits, name):
    arguments = {"inspect": ("fresh", 1, 2), "strip": (0, 1)}[name]
    runs = []
    for asked in (True, False):
        run = Run("a" * 8, 0, SMALL, lambda frame: None, playing=False)
        run.begin(digits)
        if asked:
            run.study(name, arguments)
        for _ in range(4):
            run.trainer.step()
            run.show(force=True)
        runs.append(run.trainer.state())
    (tensors, values), (others, other_values) = runs
    assert values == other_values
    assert all(torch.equal(tensor.nan_to_num(), others[key].nan_to_num()) for key, tensor in tensors.items())


def test_a_run_that_stands_still_is_looked_at_until_everything_is_known(digits):
    frames = []
    run = Run("a" * 8, 0, SMALL, frames.append, playing=False)
    run.begin(digits)
    run.study("inspect", ("fixed", 0, 0))
    run.show()
    end = time.monotonic() + 30
    while frames[-1].studies["inspect"].more and time.monotonic() < end:
        run.show()
    near = frames[-1].studies["inspect"].about["near"]["features"]
    assert near["searched"] == near["all"] == len(digits)
    assert near["reference"] > 0


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("inspect", 7, "inspect: wall must be one of fixed, fresh, real"),
        ("inspect", {"wall": "sky", "index": 0}, "inspect: wall must be one of"),
        ("inspect", {"wall": "real", "index": 8}, "inspect: index must be a whole number from 0 to 7; got “8”"),
        ("inspect", {"wall": "fixed", "index": True}, "inspect: index must be a whole number"),
        (
            "inspect",
            {"wall": "fresh", "index": 0, "step": -1},
            "inspect: step must be a whole number from 0 to 4294967295",
        ),
        ("inspect", {"wall": "fresh", "index": 0, "step": 2**32}, "to 4294967295; got “4294967296”"),
        ("strip", [], "strip: must be 1 to 8 whole numbers from 0 to 63"),
        ("strip", [64], "strip: must be"),
        ("strip", "0", "strip: must be"),
        ("strip", {"index": 64, "step": 0}, "inspect: index must be a whole number from 0 to 63"),
        ("strip", list(range(9)), "strip: must be"),
    ],
)
def test_other_values_are_refused_in_one_sentence(name, value, sentence):
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        checked(SMALL, name, value)
