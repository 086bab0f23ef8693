"""Apart: have files read by a process of their own, which may take so much time and memory and no more (`reader`).

Few read at a time, so that what a class brings does not take all cores; the others wait their turn.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from ganlab import limits
from ganlab.data.own import parcel
from ganlab.data.own.picture_files import MOST_BYTES, Brought
from ganlab.data.own.read_pictures import Gathered
from ganlab.data.own.read_points import ASKED_NOTHING, Decisions, Table
from ganlab.data.own.refusal import TOO_LARGE, UploadError
from ganlab.limits import most

ANSWER = 2**30  # bytes at most
SLOW = 4  # times as long by the clock as of a core's time: others may be busy, but not for ever
Reader = subprocess.Popen[bytes]


def points(name: str, data: bytes, asked: Decisions = ASKED_NOTHING, columns: Sequence[str] = ()) -> Table:
    """Read a file of points as `read_points.read` does, with limits of time and memory; raise UploadError."""
    said = {"kind": "points", "name": name, "asked": asdict(asked), "columns": list(columns)}
    return parcel.to_table(*_ask(said, [data]))


def pictures(brought: Brought, progress: Callable[[float], None] = lambda share: None) -> Gathered:
    """Read pictures as `read_pictures.gather` does, with limits of time and memory; raise UploadError."""
    if isinstance(brought, Path):
        return parcel.to_gathered(*_ask({"kind": "pictures", "path": str(brought)}, [], progress))
    if (size := sum(len(data) for _, data in brought)) > MOST_BYTES:
        raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=size / 1e6)
    said = {"kind": "pictures", "path": None, "names": [name for name, _ in brought]}
    return parcel.to_gathered(*_ask(said, [data for _, data in brought], progress))


def _ask(
    said: parcel.Said, blobs: list[bytes], progress: Callable[[float], None] = lambda share: None
) -> tuple[parcel.Said, list[bytes]]:
    """Return what a reader answers; raise UploadError with one sentence where it refuses or meets a limit."""
    said |= {"seconds": (seconds := most("decoding_seconds")), "megabytes": most("decoding_mb")}
    with _turns.turn(seconds), _waiting.taken() as reader:
        late = threading.Timer(SLOW * seconds, reader.terminate)
        try:
            parcel.read(cast(BinaryIO, reader.stdout), ANSWER)  # that it has all that it needs
            late.start()
            parcel.write(cast(BinaryIO, reader.stdin), said, blobs)
            while True:
                answer, data = parcel.read(cast(BinaryIO, reader.stdout), ANSWER)
                if "share" not in answer:
                    break
                progress(answer["share"])
        except (OSError, EOFError, ValueError):
            raise _ended(reader.wait()) from None
        finally:
            late.cancel()
    if "error" in answer:
        raise parcel.to_error(answer, data)
    return answer, data


def _ended(code: int) -> UploadError:
    """Say why a reader has ended without an answer: what cannot be a lack of time is one of memory."""
    name = "decoding_seconds" if code in (-signal.SIGTERM, -_XCPU) else "decoding_mb"
    return UploadError(limits.LIMITS[name].sentence, most=most(name))


_XCPU = getattr(signal, "SIGXCPU", signal.SIGTERM)


class _Turns:
    """Let so many read at a time; the others wait, and are refused where that takes too long."""

    def __init__(self) -> None:
        self._reading, self._free = 0, threading.Condition()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        with self._free:
            if not self._free.wait_for(lambda: self._reading < most("decoders"), seconds):
                raise UploadError(limits.LIMITS["decoders"].sentence, most=most("decoders"))
            self._reading += 1
        try:
            yield
        finally:
            with self._free:
                self._reading -= 1
                self._free.notify()


class _Waiting:
    """Hold a reader that waits: what it needs is imported before a file comes, which takes half a second."""

    def __init__(self) -> None:
        self._one: Reader | None = None
        self._wanted, self._lock = False, threading.Lock()

    def have(self) -> None:
        """Have one wait from now on."""
        with self._lock:
            self._wanted = True
            if self._one is None or self._one.poll() is not None:
                self._one = _started()

    @contextmanager
    def taken(self) -> Iterator[Reader]:
        """Give a reader of one's own, and end it afterwards."""
        with self._lock:
            reader, self._one = self._one, None
        if reader is None or reader.poll() is not None:
            reader = _started()
        try:
            yield reader
        finally:
            _end(reader)
            if self._wanted:
                self.have()

    def end(self) -> None:
        """End the one that waits."""
        with self._lock:
            if self._one:
                _end(self._one)
            self._one, self._wanted = None, False


def _end(reader: Reader) -> None:
    reader.kill()
    with contextlib.suppress(OSError):  # what it was not sent any more
        cast(BinaryIO, reader.stdin).close()
    cast(BinaryIO, reader.stdout).close()
    reader.wait()


def _started() -> Reader:
    root = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    few: dict[str, Any] = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    return subprocess.Popen(
        [sys.executable, "-m", "ganlab.data.own.reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **few, "PYTHONPATH": paths},
    )


_turns, _waiting = _Turns(), _Waiting()
ready = _waiting.have
atexit.register(_waiting.end)
