"""Which columns are x and y, which one only counts the rows, which one is a label: decided over all rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganlab.data.own.decisions import NO_COLUMN, Decisions
from ganlab.data.own.refusal import UploadError
from ganlab.lazy import N_, Message

INDEX = re.compile(
    r"|unnamed: ?\d+|index|idx|id|#|no\.?|nr\.?|row|row ?id|__index_level_\d+__|序号|编号", re.IGNORECASE
)
LABEL = re.compile(r"labels?|class(es)?|target|category|cluster|species|group|kind|类别|标签|类|分类", re.IGNORECASE)
MOST_LABELS, MOST_NAMED = 10, 100  # values of a column that looks like a label, of one that is called so


class Column(NamedTuple):
    """Hold a column: its name, the one that the file gives it if it names any, its numbers (rows,), NaN for none.

    number: which one of the file it is, from 1; texts: its cells where the file is a text.
    """

    name: str
    given: str | None
    values: npt.NDArray[np.float64]
    number: int
    texts: Sequence[str] = ()

    @property
    def numeric(self) -> bool:
        """Tell whether at least half of it are numbers: what is meant for x or y, though a cell of it may be none."""
        return 2 * int(np.isfinite(self.values).sum()) >= max(1, len(self.values))

    @property
    def whole(self) -> bool:
        """Tell whether all of it are whole numbers."""
        return bool(np.isfinite(self.values).all() and (self.values == np.round(self.values)).all())

    @property
    def counts(self) -> bool:
        """Tell whether it counts the rows, from 0 or 1."""
        n = len(self.values)
        return n > 1 and any(np.array_equal(self.values, np.arange(n) + start) for start in (0, 1))

    @property
    def few(self) -> int:
        """Return how many values it has where they are whole, at most MOST_LABELS and close together; else 0."""
        if not self.whole or np.ptp(self.values) >= 2 * MOST_LABELS:
            return 0
        count = len(np.unique(self.values))
        return count if 2 <= count <= MOST_LABELS and 3 * count <= len(self.values) else 0

    def called(self, names: re.Pattern[str]) -> bool:
        """Tell whether the file calls it so."""
        return self.given is not None and names.fullmatch(self.given) is not None


@dataclass(frozen=True)
class Chosen:
    """Hold the decisions on columns, and what to warn of."""

    decisions: Decisions
    warnings: list[Message]


def choose(columns: list[Column], asked: Decisions) -> Chosen:
    """Decide on index, label, x and y where nobody has; raise UploadError where two columns cannot be found."""
    numeric = [k for k, column in enumerate(columns) if column.numeric]
    warnings: list[Message] = []
    index = _index(columns, numeric, warnings) if asked.index_column is None else asked.index_column
    left = [k for k in numeric if k != index]
    label = _label(columns, left, index, warnings) if asked.label_column is None else asked.label_column
    left = [k for k in left if k != label]
    x, y = asked.x, asked.y
    if x is None or y is None:
        real = [k for k in left if not columns[k].few]
        free = [k for k in (left if len(real) < 2 else real) if k not in (x, y)]
        if len(free) < (x is None) + (y is None):
            raise _too_few(index, label, len(left))
        x, y = _pair(columns, free, x, y)
        if len(left) > 2 and not (columns[x].called(_X) and columns[y].called(_Y)):
            warnings.append(
                Message.of(
                    N_("{count} columns are numbers; x is “{x}”, y is “{y}”: see whether these are the ones."),
                    count=len(left),
                    x=columns[x].name,
                    y=columns[y].name,
                )
            )
    warnings += _odd(columns, asked, x, y)
    index, label = (NO_COLUMN if k in (x, y) else k for k in (index, label))
    return Chosen(replace(asked, index_column=index, label_column=label, x=x, y=y), warnings)


_X, _Y = (re.compile(rf"{name}([ _\[(/].*)?", re.IGNORECASE) for name in "xy")


def _pair(columns: list[Column], free: list[int], x: int | None, y: int | None) -> tuple[int, int]:
    """Take the columns that are called x and y, else the first ones that are free."""
    by_name = [next((k for k in free if columns[k].called(name)), None) for name in (_X, _Y)]
    if x is None and y is None and None not in by_name:
        x, y = by_name
    rest = [k for k in free if k not in (x, y)]
    first = rest.pop(0) if x is None else x
    return first, rest.pop(0) if y is None else y


def _index(columns: list[Column], numeric: list[int], warnings: list[Message]) -> int:
    """Find the column that numbers the rows: by its name, or since it counts them while two more are numbers."""
    for k, column in enumerate(columns):
        unique = column.whole and len(np.unique(column.values)) == len(column.values)
        if column.called(INDEX) and (k == 0 if column.given == "" else unique):
            return k
    if numeric[:1] == [0] and len(numeric) > 2 and columns[0].counts:
        warnings.append(
            Message.of(N_("“{name}” counts the rows: it was taken for an index, not for x."), name=columns[0].name)
        )
        return 0
    return NO_COLUMN


def _label(columns: list[Column], left: list[int], index: int, warnings: list[Message]) -> int:
    """Find the column that names a class: by its name, or since it has few whole values while two more are numbers."""
    for k in left:
        if columns[k].called(LABEL) and columns[k].whole and len(np.unique(columns[k].values)) <= MOST_NAMED:
            return k
    few = [k for k in left if columns[k].few]
    if few and len(few) < len(left) > 2:
        label = min(few, key=lambda k: columns[k].few)
        warnings.append(
            Message.of(
                N_("“{name}” has {count} whole values only: it was taken for a label, not for x or y."),
                name=columns[label].name,
                count=columns[label].few,
            )
        )
        return label
    for k, column in enumerate(columns):
        if (
            k != index
            and not column.numeric
            and 0 < 2 * len(set(column.texts)) <= len(column.texts)
            and any(column.texts)
        ):
            return k
    return NO_COLUMN


def _odd(columns: list[Column], asked: Decisions, x: int, y: int) -> list[Message]:
    """Warn of what was taken for x or y for want of another column though it looks like an index or a label."""
    warnings = []
    for k, chosen in ((x, asked.x), (y, asked.y)):
        if chosen is None and columns[k].few:
            text = N_("“{name}” has {count} whole values only and looks like a label, but is taken for a coordinate.")
            warnings.append(Message.of(text, name=columns[k].name, count=columns[k].few))
        elif chosen is None and columns[k].counts:
            text = N_("“{name}” counts the rows and looks like an index, but is taken for a coordinate.")
            warnings.append(Message.of(text, name=columns[k].name))
    return warnings


def _too_few(index: int, label: int, count: int) -> UploadError:
    plain = N_("The file must have two columns of numbers; it has {count}.")
    beside = N_("The file must have two columns of numbers beside index and label; it has {count}.")
    return UploadError(plain if index == label == NO_COLUMN else beside, count=count)
