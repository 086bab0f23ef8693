"""The latent space: ways between z's, G's principal directions, and the study that shows pictures of both."""

import math

import numpy as np
import pytest
import torch

from ganlab.data.images import load_or_digits
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import display
from ganlab.observe.display import Display
from ganlab.observe.studies import checked
from ganlab.observe.studies import latent as study
from ganlab.observe.studies.directions import STEP, between, directions, lerp, response, slerp
from ganlab.presets import PRESETS
from ganlab.web.wire import pack, unpack

T = torch.linspace(0, 1, 9)
SMALL = {"dataset": "digits", "g_hidden": (16,), "d_hidden": (16,), "batch_size": 8, "latent_dim": 5}
CONFIGS = {
    "gaussian": from_values({**SMALL, "latent_std": 3.5}),
    "uniform": from_values({**SMALL, "latent_distribution": "uniform", "latent_std": 0.5}),
    "plane": from_values({**SMALL, "latent_dim": 2, "latent_std": 2.0}),
    "one": from_values({**SMALL, "latent_dim": 1}),
    "average": from_values({**SMALL, "ema_decay": 0.5}),
    "dcgan": from_values(
        {**PRESETS["mnist-dcgan"].settings, "dataset": "digits", "g_hidden": (8, 4), "d_hidden": (4, 8)}
    ),
}
WALK = {"mode": "walk", "picks": [3, 40]}
QUESTIONS = [
    WALK,
    {"mode": "walk", "picks": [3, 40, 5, 5], "way": "linear"},
    {"mode": "directions", "picks": [7]},
    {"mode": "sliders", "picks": [7], "moved": [[0, 1.5]]},
    {"mode": "sliders", "picks": [7], "seed": 9},
    {"mode": "map"},
]


@pytest.fixture(scope="module")
def digits():
    return load_or_digits("digits")


@pytest.fixture
def trainer(digits):
    def trainer(name="gaussian", steps=2):
        made = Trainer(CONFIGS[name], digits)
        for _ in range(steps):
            made.step()
        return made

    return trainer


def ask(trainer, question):
    return study.look(Display(trainer), None, checked(trainer.config, "latent", question))


def vectors(seed=0, d=40):
    return torch.randn(2, d, generator=torch.Generator().manual_seed(seed)) * torch.tensor([[3.5], [1.0]])


# -- ways -------------------------------------------------------------------------------------------------------------


def test_slerp_is_the_closed_form():
    for seed in range(20):
        a, b = vectors(seed)
        x, y = a.double().numpy(), b.double().numpy()
        omega = math.acos(x @ y / math.sqrt(x @ x * (y @ y)))
        for t, place in zip(T.tolist(), slerp(a, b, T), strict=True):
            expected = (math.sin((1 - t) * omega) * x + math.sin(t * omega) * y) / math.sin(omega)
            np.testing.assert_allclose(place.numpy(), expected, atol=1e-5)


@pytest.mark.wide
def test_slerp_keeps_the_length_and_an_even_pace():
    a, b = vectors()
    b = b * a.norm() / b.norm()
    way = slerp(a.double(), b.double(), T)
    torch.testing.assert_close(way.norm(dim=1), a.double().norm().expand(len(T)), rtol=1e-6, atol=0)
    paces = (way[1:] - way[:-1]).norm(dim=1)
    torch.testing.assert_close(paces, paces[:1].expand(len(paces)), rtol=1e-6, atol=0)
    assert lerp(a, b, T)[4].norm() < 0.9 * a.norm()


@pytest.mark.parametrize("walk", [lerp, slerp])
@pytest.mark.parametrize("factor", [None, 1.0, 2.0, 1 + 1e-9, 0.0, -1.0, -3.0])
def test_every_way_is_finite_exact_at_its_ends_and_within_their_lengths(walk, factor):
    a, b = vectors()
    b = b if factor is None else a * factor
    for start, end in ((a, b), (b, a)):
        way = walk(start, end, T)
        assert way.isfinite().all()
        assert torch.equal(way[0], start)
        assert torch.equal(way[-1], end)
        if walk is slerp and factor is not None:
            low, high = sorted([start.norm().item(), end.norm().item()])
            assert ((way.norm(dim=1) >= low * 0.999) & (way.norm(dim=1) <= high * 1.001)).all()


def test_where_no_circle_is_defined_the_way_is_straight():
    a, b = vectors()
    for start, end in ((a, 2 * a), (a, 0 * a), (0 * a, b), (a[:1], -a[:1])):
        torch.testing.assert_close(slerp(start, end, T), lerp(start, end, T))


def test_between_opposite_vectors_slerp_takes_a_half_circle():
    a = vectors()[0]
    way = slerp(a, -a, T)
    torch.testing.assert_close(way @ a / a.norm() ** 2, (T * math.pi).cos(), atol=1e-5, rtol=0)


