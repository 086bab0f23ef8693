"""Presets: complete records, claims that say and check the same, and (slow) claims that hold over unseen seeds."""

import pytest

from ganlab.cli.check import NEEDED, check, check_seeds
from ganlab.gan.config import from_values
from ganlab.presets import PRESETS, alike, pace_of
from ganlab.presets.claim import Evidence

SEEDS = range(200, 210)


@pytest.mark.parametrize("key", PRESETS)
def test_a_record_is_complete(key):
    preset = PRESETS[key]
    assert preset.label and preset.watch
    assert from_values(preset.settings) == preset.config
    assert str(preset.claim.words) and preset.claim.steps > 0
    assert not preset.claim.looks or preset.claim.looks[-1] == preset.claim.steps


@pytest.mark.parametrize("key", PRESETS)
def test_a_story_takes_some_twenty_seconds_and_any_seed_tells_it(key):
    preset = PRESETS[key]
    other = from_values({"seed": preset.config.seed + 1}, preset.config)
    assert alike(other) == [key]
    assert 15 <= preset.told / pace_of(other) <= 25
    assert 0 < preset.told <= preset.claim.steps


@pytest.mark.parametrize("key", [key for key in PRESETS if PRESETS[key].twin])
def test_a_twin_is_of_the_other_kind_and_leads_back(key):
    preset, twin = PRESETS[key], PRESETS[PRESETS[key].twin]
    assert {preset.config.kind, twin.config.kind} == {"points", "images"}
    assert twin.twin == key


def test_contrasts_differ_in_one_thing_only():
    """A cure is shown by the same settings with one change, so that a class sees what did it."""
    for before, after, changed in (
        ("mode-collapse", "packing-cure", {"packing"}),
        ("mode-collapse", "unrolling-cure", {"unroll_steps"}),
        ("vanishing-gradient", "vanishing-saved", {"loss"}),
        ("digits-vanishing", "digits-saved", {"loss"}),
        ("oscillation", "oscillation-damped", {"r1_gamma"}),
        ("clip-right", "clip-tight", {"weight_clip"}),
        ("wgan-gp", "gp-strong", {"gp_weight"}),
        ("dirac-circle", "dirac-simultaneous", {"updates"}),
        ("dirac-circle", "dirac-r1", {"r1_gamma"}),
        ("dirac-circle", "dirac-consensus", {"consensus_gamma"}),
        ("dirac-circle", "dirac-non-saturating", {"loss"}),
    ):
        assert set(PRESETS[after].config.differences(PRESETS[before].config)) == changed


GOOD = {"modes": 8, "high_quality": 0.95, "d_fake": 0.5, "g_grad": 1.0, "mean_distance": 0.01, "sw1": 0.001}
GOOD |= {"train_distance": 0.06, "train_distance_floor": 0.06, "theta": 0.0, "psi": 0.0}
GOOD |= {
    "classes": 10,
    "confidence": 0.95,
    "precision": 0.5,
    "spread": 1.0,
    "fid": 1.0,
    "as_asked": 1.0,
    "d_real": 0.5,
    "d_loss": 1.4,
}
BAD = {"modes": 0, "high_quality": 0.0, "d_fake": 0.0, "g_grad": 0.0, "mean_distance": 2.0, "sw1": 2.0}
BAD |= {"train_distance": 1.0, "train_distance_floor": 0.06, "theta": 9.0, "psi": 9.0}
BAD |= {
    "classes": 1,
    "confidence": 0.1,
    "precision": 0.0,
    "spread": 0.0,
    "fid": 30.0,
    "as_asked": 0.1,
    "d_real": 1.0,
    "d_loss": 0.0,
}


@pytest.mark.parametrize("key", PRESETS)
def test_a_claim_can_fail(key):
    """No claim holds of both a perfect generator and one that makes nothing right."""
    steps = PRESETS[key].claim.looks or range(20)
    evidence = [Evidence(tuple({"step": k, **row} for k in steps), "done") for row in (GOOD, BAD)]
    if key == "three-blobs":
        evidence[0] = Evidence(tuple({**row, "modes": 3} for row in evidence[0].rows), "done")
    assert not all(PRESETS[key].claim.holds(one) for one in evidence)


@pytest.mark.wide
@pytest.mark.parametrize("key", [key for key in PRESETS if PRESETS[key].config.kind == "dirac"])
def test_the_dirac_gans_claims_hold(key):
    """Nothing is drawn at random in that game: one seed is all."""
    assert check(key, 0)[1], check(key, 0)


def test_a_run_that_diverges_shows_nothing_but_divergence():
    assert check("divergence", 1)[1]
    assert "diverged" in check("divergence", 1)[2]


@pytest.mark.slow
@pytest.mark.parametrize("key", PRESETS)
def test_a_claim_holds_in_the_run_that_a_class_opens(key, request):
    if PRESETS[key].config.dataset == "mnist":
        request.getfixturevalue("mnist")
    seed, holds, shown = check(key, PRESETS[key].config.seed)
    assert holds, (seed, shown)


@pytest.mark.slow
@pytest.mark.parametrize("key", PRESETS)
def test_a_claim_holds_for_nine_unseen_seeds_in_ten(key, request):
    if PRESETS[key].config.dataset == "mnist":
        request.getfixturevalue("mnist")
    results = list(check_seeds(key, SEEDS[: PRESETS[key].claim.seeds]))
    assert sum(holds for _, holds, _ in results) >= NEEDED * len(results), results
