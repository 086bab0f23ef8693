"""Compare: two runs from one seed and one data set, in lock-step; how a pair begins, what it shares, how it ends."""

from __future__ import annotations

from typing import Any

from ganlab.engine.entry import Entry
from ganlab.engine.roster import Roster
from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.lazy import N_, Message
from ganlab.quoted import quoted

# of both runs: what the real data are made from
SAME = ("dataset", "drawing", "points", "pictures", "classes", "data_noise", "data_modes", "imbalance", "seed")


def other_config(config: RunConfig, value: Any) -> RunConfig:
    """Return the config of a run to be compared, from {field: value}; raise ValueError with one sentence."""
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError(f"compare: must be one setting and its other value; got {quoted(value)}")
    other = from_values(value, config)
    check(config, other)
    return other


def check(config: RunConfig, other: RunConfig) -> None:
    """Raise ConfigError for two configs that make no comparison."""
    difference = other.differences(config)
    for name in SAME:
        if name in difference:
            rule = Message.of(N_("{name} must be the same in both runs"), name=name)
            raise ConfigError("compare", rule, difference[name])
    if not difference:
        raise ConfigError("compare", N_("one setting must have another value"), "the same settings")


def begin(lab: Roster, entry: Entry, other: RunConfig) -> None:
    """Begin a run anew, and beside it a second one of another config, both from step 0.

    They play, but where nobody has seen the run yet.
    """
    check(entry.config, other)
    lab.place([entry.config, other], entry)  # refused before anything has changed
    lab.part(entry)
    lab.make_room(entry.owner)
    partner = lab.add(other, entry.worker, speed=entry.speed, owner=entry.owner)
    entry.partner, partner.partner = partner, entry
    lab.begin_anew(entry, entry.config, plays=entry.snapshot is not None)


def keep(lab: Roster, entry: Entry, view: Any) -> None:
    """End a comparison: go on, under this run's id, with the one that is to be kept; save and free the other."""
    other = entry.partner
    if other is None or view not in (entry.view, other.view):
        raise ValueError(f"keep: must be the id of one of two compared runs; got {quoted(view)}")
    if any(one.snapshot and one.snapshot.status == "loading" for one in entry.together):
        raise ValueError("keep: must wait until the data are there; got a run that is still loading")
    if view == other.view:
        lab.send(entry, "part")
        for one in (entry, other):
            one.generation, one.revision, one.snapshot, one.change = one.generation + 1, one.revision + 1, None, None
        entry.config, other.config = other.config, entry.config
        lab.send(entry, "exchange", other.run_id, entry.generation, other.generation)
    lab.part(entry)
