"""Facts: what a model card and a report say of a run, in a reader's words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from ganlab.data import DATASETS, OWN, label_of
from ganlab.data.images import ImageSet
from ganlab.export.exports import Telling
from ganlab.gan.config import DEFAULT, RunConfig, knobs, to_text
from ganlab.lazy import N_, Message
from ganlab.observe.measure import Measure
from ganlab.observe.measures import MEASURES
from ganlab.observe.record import Record
from ganlab.observe.snapshot import Snapshot
from ganlab.presets import PRESETS, alike

_FORMULA = N_("made by a formula; nobody's work")
_BROUGHT = N_("brought by whoever trained on them, who knows what may be done with them")


def title(config: RunConfig, tell: Telling) -> str:
    """Return what a run is called: its experiment, or its data."""
    found = alike(config)
    label = PRESETS[found[0]].label if found else label_of(config)
    return tell.say(label)


def settings(config: RunConfig, tell: Telling) -> list[tuple[str, ...]]:
    """Return the settings that differ from the usual ones, and the seed: field, name, value, the usual value."""
    changed = {**config.differences(DEFAULT), "seed": config.seed, "dataset": config.dataset}
    return [
        (name, tell.say(knob.name), to_text(changed[name]), to_text(getattr(DEFAULT, name)))
        for name, knob in knobs().items()
        if name in changed
    ]


def measures(frame: Snapshot, tell: Telling) -> list[tuple[str, ...]]:
    """Return what was measured: name, value, and what real samples score, or how many there are in all ("" if none)."""
    found = frame.metrics or {}
    return [
        (_named(measure, tell), _number(found[key]), _number(found.get(measure.floor or measure.whole)))
        for key, measure in MEASURES.items()
        if key in found
    ]


def _named(measure: Measure, tell: Telling) -> str:
    """Return a measure's name; of one of several in a chart, after the chart's."""
    alone = sum(other.chart.key == measure.chart.key for other in MEASURES.values()) == 1
    label = tell.say(measure.label)
    return label if alone else f"{tell.say(measure.chart.title)}: {label}"


def measured_at(record: Record) -> int:
    """Return the step of the last measures."""
    steps = record.shown.measured_steps
    return int(steps[-1]) if steps is not None and len(steps) else record.step


def losses(frame: Snapshot) -> list[tuple[str, str]]:
    """Return both losses and mean answers of the last step: field, value."""
    row = frame.row or {}
    return [(name, _number(row[name])) for name in ("d_loss", "g_loss", "d_real", "d_fake") if name in row]


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "" if value is None else "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def said(record: Record, tell: Telling) -> list[tuple[int, int, str]]:
    """Return what the diagnosis said, and since when it had held until which step of those that were kept."""
    told = [(frame.step, frame.diagnosis) for frame in record.frames]
    found = []
    for key, group in groupby(told, key=lambda one: one[1].key if one[1] else ""):
        steps = list(group)
        if key and (last := steps[-1][1]):
            found.append((last.since, steps[-1][0], tell.diagnosis(last)))
    return found


def licence(config: RunConfig) -> str | Message:
    """Return whose the data are."""
    record = DATASETS[config.dataset]
    if isinstance(record, ImageSet):
        return Message.of("{source}", source=record.source)
    return _BROUGHT if config.dataset in OWN else _FORMULA


def changes(record: Record, tell: Telling) -> Iterator[tuple[int, str]]:
    """Yield what was changed on the way: the first kept step that has it, and the settings."""
    frames = record.frames
    for before, frame in pairwise(frames):
        if different := frame.config.differences(before.config):
            written = ", ".join(f"{tell.say(knobs()[name].name)} = {to_text(v)}" for name, v in different.items())
            yield frame.step, written


def span(first: int, last: int, tell: Telling) -> str:
    """Return from which to which step something held, in words."""
    if first == last:
        return tell.say(N_("step {first:,}"), first=first)
    return tell.say(N_("steps {first:,} to {last:,}"), first=first, last=last)


def measures_head(tell: Telling) -> tuple[str, ...]:
    """Return what stands above the columns of `measures`."""
    return tell.say(N_("Measure")), tell.say(N_("Value")), tell.say(N_("Real samples, or of how many"))


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield f"| {' | '.join(map(markdown, row))} |"


def markdown(text: str) -> str:
    """Return anybody's text as Markdown that shows it as it is, in one line."""
    return re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", " ".join(text.split()))
