"""Ink: the colours of the light view, letters that every word can be written in, and lines and legends made of them.

Nothing is kept in matplotlib's own state, so that several threads may draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ganlab.lazy import Message, written

PALETTE = {  # by role, as the view's style sheet has them
    "real": "#167f3d",
    "fake": "#5f1f85",
    "d": "#2b5fe6",
    "g": "#5f1f85",
    "grad": "#e0468f",
    "penalty": "#a15c00",
    "neutral": "#f3f3f5",
    "bg": "#ffffff",
    "fg": "#262730",
    "muted": "#63646b",
    "line": "#dcdcde",
}
HEAT = 0.34  # of a colour in the ground that D answers nothing but it
LATIN, BASE = "DejaVu Sans", 100  # which comes with matplotlib; dots an inch in which sizes are given: pixels
CJK = (  # families with Chinese letters, the best first
    *(
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "Source Han Sans CN",
        "PingFang SC",
        "Hiragino Sans GB",
    ),
    *("Heiti SC", "STHeiti", "Microsoft YaHei", "DengXian", "SimHei", "SimSun", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS", "AR PL UMing CN", "AR PL UKai CN"),
    *("Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans CJK KR"),
)
UNKNOWN = "?"  # a letter that no font has
Pixels = npt.NDArray[np.uint8]


def rgb(colour: str) -> npt.NDArray[np.float64]:
    """Return the numbers of "#rrggbb", (3,)."""
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], float)


def mixed(a: npt.ArrayLike, b: npt.ArrayLike, share: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the colours (…, 3) that are such shares (…) of the way from one to the other."""
    a, b, share = np.asarray(a, float), np.asarray(b, float), np.asarray(share, float)[..., None]
    found: npt.NDArray[np.float64] = a + share * (b - a)
    return found


def ground(answers: npt.NDArray[Any], scale: tuple[float, float]) -> Pixels:
    """Return the colours (…, 3) of D's answers as a ground: grey undecided, green real, purple fake."""
    low, high = scale
    share = 2 * (np.asarray(answers, float) - low) / (high - low) - 1
    side = np.where((share > 0)[..., None], rgb(PALETTE["real"]), rgb(PALETTE["fake"]))
    return mixed(rgb(PALETTE["neutral"]), side, HEAT * np.abs(share).clip(0, 1)).round().astype(np.uint8)


def answer_colours(shares: npt.NDArray[Any]) -> Pixels:
    """Return the colours (…, 3) of answers as marks: fake at 0, undecided at 0.5, real at 1."""
    signed = 2 * np.asarray(shares, float) - 1
    side = np.where((signed > 0)[..., None], rgb(PALETTE["real"]), rgb(PALETTE["fake"]))
    undecided = mixed(rgb(PALETTE["neutral"]), rgb(PALETTE["fg"]), 0.35)
    return mixed(undecided, side, np.abs(signed).clip(0, 1) ** 0.6).round().astype(np.uint8)


# -- words --------------------------------------------------------------------------------------------------------


@cache
def families() -> tuple[str, ...]:
    """Return the fonts that letters are looked for in, in this order: matplotlib's own, and one that has Chinese."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return LATIN, *[name for name in CJK if name in known][:1]


@cache
def _letters(names: tuple[str, ...]) -> frozenset[int]:
    from matplotlib import font_manager

    paths = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in names]
    return frozenset().union(*(font_manager.get_font(path).get_charmap() for path in paths))


class Words:
    """Say things so that they can be drawn: on one line, in letters that there are.

    `say` is `Telling.say`, or says it in English. free: the letters are the viewer's (SVG); else what the fonts cannot
    write is said in English, and of a name each letter that they lack is a question mark.
    """

    def __init__(self, say: Callable[..., str] = lambda text, **values: written(text, values), free: bool = False):
        self._say, self.free = say, free

    def __call__(self, text: str | Message, **values: Any) -> str:
        """Return a marked text in words."""
        marked = text.text if isinstance(text, Message) else text
        filled = dict(text.values) if isinstance(text, Message) else values
        found = _plain(self._say(marked, **filled))
        if not self._drawn(found):
            found = _plain(written(marked, filled))
        return found if self._drawn(found) else self.stand_in(found)

    def number(self, value: float, form: str = "short") -> str:
        """Write a number as the language does: of few digits, or in this form."""
        if form != "short":
            return self("{n:" + form + "}", n=value).replace("-", "−")
        size = abs(value)
        if size != 0 and (size < 1e-3 or size >= 1e5):
            mantissa, exponent = f"{value:.1e}".split("e")
            return f"{self.number(float(mantissa), '.1f')}e{int(exponent)}".replace("-", "−")
        return self.number(float(f"{value:.3g}"), "g")

    def stand_in(self, text: str) -> str:
        """Return a text with question marks for the letters that the fonts lack."""
        return "".join(letter if ord(letter) in _letters(families()) else UNKNOWN for letter in text)

    def _drawn(self, text: str) -> bool:
        return self.free or _letters(families()).issuperset(map(ord, text))


def _plain(text: str) -> str:
    """Return a text of others on one line, without letters that cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


# -- letters and lines on a figure ------------------------------------------------------------------------------------


def points(pixels: float) -> float:
    """Return as many points as pixels of the figure's own measure."""
    return pixels * 72 / BASE


@dataclass(frozen=True)
class Entry:
    """Hold an entry of a legend: text, colour, and its sign: dot, cross, arrow, ground, bar, or a line's dash."""

    text: str
    colour: str
    sign: Any = "-"


