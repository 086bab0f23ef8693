"""What a map of a sweep says in words: the values of its axes, and what all of its runs have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ganlab.data import label_of
from ganlab.engine.sweep.plan import Axis, Plan
from ganlab.export.drawing.ink import Words
from ganlab.gan.config import knobs, to_text
from ganlab.lazy import N_, NN_

ELSEWHERE = ("dataset", "drawing", "points", "pictures", "classes", "seed")  # settings that are told in other words


def ticks(axis: Axis, words: Words) -> list[str]:
    """Write the values of an axis, all with the fewest digits that tell them apart."""
    found: list[str] = []
    for digits in range(2, 7):
        found = [_short(value, axis.whole, digits, words) for value in axis.values]
        if len(set(found)) == len(found):
            break
    return found


def _short(value: float, whole: bool, digits: int, words: Words) -> str:
    if whole:
        return words.number(round(value), ",d")
    value = float(f"{value:.{digits}g}")
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{words.number(float(mantissa), 'g')}e{int(exponent)}".replace("-", "−")
    return words.number(value, "g")


def common(plan: Plan, done: int, words: Words) -> Iterator[str]:
    """Yield what all runs have: how many are done, seeds, steps, data, and settings that are not the usual ones."""
    if done < len(plan.tasks):
        yield words(N_("{done:,} of {all:,} runs done"), done=done, all=len(plan.tasks))
    yield _seeds(plan.seeds, words)
    yield words(NN_("{n:,} step", "{n:,} steps"), n=plan.steps)
    yield words(label_of(plan.base))
    axes = {field for one in plan.axes for field in one.fields}
    fields = {field: _value(v) for field, v in plan.base.changed().items() if field not in {*axes, *ELSEWHERE}}
    said = {field: (words(knobs()[field].name), value) for field, value in fields.items()}
    names, alike = Counter(words(knob.name) for knob in knobs().values()), Counter(said.values())
    for (name, value), field in {told: field for field, told in said.items()}.items():
        whose = f" ({knobs()[field].part.upper()})" if names[name] > 1 and alike[name, value] < 2 else ""
        yield f"{name}{whose} {value}"


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else to_text(value)


def _seeds(seeds: Sequence[int], words: Words) -> str:
    first, last = min(seeds), max(seeds)
    if first == last:
        return words(N_("seed {seed}"), seed=first)
    together = sorted(seeds) == list(range(first, last + 1))
    return words(N_("seeds {seeds}"), seeds=f"{first}–{last}" if together else ", ".join(map(str, seeds)))
