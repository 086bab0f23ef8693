"""Numbers as people and programs write them: which decimal mark, which sign between thousands, which minus.

A cell is a number in a style or it is none; nothing of it is ever left out to make it one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # full-width forms, as Chinese keyboards give them
_SIGNS = {
    **_WIDE,
    **dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2019\u02bc"), "'"),
    0xFEFF: None,
}


class Style(NamedTuple):
    """Say how numbers are written: the decimal mark, and what stands between thousands, perhaps nothing."""

    decimal: str
    thousands: str

    def pattern(self) -> str:
        """Return the regular expression of a whole cell; a number that begins with 0 has no thousands."""
        point = re.escape(self.decimal)
        whole = r"[0-9]+"
        if self.thousands:
            sign = re.escape(self.thousands)
            few = "{2,3}" if self.thousands == "," else "{3}"  # in India 12,34,567
            whole = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{sign}[0-9]{few})*{sign}[0-9]{{3}})"
        return rf"^[+-]?(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?$"


PLAIN = Style(".", "")
_RARE = [Style(decimal, sign) for sign in " '" for decimal in ",."]
_BY_COMMA = [PLAIN, Style(".", ","), Style(",", ""), Style(",", "."), *_RARE]
_BY_OTHERS = [PLAIN, Style(",", ""), Style(",", "."), Style(".", ","), *_RARE]


def styles(separator: str, text: str, decimal: str | None, thousands: str | None) -> list[Style]:
    """Return the styles that cells may have beside a separator, the likelier first.

    `text`: all cells. A style is left out where none of its signs is in them.
    """
    text = text.translate(_SIGNS)
    listed = _BY_COMMA if separator == "," else _BY_OTHERS
    listed = [style for style in listed if style == PLAIN or any(sign and sign in text for sign in style)]
    if decimal is not None or thousands is not None:
        asked = [(decimal or point, sign if thousands is None else thousands) for point, sign in [*listed, *_BY_OTHERS]]
        listed = [Style(*pair) for pair in dict.fromkeys(asked) if pair[0] != pair[1]]
    return listed


def plain(cells: Sequence[str]) -> pa.Array:
    """Return cells with the signs of numbers as ASCII has them, without blanks around."""
    if not "".join(cells).isascii():
        cells = [cell.translate(_SIGNS).strip() for cell in cells]
    return pa.array(cells, pa.large_string())


def numbers(cells: pa.Array, style: Style) -> npt.NDArray[np.float64]:
    """Return the numbers (n,) that plain cells are in a style; NaN for a cell that is none."""
    whole = pc.match_substring_regex(cells, style.pattern())
    values = np.full(len(cells), np.nan)
    values[whole.to_numpy(zero_copy_only=False)] = _floats(cells.filter(whole), style)
    return values


def _floats(cells: pa.Array, style: Style) -> npt.NDArray[np.float64]:
    if style.thousands:
        cells = pc.replace_substring(cells, style.thousands, "")
    if style.decimal != ".":
        cells = pc.replace_substring(cells, style.decimal, ".")
    try:
        read: npt.NDArray[np.float64] = pc.utf8_ltrim(cells, "+").cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # beyond what a float holds
        read = np.array([float(cell) for cell in cells.to_pylist()])
    return read
