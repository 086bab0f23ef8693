"""Turns: which of a worker's runs is next, so that none waits long and none pays for what another one does."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

CREDIT = 0.03  # seconds that one which has rested may have had less than those that have not
HASTE = 0.1  # seconds that one in a hurry may have had more than the others


class Turns(Generic[T]):
    """Give the next turn to the one that has had least of the time: Goyal, Vin and Cheng 1997, start-time fair queuing.

    Whatever a turn costs is had, and is made up for by the turns of the others: between two that want turns all the
    time, the times that they have had differ by one turn at most, and by HASTE where one is always in a hurry. One that
    comes, or comes back, begins where the others are; having rested earns it CREDIT and no more.
    """

    def __init__(self) -> None:
        self._had: WeakKeyDictionary[T, float] = WeakKeyDictionary()  # seconds
        self._least = 0.0  # seconds that the one of those wanting a turn had had which had had least

    def _so_far(self, one: T) -> float:
        return max(self._had.get(one, 0.0), self._least - CREDIT)

    def next(self, wanting: Iterable[T], hurried: Collection[T] = ()) -> T:
        """Return who is next of those that want a turn, of whom there is one; the first of equals."""
        had = {one: self._so_far(one) for one in wanting}
        self._least = max(self._least, min(had.values()))
        return min(had, key=lambda one: had[one] - HASTE * (one in hurried))

    def took(self, one: T, seconds: float, weight: float = 1.0) -> None:
        """Note that one has had so many seconds, each of which counts `weight` times."""
        self._had[one] = self._so_far(one) + weight * seconds
