"""Classes of the user's pictures: where all lie in a few folders, a folder is a class and has its name.

Whatever a folder is called, its name here is one short line of visible text that turns nothing around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FEWEST, MOST = 2, 10  # classes
LONGEST = 24  # characters of a name
_MARKS = 2  # accents on a letter; more of them pile up over what is around


def folder_of(name: str) -> str:
    """Return the name of the folder that a file lies in, as it came; "" where it lies in none."""
    *_, folder, _ = ["", *re.split(r"[/\\]", name)]
    return folder


def unpacked_name(name: str, unicode: bool) -> str:
    """Return the name of an archive's member as it was meant: packers that do not say Unicode mean UTF-8 or GBK, too.

    `name`: as Python has read it, from code page 437 where `unicode` is not said.
    """
    if unicode or name.isascii():
        return name
    for encoding in ("utf-8", "gb2312"):  # whose rules text in other code pages breaks
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name


def written(folder: str) -> str:
    """Return a folder's name as it may be shown anywhere: at most LONGEST characters on one line.

    It is without control and format characters, such as those that turn the direction of writing.
    """
    text, marks = "", 0
    for sign in unicodedata.normalize("NFC", folder[: 8 * LONGEST]):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind[0] == "M" else 0
        if marks <= _MARKS and kind != "Cf":
            text += " " if kind[0] in "ZC" else sign
    text = " ".join(text.split()) or "?"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def classes(folders: Sequence[str]) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]] | None:
    """Return the labels (n,) uint8 of pictures in these folders and the names of the labels, in their natural order.

    None where a picture lies in no folder, or there are not FEWEST to MOST folders.
    """
    there = set(folders)
    if "" in there or not FEWEST <= len(there) <= MOST:
        return None
    ordered = sorted(there, key=_order)
    names: list[str] = []
    for folder in ordered:
        name, k = written(folder), 1
        while name in names:  # of two that begin alike
            k += 1
            name = f"{written(folder)} {k}"
        names.append(name)
    label = {folder: k for k, folder in enumerate(ordered)}
    return np.array([label[folder] for folder in folders], np.uint8), tuple(names)


def _order(folder: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return what sorts 9 before 10, and a before B."""
    parts = re.split(r"([0-9]{1,9})", folder.casefold())
    return [(0, int(part), "") if k % 2 else (1, 0, part) for k, part in enumerate(parts) if part], folder
