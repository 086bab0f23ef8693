"""Classes of the user's pictures: where they lie in a few folders, a folder is a class and has its name.

The folder is the one right above the pictures, but for what says nothing of them: `images`, `train` and the like, and
whatever is called the same above all of them. Whatever a folder is called, its name here is one short line of visible
text that turns nothing around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganlab.lazy import N_, Message

FEWEST, MOST = 2, 10  # classes
LONGEST = 24  # characters of a name
_MARKS = 2  # accents on a letter; more of them pile up over what is around
_OF_NO_CLASS = re.compile(
    r"(image|img|picture|pic|photo|jpe?g|png|data|train|training|test|testing|val|valid|validation|dev)s?(\W|\d|_|set)*"
    r"|图片|图像|照片|数据|(训练|测试|验证)(集|数据)?",
    re.IGNORECASE,
)
Path = tuple[str, ...]  # of folders


@dataclass(frozen=True, eq=False)
class Classes:
    """Hold the labels (n,) of pictures, -1 for one that lies beside the classes, and the names of the labels.

    Both are None and () where the folders are no classes; `why`: a sentence where they might have been.
    """

    labels: npt.NDArray[np.int64] | None = None
    names: tuple[str, ...] = ()
    why: Message | None = None


def folders_of(name: str) -> Path:
    """Return the names of the folders that a file lies in, from the outermost, as they came."""
    return tuple(part for part in re.split(r"[/\\]", name)[:-1] if part not in ("", "."))


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


def written(folder: str, longest: int = LONGEST) -> str:
    """Return a folder's name as it may be shown anywhere: at most so many characters on one line.

    It is without control and format characters, such as those that turn the direction of writing.
    """
    text, marks = "", 0
    for sign in unicodedata.normalize("NFC", folder[: 8 * longest]):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind[0] == "M" else 0
        if marks <= _MARKS and kind != "Cf":
            text += " " if kind[0] in "ZC" else sign
    text = " ".join(text.split()) or "?"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def classes(paths: Sequence[Path]) -> Classes:
    """Return the classes of pictures in these folders, in their natural order.

    There are none where the folders that say something are not FEWEST to MOST, or most of the pictures lie beside them.
    """
    loose, folders = _sorted_out(paths)
    there = set(folders) - {""}
    if len(there) > MOST:
        return Classes(why=Message.of(_MANY, count=len(there), most=MOST))
    if len(there) < FEWEST:
        named = {path for path in paths if path}
        parts = sorted({path[-1] for path in named})
        of_no_class = len(parts) > 1 and all(_OF_NO_CLASS.fullmatch(part) for part in parts)
        return Classes(why=Message.of(_PARTS, names=", ".join(map(written, parts[:MOST]))) if of_no_class else None)
    if 2 * loose >= len(paths):
        return Classes(why=Message.of(_LOOSE, count=loose, total=len(paths)))
    ordered = sorted(there, key=_order)
    names: list[str] = []
    for folder in ordered:
        name, k = written(folder), 1
        while name in names:  # of two that begin alike
            k += 1
            name = f"{written(folder)} {k}"
        names.append(name)
    label = {"": -1} | {folder: k for k, folder in enumerate(ordered)}
    return Classes(np.array([label[folder] for folder in folders], np.int64), tuple(names))


_MANY = N_("The pictures lie in {count} folders: only 2 to {most} would become classes.")
_PARTS = N_("The folders {names} are taken for parts of one set, not for classes.")
_LOOSE = N_("The folders are no classes, since {count:,} of {total:,} pictures lie beside them.")


def _sorted_out(paths: Sequence[Path]) -> tuple[int, list[str]]:
    """Return how many pictures lie beside the folders of the others, and each one's folder, "" for those."""
    below = _below({path: path for path in paths})
    telling = _below({path: _telling(left) for path, left in below.items()})
    while len({left[-1] for left in telling.values()}) == 1:  # the same above all of them
        telling = _below({path: _telling(left[:-1]) for path, left in telling.items()})
    if all(len(left) == 1 for left in below.values()) and sum(bool(_telling(left)) for left in below.values()) == 1:
        telling = below  # one and its opposite, such as test and control
    folders = dict.fromkeys(paths, "") | {path: left[-1] for path, left in telling.items()}
    found = [folders[path] for path in paths]
    return found.count(""), found


def _below(paths: dict[Path, Path]) -> dict[Path, Path]:
    """Return what is left of paths below the folders that are around all of them but for those that end there."""
    while True:
        paths = {path: left for path, left in paths.items() if left}
        if len({left[0] for left in paths.values()}) != 1:
            return paths
        paths = {path: left[1:] for path, left in paths.items()}


def _telling(path: Path) -> Path:
    """Return a path without the folders right above the pictures that say nothing of them."""
    while path and _OF_NO_CLASS.fullmatch(path[-1]):
        path = path[:-1]
    return path


def _order(folder: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return what sorts 9 before 10, and a before B."""
    parts = re.split(r"([0-9]{1,9})", folder.casefold())
    return [(0, int(part), "") if k % 2 else (1, 0, part) for k, part in enumerate(parts) if part], folder
