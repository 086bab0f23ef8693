"""What is asked of two compared runs: of both, of one, to keep one, and what is refused in one sentence."""

import numpy as np
import pytest

from ganlab.engine.entry import view_of
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.pairs import both, same_run
from tests.support.runs import SMALL


def test_what_acts_on_both_and_what_on_one(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"r1_gamma": 0.3})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: b.step > 5)
        lab.command(entry.run_id, "speed", 50)
        both(viewer, lab, entry, lambda a, b: a.speed == b.speed == 50)
        lab.command(other.run_id, "set", {"g_lr": 0.02})  # acts live: on that one alone
        a, b = both(viewer, lab, entry, lambda a, b: b.config.g_lr == 0.02)
        assert b.config.differences(a.config) == {"r1_gamma": 0.3, "g_lr": 0.02}
        for name in ("reset", "new_seed"):
            before = a.generation, b.generation
            lab.command(entry.run_id, name)
            a, b = both(viewer, lab, entry, lambda a, b, g=before: a.generation > g[0] and a.step > 3)
            assert (a.generation, b.generation) == (before[0] + 1, before[1] + 1)
            assert a.config.seed == b.config.seed
        lab.command(other.run_id, "set", {"g_hidden": (9,)})  # begins anew: with both
        a, b = both(viewer, lab, entry, lambda a, b: a.config.g_hidden == (9,))
        assert b.config.differences(a.config) == {"r1_gamma": 0.3, "g_lr": 0.02}
        lab.command(entry.run_id, "step")
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "step_d")
        a, b = both(viewer, lab, entry, lambda x, y: x.step == a.step + 1)
        assert np.isnan(a.scalars[-1][1]) and np.isnan(b.scalars[-1][1])


@pytest.mark.parametrize("kept", ["a", "b"])
def test_keeping_one_frees_the_other_and_goes_on(lab, watch, kept):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"r1_gamma": 0.3})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: a.step > 20)
        lab.command(entry.run_id, "pause")
        a, b = both(viewer, lab, entry, lambda a, b: a.status == b.status == "paused")
        lab.command(entry.run_id, "keep", {"a": entry, "b": other}[kept].view)
        assert entry.partner is None
        assert other.run_id not in lab
        frame = viewer.until(lambda s: s.config.r1_gamma == (0 if kept == "a" else 0.3))
        assert frame.run_id == entry.run_id
        assert same_run(frame, {"a": a, "b": b}[kept])
        lab.command(entry.run_id, "steps", 9)
        assert viewer.until(lambda s: s.step > a.step + 8).step == a.step + 9
        loser = lab.find(other.run_id)  # whoever has its id finds it as it was, by itself
        assert loser.config.r1_gamma == (0.3 if kept == "a" else 0)
        assert loser.partner is None
        with watch(lab, loser) as second:
            assert second.until(lambda s: s.step >= a.step).step >= a.step


def test_one_that_diverges_stops_and_the_other_goes_on(lab, watch):
    config = from_values({"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd"}, SMALL)
    entry = lab.open(config)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"d_lr": 10.0})
        a, b = both(viewer, lab, entry, lambda a, b: b.status == "diverged" and a.step > b.step + 20)
        assert a.status == "running"
        assert b.message.text.startswith("Diverged: ")
        lab.command(entry.run_id, "reset")
        both(viewer, lab, entry, lambda a, b: a.generation == 2 and b.step < 100)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("d_lr", "compare: must be one setting and its other value; got “d_lr”"),
        ({}, "compare: must be one setting and its other value"),
        ({"d_lr": 0.1, "g_lr": 0.1}, "compare: must be one setting and its other value"),
        ({"d_lr": SMALL.d_lr}, "compare: one setting must have another value; got “the same settings”"),
        ({"d_lr": 99}, "d_lr: must be a number from 1e-06 to 10.0; got 99"),
        ({"d_rl": 0.1}, "d_rl: is not a setting"),
        ({"seed": 3}, "compare: seed must be the same in both runs; got 3"),
        ({"dataset": "ring"}, "compare: dataset must be the same in both runs; got “ring”"),
    ],
)
def test_what_makes_no_comparison_is_refused_in_one_sentence(lab, value, sentence):
    entry = lab.open(SMALL)
    with pytest.raises(ValueError, match=sentence) as refused:
        lab.command(entry.run_id, "compare", value)
    assert "\n" not in str(refused.value)
    assert (entry.partner, entry.generation) == (None, 0)
    with pytest.raises(ValueError, match="keep: must be the id of one of two compared runs"):
        lab.command(entry.run_id, "keep", entry.view)


def test_a_change_that_the_other_cannot_follow_parts_them_in_one_sentence(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "compare", {"packing": 2})
        other = entry.partner
        both(viewer, lab, entry, lambda a, b: a.step > 5)
        lab.command(entry.run_id, "set", {"batch_size": 15})
        frame = viewer.until(lambda s: s.config.batch_size == 15 and s.notice)
        assert frame.notice.text.startswith("The comparison has ended")
        assert "batch_size: must be a multiple of packing, 2" in str(frame.notice)
        assert entry.partner is None and other.run_id not in lab


def test_the_encoder_says_which_frame_belongs_to_which():
    frame = Display(Trainer(SMALL)).snapshot()
    assert unpack(Encoder(teller("en")).encode(frame, 0))[0]["beside"] is None
    assert unpack(Encoder(teller("en")).encode(frame, 0, beside="other-run"))[0]["beside"] == view_of("other-run")