def test_four_corners_lie_in_the_corners():
    corners = torch.randn(4, 6, generator=torch.Generator().manual_seed(1))
    for way in ("linear", "spherical"):
        grid = between(corners, way, 11, 7).view(7, 7, 6)
        assert torch.equal(grid[[0, 0, -1, -1], [0, -1, 0, -1]], corners)
    torch.testing.assert_close(between(corners, "linear", 11, 7).view(7, 7, 6)[3, 3], corners.mean(0))


# -- directions -------------------------------------------------------------------------------------------------------


def test_directions_of_a_linear_g_are_its_singular_vectors():
    rng = torch.Generator().manual_seed(2)
    matrix = torch.randn(30, 6, generator=rng, dtype=torch.float64)
    std = 2.5
    z = torch.randn(3, 6, generator=rng, dtype=torch.float64)
    shares, found = directions(response(lambda z: z @ matrix.T, z, std), 4)
    _, values, right = torch.linalg.svd(matrix)
    torch.testing.assert_close(shares, (values**2 / (values**2).sum())[:4], rtol=1e-9, atol=0)
    torch.testing.assert_close((right[:4] * found.T).sum(1).abs(), torch.ones(4, dtype=torch.float64))


def test_the_response_of_a_network_is_the_mean_of_its_jacobians():
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Linear(4, 9), torch.nn.Tanh(), torch.nn.Linear(9, 7)).double()
    z, std = torch.randn(5, 4, dtype=torch.float64), 0.7
    jacobians = torch.stack([torch.autograd.functional.jacobian(net, place) * std for place in z])
    expected = (jacobians.mT @ jacobians).mean(0)
    with torch.no_grad():
        torch.testing.assert_close(
            response(net, z, std), expected, rtol=STEP**2, atol=STEP**2 * expected.abs().max().item()
        )


def test_directions_keep_sign_and_order_from_one_measurement_to_the_next():
    basis = torch.linalg.qr(torch.randn(6, 6, generator=torch.Generator().manual_seed(4), dtype=torch.float64))[0]

    def measured(values, before=None):
        return directions(basis @ torch.diag(torch.tensor(values, dtype=torch.float64)) @ basis.T, 3, before)

    _, first = measured([10.0, 8.0, 5.0, 1, 1, 1])
    flipped = first * torch.tensor([1, -1, -1])
    for before, values in ((first, [8.2, 8.0, 5.0]), (first, [7.9, 8.0, 5.0]), (flipped, [10.0, 8.0, 5.0])):
        torch.testing.assert_close(measured([*values, 1, 1, 1], before)[1], before)
    shares, swapped = measured([8.0, 10.0, 5.0, 1, 1, 1], first)  # clearly the other way round
    torch.testing.assert_close(swapped, first[:, [1, 0, 2]])
    assert shares.tolist() == sorted(shares.tolist(), reverse=True)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_where_nothing_responds_or_is_finite_there_are_no_directions(value):
    shares, found = directions(torch.full((5, 5), value, dtype=torch.float64), 3)
    assert len(shares) == 0
    assert found.shape == (5, 0)


