"""Todo: the single steps that are asked for, in their order: how many of which, not one by one."""

from __future__ import annotations

from collections import deque

from ganlab.gan.trainer import Part
from ganlab.limits import most


class Todo:
    """Hold the steps that are yet to be taken, at most `most("steps")` in all."""

    def __init__(self) -> None:
        self._blocks: deque[tuple[Part, int]] = deque()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Todo) and self._blocks == other._blocks

    __hash__ = None  # type: ignore[assignment]  # it changes

    def add(self, part: Part, count: int) -> bool:
        """Add so many steps after the others; tell whether there was room for all of them."""
        room = min(count, most("steps") - self._count)
        if room > 0:
            before = self._blocks.pop()[1] if self._blocks and self._blocks[-1][0] == part else 0
            self._blocks.append((part, before + room))
            self._count += room
        return room >= count

    def take(self) -> Part:
        """Take the first step."""
        part, count = self._blocks.popleft()
        if count > 1:
            self._blocks.appendleft((part, count - 1))
        self._count -= 1
        return part

    def clear(self) -> None:
        """Forget all of them."""
        self._blocks.clear()
        self._count = 0
