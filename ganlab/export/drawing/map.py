"""A map of a sweep at the size of a slide: a mark for each run, and how many of each row and column have learned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ganlab.engine.sweep.lines import LINES
from ganlab.engine.sweep.plan import Plan, label_of
from ganlab.engine.sweep.ready import title_of
from ganlab.engine.sweep.success import Success, margins
from ganlab.export.drawing.grid import Grid, Spot
from ganlab.export.drawing.ink import PALETTE, Page, Words
from ganlab.export.drawing.map_words import common, ticks
from ganlab.export.drawing.marks import put, strokes
from ganlab.gan.config import knobs
from ganlab.lazy import N_
from ganlab.observe import marks
from ganlab.observe.outcome import OUTCOMES

WIDTH, HEIGHT = 1600, 900
TITLE, SIZE, LEAST = 40, 25, 22  # pixels of letters
EDGE, FOOT, ASIDE = 44, 104, 348  # pixels around all, below the map, and of the legend
FLAT, TALL, APART = 104, 92, 14  # of success: to the right of rows, above columns; and what parts it from the map
UNDER = 8  # radius of marks below which lines lie over them
DASHES: tuple[Any, ...] = ((0, (5, 2.5)), (0, (1.2, 1.5)), "-")
SIGN = 38  # pixels of a sign of the legend
PALE, DARK, LEARNED = "#b9bac0", PALETTE["fg"], OUTCOMES["learned"].colour[0]
Sign = Callable[[Page, float, float], None]


def drawn(plan: Plan, rows: Sequence[Mapping[str, Any]], words: Words) -> Page:
    """Return the page of a map, of the runs that are done."""
    page = Page(WIDTH, HEIGHT, words)
    return _Map(page, plan, {str(row["key"]): str(row["outcome"]) for row in rows}).page


class _Map:
    """Draw a map; of one axis, whose rows are its seeds."""

    def __init__(self, page: Page, plan: Plan, outcomes: Mapping[str, str]):
        self.page, self.plan, self.outcomes = page, plan, outcomes
        self.flat = len(plan.axes) < 2
        self.runs: dict[tuple[int, ...], list[str]] = defaultdict(list)  # outcomes of those that are done, by cell
        for task in plan.tasks:
            if task.key in outcomes:
                self.runs[task.cell].append(outcomes[task.key])
        names = [label_of(axis.field) for axis in plan.axes] + [knobs()["seed"].name] * self.flat
        values = [ticks(axis, page.words) for axis in plan.axes]
        if self.flat:
            values.append([str(seed) for seed in plan.seeds])
        top = self._head()
        left = (
            EDGE + 1.5 * SIZE + max(page.wide(text, LEAST) for text in [*values[1], page.words.number(1.0, ".0%")]) + 12
        )
        right = WIDTH - EDGE - ASIDE - 44 - (0 if self.flat else FLAT + 2 * APART)
        self.grid = Grid(left, top + TALL + APART, right, HEIGHT - FOOT, *map(len, values))
        strokes(page, self.grid.lines(), PALETTE["line"], 1.2, zorder=0.5)
        self._name(values, [page.words(name) for name in names])
        radius = self._marks()
        self.lines = self._lines(2.4 if radius < UNDER else 0.8)
        self._differ()
        self._success()
        self._legend(top)

    def _head(self) -> float:
        """Write the title, and what all runs have in common on at most two lines; return where the rest begins."""
        page, room = self.page, WIDTH - 2 * EDGE
        title = page.fitted(page.words(title_of(self.plan)), room, TITLE, bold=True)
        page.text(EDGE, 48, title, TITLE, weight="bold")
        told, y = list(common(self.plan, len(self.outcomes), page.words)), 100.0
        for last in (False, True):
            count = len(told)
            while count > 1 and page.wide(_joined(told, count, last), LEAST) > room:
                count -= 1
            page.text(EDGE, y, page.fitted(_joined(told, count, last), room, LEAST), LEAST, "muted")
            told, y = told[count:], y + 1.4 * LEAST
            if not told:
                break
        return y + 10

    def _name(self, values: Sequence[Sequence[str]], names: Sequence[str]) -> None:
        """Write names and values of both axes, of the values as many as there is room for."""
        page, grid = self.page, self.grid
        wide, tall = 12 + max(page.wide(text, LEAST) for text in values[0]), 1.25 * LEAST
        for column in range(0, grid.columns, max(1, -int(-wide // grid.wide))):
            page.text(grid.at(column, 0)[0], grid.bottom + 24, values[0][column], LEAST, ha="center")
        for row in range(0, grid.rows, max(1, -int(-tall // grid.tall))):
            page.text(grid.left - 12, grid.at(0, row)[1], values[1][row], LEAST, ha="right")
        room = grid.right - grid.left
        page.text(grid.left + room / 2, HEIGHT - 38, page.fitted(names[0], room, SIZE), SIZE, ha="center")
        upright: dict[str, Any] = {"rotation": 90, "ha": "center", "rotation_mode": "default"}
        room = grid.bottom - grid.top
        page.text(EDGE + 0.4 * SIZE, grid.top + room / 2, page.fitted(names[1], room, SIZE), SIZE, **upright)

    def _marks(self) -> float:
        """Draw the mark of each run that is done, and a dot where one is not; return their radius."""
        grid, plan = self.grid, self.plan
        seats, radius = grid.seats(1 if self.flat else len(plan.seeds))
        order = {seed: k for k, seed in enumerate(plan.seeds)}
        places: dict[str, list[Spot]] = defaultdict(list)
        for task in plan.tasks:
            seed = order[task.config.seed]
            x, y = grid.at(task.cell[0], seed if self.flat else task.cell[1])
            aside, down = seats[0 if self.flat else seed]
            places[self.outcomes.get(task.key, "")].append((x + aside, y + down))
        for key, outcome in OUTCOMES.items():
            if places[key]:
                put(self.page, outcome.mark, places[key], radius, outcome.colour[0], gid=key, zorder=1.5)
        if places[""]:
            put(self.page, marks.DISC, places[""], max(1.0, 0.16 * radius), PALE, gid="undone", zorder=1.5)
        return radius

    def _lines(self, zorder: float) -> list[tuple[str, Any]]:
        """Draw what a rule or a theory says; return the names of its lines and their dashes."""
        found = []
        for line, dash in zip(LINES.values(), DASHES, strict=False):
            if pieces := line.make(self.plan):
                spots = [[self.grid.at(x, y) for x, y in piece] for piece in pieces]
                strokes(self.page, spots, DARK, 3.4, linestyles=[dash], zorder=zorder)
                found.append((self.page.words(line.label), dash))
        return found

    def _differ(self) -> None:
        """Draw an outline around each cell whose seeds have not come to the same."""
        grid, tall = self.grid, self.grid.rows if self.flat else 1
        cells = [cell for cell, found in self.runs.items() if len(set(found)) > 1]
        inset = min(3.0, 0.08 * grid.wide, 0.08 * grid.tall)
        self.differ = len(cells)
        if cells:
            boxes = [grid.box(cell[0], 0 if self.flat else cell[1], tall, inset) for cell in cells]
            strokes(self.page, boxes, DARK, min(1.8, inset), joinstyle="miter", zorder=1.2, gid="differ")

    def _success(self) -> None:
        """Draw the share of runs that have learned, above each column and beside each row, with its interval."""
        page, grid = self.page, self.grid
        across, *up = margins(self.plan, self.outcomes)
        low, left = grid.top - APART, grid.right + 2 * APART  # there is room for a text
        self._strip(across, lambda k, share: (grid.at(k, 0)[0], low - share * TALL), grid.wide)
        if up:
            self._strip(up[0], lambda k, share: (left + share * FLAT, grid.at(0, k)[1]), grid.tall)
        for share in (0.0, 1.0):
            text = page.words.number(share, ".0%")
            page.text(grid.left - 12, low - share * TALL, text, LEAST, "muted", ha="right")
            if up:
                page.text(left + share * FLAT, grid.top - 20, text, LEAST, "muted", ha="center")

    def _strip(self, found: Sequence[Success], at: Callable[[float, float], Spot], room: float) -> None:
        """Draw the success at each value of an axis; `at` says where a share of 0 to 1 is, at which value."""
        for share in (0.0, 0.5, 1.0):
            colour = PALETTE["line" if share else "muted"]
            strokes(self.page, [[at(-0.5, share), at(len(found) - 0.5, share)]], colour, 1.2, zorder=0.5)
        for k, one in enumerate(found):
            if one.runs:
                ends = [at(k, one.low), at(k, one.high)]
                self._share(ends, at(k, one.learned / one.runs), min(9.0, 0.5 * room))

    def _share(self, ends: Sequence[Spot], place: Spot, thick: float) -> None:
        strokes(self.page, [ends], LEARNED, thick, alpha=0.35, zorder=1)
        put(self.page, marks.DISC, [place], 0.65 * thick, LEARNED, zorder=1.6)

    def _legend(self, top: float) -> None:
        """Write which outcomes there are and how often, and what else is drawn."""
        page, counts = self.page, Counter(self.outcomes.values())
        left, undone = WIDTH - EDGE - ASIDE, len(self.plan.tasks) - len(self.outcomes)
        signs = [(_of_mark(one.mark, one.colour[0]), one.name, counts[key]) for key, one in OUTCOMES.items()]
        rows: list[tuple[Sign, str, int]] = [row for row in signs if row[2]]
        if undone:
            rows.append((_of_mark(marks.DISC, PALE, 0.2), N_("not done yet"), undone))
        if self.differ:
            rows.append((_outline, N_("seeds disagree"), self.differ))
        rows.append((self._interval, N_("share that learned, and its 95 % interval"), 0))
        rows += [(_of_dash(dash), label, 0) for label, dash in self.lines]
        y = top + 14.0
        apart = min(42.0, (HEIGHT - EDGE - y) / (len(rows) + 1))  # one may take two lines
        for sign, name, count in rows:
            sign(page, left, y)
            number = page.words.number(count, ",d") if count else ""
            room = ASIDE - 54 - (page.wide(number, SIZE, bold=True) + 16 if count else 0)
            for k, text in enumerate(self._folded(page.words(name), room)):
                page.text(left + 54, y + 1.25 * k * SIZE, text, SIZE)
            page.text(left + ASIDE, y, number, SIZE, ha="right", weight="bold")
            y += apart + 1.25 * k * SIZE

    def _folded(self, text: str, room: float) -> list[str]:
        """Return a text on one line or two."""
        words, page = text.split(" "), self.page
        count = len(words)
        while count > 1 and page.wide(" ".join(words[:count]), SIZE) > room:
            count -= 1
        lines = (" ".join(words[:count]), " ".join(words[count:]))
        return [page.fitted(line, room, SIZE) for line in lines if line]

    def _interval(self, page: Page, x: float, y: float) -> None:
        self._share([(x, y), (x + SIGN, y)], (x + 0.6 * SIGN, y), 9.0)


def _joined(told: Sequence[str], count: int, cut: bool) -> str:
    """Return the first of what is told as one line, with a sign where the rest is cut."""
    return " · ".join([*told[:count], *["…"] * (cut and count < len(told))])


def _of_mark(mark: str, colour: str, size: float = 1.0) -> Sign:
    return lambda page, x, y: put(page, mark, [(x + SIGN / 2, y)], 12 * size, colour)


def _of_dash(dash: Any) -> Sign:
    return lambda page, x, y: strokes(page, [[(x, y), (x + SIGN, y)]], DARK, 3.4, linestyles=[dash])


def _outline(page: Page, x: float, y: float) -> None:
    left, right, top, bottom = x + 2, x + SIGN - 2, y - 13, y + 13
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    strokes(page, [corners], DARK, 1.8, joinstyle="miter")
