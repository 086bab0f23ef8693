"""What is decided about a file of points, one record a decision: the page asks for it, the command line takes it.

`Decisions` with None says what nobody has asked for; the reader fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ganlab.data.own.encodings import ENCODINGS
from ganlab.lazy import N_, NC_

SEPARATORS = (",", ";", "\t", "|", " ")
NO_COLUMN = -1  # of an index or a label


@dataclass(frozen=True)
class Decisions:
    """Hold how a file is read; columns by their number from 0, NO_COLUMN where there is none.

    orientation: "rows" (a point a row) or "columns" (a point a column). None: not asked for; or of no such file.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    header: bool | None = None
    orientation: str | None = None
    index_column: int | None = None
    label_column: int | None = None
    x: int | None = None
    y: int | None = None

    def written(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the decisions with columns by their names, for JSON."""
        columns = {
            name: None if k in (None, NO_COLUMN) else names[k] for name, k in asdict(self).items() if name in COLUMNS
        }
        return asdict(self) | columns


@dataclass(frozen=True)
class Decision:
    """Describe a decision that is not about columns: its name, and its values with their words."""

    label: str
    options: Mapping[Any, str]
    of_text: bool = True


DECISIONS: dict[str, Decision] = {
    "encoding": Decision(N_("Encoding"), {name: name for name in ENCODINGS}),
    "separator": Decision(
        N_("Separator"),
        dict(
            zip(
                SEPARATORS,
                (N_("comma ,"), N_("semicolon ;"), N_("tab"), N_("bar |"), N_("blanks")),
                strict=True,
            )
        ),
    ),
    "decimal": Decision(N_("Decimal mark"), {".": N_("point ."), ",": N_("comma ,")}),
    "thousands": Decision(
        N_("Thousands"),
        {
            "": NC_("thousands", "none"),
            ",": N_("comma ,"),
            ".": N_("point ."),
            " ": NC_("thousands", "blank"),
            "'": "'",
        },
    ),
    "header": Decision(N_("First row"), {True: N_("names"), False: N_("numbers")}),
    "orientation": Decision(N_("A point is"), {"rows": N_("a row"), "columns": N_("a column")}, of_text=False),
}
COLUMNS = {
    "x": N_("Horizontal: x"),
    "y": N_("Vertical: y"),
    "index_column": N_("Index"),
    "label_column": N_("Label"),
}
