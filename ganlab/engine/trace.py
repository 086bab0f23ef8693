"""Trace: a few bytes that a worker shares with the server and that outlive it: whose turn it is, and that it lives."""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from pathlib import Path

_BEATS, _RUN = struct.Struct("<Q"), slice(8, 64)
_SIZE = 64


class Trace:
    """Share a file with another process: the worker writes, in less than a microsecond, the server reads.

    Memory of a file is the system's: what a process wrote last is there also after it was killed.
    """

    def __init__(self, path: Path | None = None):
        """Share the file of this path; without one, be for this process alone."""
        self.run_id = ""  # whose turn it is, as this process has set it
        if path is None:
            self._map = mmap.mmap(-1, _SIZE)
            return
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)

    @staticmethod
    def place() -> Path:
        """Make a file to be shared; whoever shares it last may delete it."""
        handle, name = tempfile.mkstemp(prefix="ganlab-")
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(_SIZE))
        return Path(name)

    @staticmethod
    def forget(path: Path) -> None:
        """Delete the file, where the system lets a file go that is shared; what is shared of it stays."""
        with contextlib.suppress(OSError):
            path.unlink()

    def turn(self, run_id: str) -> str:
        """Note that it is this run's turn, "" for nobody's; return whose it was."""
        before, self.run_id = self.run_id, run_id
        self._map[_RUN] = run_id.encode()[:56].ljust(56, b"\0")
        return before

    def read_turn(self) -> str:
        """Return whose turn it was last, "" for nobody's, whichever process has noted that."""
        return self._map[_RUN].rstrip(b"\0").decode("ascii", "replace")

    def beat(self) -> None:
        """Note that this process lives."""
        _BEATS.pack_into(self._map, 0, self.beats() + 1)

    def beats(self) -> int:
        """Return how often that was noted."""
        return int(_BEATS.unpack_from(self._map)[0])
