"""Branches repeat their parent, and changes are undone as they were."""

import os
import signal

import numpy as np
import pytest

from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.presets import PRESETS
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.runs import KINDS, SMALL, config_of, trained


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_a_branch_without_changes_repeats_the_parent_bit_for_bit(lab, watch, kind):
    entry = lab.open(config_of(kind))
    with watch(lab, entry) as viewer:
        lab.command(entry.run_id, "pause")
        start = viewer.until(lambda s: s.status == "paused").step
        for k in range(1, 9):
            lab.command(entry.run_id, "steps", 3)
            viewer.until(lambda s, step=start + 3 * k: s.step == step)
        end = viewer.until(lambda s: s.step == start + 24)
        wish = int(end.timeline[len(end.timeline) // 2])
        lab.command(entry.run_id, "look", wish)
        past = viewer.until(lambda s: s.past is not None)
        opened = lab.command(entry.run_id, "branch")
        lab.command(entry.run_id, "look", None)
        after = viewer.until(lambda s: s.past is None)
        assert np.array_equal(after.scalars, end.scalars, equal_nan=True)
    step = past.past.branch[0]
    assert step <= wish < end.step
    assert opened != entry.run_id
    branch = lab.find(opened)
    assert (branch.config, branch.playing) == (entry.config, False)
    with watch(lab, branch) as viewer:
        first = viewer.until(lambda s: s.status == "paused")
        assert first.step == step
        assert dict(first.notice.values)["step"] == step
        own = end.steps <= step
        assert np.array_equal(first.scalars, end.scalars[own], equal_nan=True)
        assert first.timeline.tolist() == [s for s in end.timeline.tolist() if s <= step]
        lab.command(opened, "steps", end.step - step)
        again = viewer.until(lambda s: s.step == end.step)
    assert np.array_equal(again.scalars, end.scalars, equal_nan=True)
    for name in ("fake", "arrows", "grid", "fixed", "fixed_scores"):
        assert np.array_equal(getattr(again, name), getattr(end, name)), name


@pytest.mark.wide
def test_a_branch_has_the_settings_of_its_step_and_survives_a_dead_worker(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "pause")
        before = viewer.until(lambda s: s.status == "paused").step
        own_lab.command(entry.run_id, "set", {"d_lr": 0.05})
        own_lab.command(entry.run_id, "steps", 10)
        viewer.until(lambda s: s.step == before + 10)
        own_lab.command(entry.run_id, "look", before)
        step = viewer.until(lambda s: s.past is not None).past.branch[0]
        opened = own_lab.command(entry.run_id, "branch")
        branch = own_lab.find(opened)
        with watch(own_lab, branch) as other:
            assert other.until(lambda s: s.status == "paused").config == branch.config == SMALL
            os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
            back = other.until(
                lambda s: s.notice and s.notice.text.startswith("The process behind this run ended and was replaced")
            )
            assert (back.step, back.status, back.timeline.tolist()) == (step, "paused", [step])
        own_lab.command(entry.run_id, "pause")
        assert viewer.until(lambda s: s.made > back.made).past is None


def test_there_is_nothing_to_branch_from_in_the_present(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 1)
        with pytest.raises(ValueError, match="branch: must start from a past step that is being looked at"):
            lab.command(entry.run_id, "branch")


CHANGES = {
    "reset": lambda lab, run: lab.command(run, "reset"),
    "new_seed": lambda lab, run: lab.command(run, "new_seed"),
    "field": lambda lab, run: lab.command(run, "set", {"g_hidden": [9]}),
    "preset": lambda lab, run: lab.configure(run, PRESETS["mode-collapse"].config),
    "pictures": lambda lab, run: lab.configure(run, PRESETS["digits"].config),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("playing", [True, False])
def test_undo_brings_a_run_back_as_it_was(lab, watch, name, playing):
    entry = lab.open(SMALL)
    run = entry.run_id
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 20)
        if not playing:
            lab.command(run, "pause")
            before = viewer.until(lambda s: s.status == "paused")
        else:
            before = viewer.entry.snapshot
        CHANGES[name](lab, run)
        assert entry.change.anew
        viewer.until(lambda s: s.generation == 1 and s.step > 2)
        revision = entry.revision
        lab.command(run, "undo")
        assert entry.change is None
        assert entry.config == SMALL
        assert entry.revision == revision + (name != "reset")
        back = viewer.until(lambda s: s.generation == 2)
        assert (back.status, back.config) == ("running" if playing else "paused", SMALL)
        assert back.step == before.step or (playing and back.step > before.step)
        lab.command(run, "pause")
        viewer.until(lambda s: s.status == "paused")
        lab.command(run, "steps", 5)
        end = viewer.until(lambda s: s.status == "paused" and s.step >= before.step + 5)
        assert set(before.timeline.tolist()) <= set(end.timeline.tolist())
        straight = trained(SMALL, end.step)
        assert np.array_equal(Display(straight).snapshot().fake, end.fake)
        assert np.array_equal(straight.history.arrays()[1], end.scalars, equal_nan=True)
        with pytest.raises(ValueError, match="undo: must follow a change; there is none"):
            lab.command(run, "undo")


def test_undo_of_a_live_change_sets_it_back_and_a_drag_is_one_change(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 3)
        for rate in (0.01, 0.02, 0.05):
            lab.command(entry.run_id, "set", {"d_lr": rate})
        viewer.until(lambda s: s.config.d_lr == 0.05)
        lab.command(entry.run_id, "set", {"g_lr": 0.5})
        assert entry.change.before.d_lr == 0.05
        lab.command(entry.run_id, "undo")
        assert viewer.until(lambda s: s.config.g_lr == SMALL.g_lr).config.d_lr == 0.05
        assert entry.change is None
        for rate in (0.06, 0.07, 0.05):  # a drag that ends where it began changes nothing
            lab.command(entry.run_id, "set", {"d_lr": rate})
        assert entry.change is None
        lab.command(entry.run_id, "set", {"d_lr": 0.07})
        lab.command(entry.run_id, "set", {"d_lr": 0.09})
        lab.command(entry.run_id, "undo")
        assert viewer.until(lambda s: s.config.d_lr == 0.05).generation == 0


def test_only_the_last_change_is_kept_aside(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 20)
        lab.command(entry.run_id, "reset")
        lab.command(entry.run_id, "set", {"d_lr": 0.05})
        lab.command(entry.run_id, "undo")
        assert entry.change is None
        assert viewer.until(lambda s: s.config == SMALL and s.generation == 1).step >= 0


@pytest.mark.wide
def test_a_dead_worker_takes_what_was_kept_aside_along_and_says_so(own_lab, watch):
    entry = own_lab.open(SMALL)
    with watch(own_lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        own_lab.command(entry.run_id, "reset")
        viewer.until(lambda s: s.generation == 1)
        os.kill(own_lab.worker_pids()[0], signal.SIGKILL)
        viewer.until(lambda s: s.notice is not None)
        assert entry.change is None


def test_reset_keeps_settings_and_seed(lab, watch):
    entry = lab.open(from_values({"seed": 7}, SMALL))
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 2)
        lab.command(entry.run_id, "set", {"d_lr": 0.05, "r1_gamma": 0.2})
        viewer.until(lambda s: s.config.d_lr == 0.05)
        lab.command(entry.run_id, "reset")
        anew = viewer.until(lambda s: s.generation == 1 and s.step > 20)
    assert anew.config == from_values({"seed": 7, "d_lr": 0.05, "r1_gamma": 0.2}, SMALL)
    trainer = trained(anew.config, anew.step)
    assert np.array_equal(trainer.history.arrays()[1], anew.scalars, equal_nan=True)


def test_what_would_be_undone_is_named_in_both_languages(lab):
    entry, frame = lab.open(SMALL), Display(Trainer(SMALL)).snapshot()

    def named():
        return [
            unpack(Encoder(teller(language)).encode(frame, 0, entry.change))[0]["undo"] for language in ("en", "zh")
        ]

    assert named() == ["", ""]
    lab.command(entry.run_id, "set", {"d_lr": 0.05})
    assert named() == ["D learning rate 0.002 → 0.05", "D 学习率 0.002 → 0.05"]
    lab.command(entry.run_id, "set", {"d_lr": 0.01, "g_lr": 0.01})
    assert named() == ["change of 2 settings", "2 项设置的更改"]
    lab.command(entry.run_id, "reset")
    assert named() == ["Reset", "重置"]
    lab.command(entry.run_id, "new_seed")
    assert named() == ["New seed", "新种子"]
