"""Seats: how many may be here at a time, in all and from one address; who comes when all are taken waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ganlab.lazy import Message
from ganlab.limits import LimitError, message, most
from ganlab.web.handles import most_sockets

SHARE = 4  # sockets of one page, at most: Streamlit's, the live one, a class's, and one that is just being replaced


class Seats:
    """Count those who are here; `room` says how many the machine has room for, whatever the limit says."""

    def __init__(self, name: str, per_address: str | None = None, room: Callable[[], int] = most_sockets):
        self.name, self.per_address, self._room = name, per_address, room
        self._here: Counter[str] = Counter()

    def full(self, address: str) -> Message | None:
        """Return what to say to somebody from this address, where there is no place."""
        if self._here.total() >= (there := min(most(self.name), self._room())):
            return Message.of(message(self.name).text, most=there)
        if self.per_address and self._here[address] >= most(self.per_address):
            return message(self.per_address)
        return None

    @contextmanager
    def taken(self, address: str) -> Iterator[None]:
        """Take a place; raise LimitError where there is none."""
        if sentence := self.full(address):
            raise LimitError(sentence)
        self._here[address] += 1
        try:
            yield
        finally:
            self._here[address] -= 1
            self._here += Counter()  # forgets who has gone


sessions = Seats("sessions", "sessions_per_address", lambda: most_sockets() // SHARE)
viewers = Seats("viewers")
