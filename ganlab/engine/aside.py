"""Aside: what a run keeps of its past, outside of memory, in a file without a name beside the checkpoints."""

from __future__ import annotations

import pickle
import tempfile
from typing import IO, Any

from ganlab.paths import runs_folder

PAGE = 4096  # bytes; what is kept takes whole pages, so that another thing fits where one has been


class Aside:
    """Keep things in one file, which ends with the process; where that cannot be, in memory."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._free: dict[int, list[int]] = {}  # places of so many pages, in pages
        self.pages = 0  # of the file

    def put(self, thing: Any) -> Kept:
        """Keep a thing that can be pickled as long as what is returned is there."""
        data = pickle.dumps(thing, protocol=5)
        pages = -(-len(data) // PAGE)
        free = self._free.get(pages)
        place = free.pop() if free else self.pages
        try:
            if self._file is None:
                runs_folder().mkdir(parents=True, exist_ok=True)
                self._file = tempfile.TemporaryFile(dir=runs_folder(), buffering=0)  # noqa: SIM115 - for good
            self._file.seek(place * PAGE)
            if self._file.write(data) < len(data):
                raise OSError("no space left")
        except OSError:
            if free is not None and place < self.pages:
                free.append(place)
            return Kept(self, data=data)
        self.pages = max(self.pages, place + pages)
        return Kept(self, place, pages)

    def read(self, place: int, pages: int) -> bytes:
        """Return what is kept at a place, and what lies behind it."""
        if self._file is None:
            raise ValueError(f"place: must be one where something is kept; got {place}")
        self._file.seek(place * PAGE)
        return self._file.read(pages * PAGE)

    def drop(self, place: int, pages: int) -> None:
        """Let a place be used again."""
        self._free.setdefault(pages, []).append(place)


class Kept:
    """Hold one thing that is kept aside; its place is free again when this is gone."""

    __slots__ = ("_aside", "_data", "_pages", "_place")

    def __init__(self, aside: Aside, place: int = 0, pages: int = 0, data: bytes | None = None):
        self._aside, self._place, self._pages, self._data = aside, place, pages, data

    def thing(self) -> Any:
        """Return a copy of the thing."""
        return pickle.loads(self._aside.read(self._place, self._pages) if self._data is None else self._data)

    def __del__(self) -> None:
        if self._data is None:
            self._aside.drop(self._place, self._pages)


ASIDE = Aside()  # of this process