# -- the study --------------------------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_looking_never_changes_training_and_fits_into_a_frame(digits, trainer, name, question):
    looked, plain = trainer(name), trainer(name)
    if question["mode"] == "map" and looked.config.latent_dim != 2:
        return
    found = ask(looked, question)
    header, arrays = unpack(pack({"about": found.about}, [(key, "f4", array) for key, array in found.arrays.items()]))
    assert header["about"]["step"] == 2
    assert found.arrays["pictures"].dtype == np.uint8
    assert 1 <= len(arrays["pictures"]) <= 50
    for one in (looked, plain):
        one.step()
    mine, others = looked.state()[0], plain.state()[0]
    for key in others:
        torch.testing.assert_close(mine[key], others[key], rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("name", ["gaussian", "uniform", "dcgan"])
@pytest.mark.parametrize("way", ["linear", "spherical"])
def test_a_walk_ends_at_the_pictures_that_were_picked(trainer, name, way):
    made = trainer(name)
    wall = Display(made).snapshot().fixed.astype(int)
    strip = ask(made, {**WALK, "way": way}).arrays["pictures"].astype(int)
    square = ask(made, {"mode": "walk", "picks": [3, 40, 5, 60], "way": way}).arrays["pictures"].astype(int)
    assert len(strip) == 11
    # one grey level: a product in a batch of another size may round the other way
    assert abs(strip[[0, -1]] - wall[[3, 40]]).max() <= 1
    assert abs(square[[0, 6, 42, 48]] - wall[[3, 40, 5, 60]]).max() <= 1


def test_sliders_move_what_they_name_in_standard_deviations(trainer):
    made = trainer()
    std = made.config.latent_std
    found = ask(made, {"mode": "sliders", "picks": [7], "moved": [[1, -2.0], [4, 0.5]]})
    own = Display(made).z[7]
    np.testing.assert_allclose(found.arrays["z"], own.numpy() / std, rtol=1e-6)
    z = torch.tensor([[own[0], -2 * std, own[2], own[3], 0.5 * std]])
    assert np.array_equal(found.arrays["pictures"], display.pixels(made.generate(z), made.config))
    drawn = [ask(made, {"mode": "sliders", "picks": [7], "seed": seed}).arrays["z"] for seed in (1, 1, 2)]
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


def test_directions_are_those_of_the_present_g_and_measured_now_and_then(trainer, monkeypatch):
    made, clock = trainer(), [0.0]
    monkeypatch.setattr(study.time, "monotonic", lambda: clock[0])
    found = ask(made, {"mode": "directions", "picks": [7]})
    shares = found.arrays["shares"]
    assert (found.about["measured"], len(shares)) == (2, 5)
    assert shares.sum() == pytest.approx(1, abs=1e-5)  # of five dimensions, all five
    row = found.arrays["pictures"].reshape(5, 7, 28, 28)
    assert (row[:, 3] == row[0, 3]).all()
    assert (row[0, 0] != row[0, 6]).any()
    made.step()
    assert ask(made, {"mode": "directions", "picks": [7]}).about["measured"] == 2
    clock[0] += 1.1
    assert ask(made, {"mode": "directions", "picks": [7]}).about["measured"] == 3


def test_a_g_that_ignores_z_has_no_directions(trainer):
    made = trainer()
    with torch.no_grad():
        made.generator[0].weight.zero_()
    found = ask(made, {"mode": "directions", "picks": [7]})
    assert len(found.arrays["shares"]) == len(found.arrays["pictures"]) == 0


def test_the_map_has_z1_to_the_right_z2_upwards_at_equal_probability(trainer):
    made = trainer("plane")
    found = ask(made, {"mode": "map"})
    places = found.arrays["places"]
    cumulative = [(1 + math.erf(place / math.sqrt(2))) / 2 for place in places]
    np.testing.assert_allclose(cumulative, (np.arange(7) + 0.5) / 7, atol=1e-6)
    corner = torch.tensor([[places[0], places[-1]]]) * made.config.latent_std  # the upper left one
    shown = display.pixels(made.generate(corner), made.config)[0].astype(int)
    assert abs(found.arrays["pictures"][0] - shown).max() <= 1


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("walk", "latent: must be an object of .*; got “walk”"),
        ({"mode": "walk", "picks": [1, 2], "x": 1}, "latent: must be an object of"),
        ({"mode": "fly"}, "latent mode: must be one of walk, directions, sliders, map; got “fly”"),
        ({"mode": ["walk"]}, "latent mode: must be one of"),
        ({"mode": "walk", "picks": [1]}, r"latent picks: must be 2 or 4 pictures of the fixed wall; got “\[1\]”"),
        ({"mode": "walk", "picks": 7}, "latent picks: must be 2 or 4"),
        ({"mode": "walk", "picks": [1, 64]}, "latent picks: must be whole numbers from 0 to 63"),
        ({"mode": "walk", "picks": [1, True]}, "latent picks: must be whole numbers"),
        ({"mode": "sliders", "picks": [1.5]}, "latent picks: must be whole numbers"),
        ({**WALK, "way": "cubic"}, "latent way: must be one of linear, spherical; got “cubic”"),
        ({"mode": "sliders", "picks": [1], "seed": -1}, "latent seed: must be a whole number from 0 to"),
        ({"mode": "sliders", "picks": [1], "by": None}, "latent by: must be a whole number from 0 to"),
        (
            {"mode": "sliders", "picks": [1], "moved": [[5, 1]]},
            "latent moved: must be pairs of a component from 0 to 4",
        ),
        ({"mode": "sliders", "picks": [1], "moved": [[0]]}, "latent moved: must be pairs"),
        ({"mode": "sliders", "picks": [1], "moved": [[0, 3.01]]}, "latent moved: must be by numbers from −3 to 3"),
        ({"mode": "sliders", "picks": [1], "moved": [[0, math.nan]]}, "latent moved: must be by numbers"),
        ({"mode": "sliders", "picks": [1], "moved": [[0, 1]] * 6}, "latent moved: must be at most 5 pairs"),
        ({"mode": "map"}, r"latent map: needs z of 2 dimensions \(latent_dim\); got 5"),
    ],
)
def test_bad_values_are_refused_in_one_sentence(value, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        checked(CONFIGS["gaussian"], "latent", value)
    assert "\n" not in str(caught.value)


def test_it_is_a_study_of_pictures_only():
    with pytest.raises(ValueError, match="study: must be one of"):
        checked(from_values({}), "latent", WALK)