class Page:
    """A figure of so many pixels at BASE dots an inch; places are pixels from its upper left corner."""

    def __init__(self, width: int, height: int, words: Words):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height, self.words = width, height, words
        self.figure = Figure((width / BASE, height / BASE), BASE, facecolor=PALETTE["bg"])
        self.canvas: Any = FigureCanvasAgg(self.figure)

    def box(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """Return a box as shares of the figure, as axes take it."""
        return x / self.width, 1 - (y + height) / self.height, width / self.width, height / self.height

    def text(self, x: float, y: float, text: str, size: float, colour: str = "fg", **more: Any) -> Any:
        """Write a text; its vertical middle is at y."""
        look = {"fontfamily": list(families()), "fontsize": points(size), "va": "center", **more}
        colour = PALETTE.get(colour, colour)
        return self.figure.text(x / self.width, 1 - y / self.height, text, color=colour, parse_math=False, **look)

    def wide(self, text: str, size: float, bold: bool = False) -> float:
        """Return how many pixels a line takes."""
        return _wide(self.canvas.get_renderer(), self.words.stand_in(text), size, bold)

    def fitted(self, text: str, room: float, size: float, bold: bool = False) -> str:
        """Return a text, cut where it is longer than so many pixels."""
        if self.wide(text, size, bold) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.wide(f"{text[:middle]}…", size, bold) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return f"{text[:low].rstrip()}…" if low else ""

    def legend(self, entries: Sequence[Entry], x: float, y: float, room: float, size: float) -> int:
        """Write a legend from the left, its first line's middle at y; return its lines."""
        at, lines = x, 1
        for entry in entries:
            sign = _sign_wide(entry, size)
            text = self.fitted(entry.text, room - sign, size)
            whole = sign + self.wide(text, size)
            if at > x and at + whole > x + room + 1:
                at, lines = x, lines + 1
            middle = y + (lines - 1) * 1.5 * size
            self._sign(entry, at, middle, sign - 0.4 * size, size)
            self.text(at + sign, middle, text, size)
            at += whole + size
        return lines

    def line_of(self, entries: Sequence[Entry], x: float, y: float, room: float, sizes: Sequence[float]) -> None:
        """Write a legend on one line in the middle of its room, in the first of these sizes that fits."""
        for size in sizes:
            wide = sum(_sign_wide(entry, size) + self.wide(entry.text, size) + size for entry in entries) - size
            if wide <= room:
                break
        self.legend(entries, x + max(0.0, (room - wide) / 2), y, wide, size)

    def _sign(self, entry: Entry, x: float, y: float, wide: float, size: float) -> None:
        """Draw the sign of an entry of a legend, its left end at x and its middle at y."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import Polygon

        look: dict[str, Any] = {"transform": self.figure.transFigure, "figure": self.figure}
        if entry.sign == "arrow":
            ends = np.array([(x, y - 0.16 * size), (x + wide, y), (x, y + 0.16 * size)])
            places = np.stack([ends[:, 0] / self.width, 1 - ends[:, 1] / self.height], 1)
            self.figure.add_artist(Polygon(places, color=entry.colour, lw=0, **look))
            return
        if entry.sign in ("ground", "bar"):
            self._halves(x, y, wide, size, entry.sign == "ground")
            return
        across = np.array([x, x + wide]) / self.width
        if entry.sign in ("dot", "cross"):
            across = across.mean(keepdims=True)
            marker = {"dot": "o", "cross": "x"}[entry.sign]
            look |= {"ls": "", "marker": marker, "ms": points(0.72 * size), "mew": points(0.16 * size)}
            look["mew"] *= marker == "x"
        else:
            look |= {"ls": entry.sign, "lw": points(0.17 * size), "solid_capstyle": "butt"}
        up = np.full(len(across), 1 - y / self.height)
        self.figure.add_artist(Line2D(across, up, color=entry.colour, **look))

    def _halves(self, x: float, y: float, wide: float, size: float, whole: bool) -> None:
        """Draw a small ground, fake on the left and real on the right; or flat, the bar of an answer."""
        from matplotlib.patches import Rectangle

        tall = (0.8 if whole else 0.3) * size
        look: dict[str, Any] = {"transform": self.figure.transFigure, "figure": self.figure}
        for k, kind in enumerate(("fake", "real")):
            fill = "#{:02x}{:02x}{:02x}".format(*ground(np.array(float(k)), (0.0, 1.0)))
            edge: dict[str, Any] = {"fc": fill, "ec": PALETTE[kind], "lw": points(0.06 * size)}
            if not whole:
                edge = {"fc": PALETTE["line" if k else "real"], "lw": 0.0}
            corner = (x + k * wide / 2) / self.width, 1 - (y + tall / 2) / self.height
            self.figure.add_artist(Rectangle(corner, wide / 2 / self.width, tall / self.height, **edge, **look))


def _sign_wide(entry: Entry, size: float) -> float:
    """Return how much an entry's sign takes of a line, with what parts it from its text."""
    return (2.1 if isinstance(entry.sign, tuple) or entry.sign in ("-", "arrow", "bar") else 1.5) * size


def _wide(renderer: Any, text: str, size: float, bold: bool) -> float:
    from matplotlib.font_manager import FontProperties

    look = FontProperties(family=list(families()), size=points(size), weight="bold" if bold else "normal")
    return float(renderer.get_text_width_height_descent(text, look, False)[0])
