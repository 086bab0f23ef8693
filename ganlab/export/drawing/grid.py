"""A grid of cells on a page: where each lies, and where the marks of its runs do."""

from __future__ import annotations

from dataclasses import dataclass

FULL, LARGEST = 0.86, 30  # share of its room that a mark takes, and at most its radius
Spot = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """Hold where the cells of a map lie, in pixels; rows go up."""

    left: float
    top: float
    right: float
    bottom: float
    columns: int
    rows: int

    @property
    def wide(self) -> float:
        """Return how wide a cell is."""
        return (self.right - self.left) / self.columns

    @property
    def tall(self) -> float:
        """Return how tall a cell is."""
        return (self.bottom - self.top) / self.rows

    def at(self, column: float, row: float) -> Spot:
        """Return where the middle of a cell is, or a place between."""
        return self.left + (column + 0.5) * self.wide, self.bottom - (row + 0.5) * self.tall

    def box(self, column: float, row: float, rows: int = 1, inset: float = 0.0) -> list[Spot]:
        """Return the outline of a cell, or of so many above one another, so far inside of it."""
        x, y = self.left + column * self.wide, self.bottom - row * self.tall
        x_end, y_end = x + self.wide - inset, y - rows * self.tall + inset
        x, y = x + inset, y - inset
        return [(x, y), (x_end, y), (x_end, y_end), (x, y_end), (x, y)]

    def seats(self, count: int) -> tuple[list[Spot], float]:
        """Return where so many marks lie around a cell's middle, and their radius, as large as can be."""
        wide, tall = FULL * self.wide, FULL * self.tall
        _, down = max((min(wide / -(-count // n), tall / n), n) for n in range(1, count + 1))
        across = -(-count // down)
        radius = min(LARGEST, 0.5 * FULL * min(wide / across, tall / down))
        x_apart, y_apart = min(wide / across, 3 * radius), min(tall / down, 3 * radius)
        places = []
        for k in range(count):
            row, column = divmod(k, across)
            last = min(across, count - row * across) - 1
            places.append(((column - last / 2) * x_apart, (row - (down - 1) / 2) * y_apart))
        return places, radius

    def lines(self) -> list[list[Spot]]:
        """Return the lines between the cells, and around them."""
        across = [self.left + k * self.wide for k in range(self.columns + 1)]
        up = [self.bottom - k * self.tall for k in range(self.rows + 1)]
        return [
            *([(x, self.top), (x, self.bottom)] for x in across),
            *([(self.left, y), (self.right, y)] for y in up),
        ]
