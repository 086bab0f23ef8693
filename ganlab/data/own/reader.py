"""Reader: a process that reads what somebody has brought, within limits, and ends: `ganlab.data.own.reader`.

It starts beforehand and waits, with all that it needs imported; who asks for it is `apart`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from ganlab.data.own import parcel, read_points
from ganlab.data.own.decisions import Decisions
from ganlab.data.own.read_pictures import gather
from ganlab.data.own.refusal import UploadError

with contextlib.suppress(ImportError):  # Windows has no such limits: there only the time by the clock is limited
    import resource

WAITING = 600.0  # seconds after which a reader that nobody needs ends


def _limit(seconds: int, megabytes: int) -> None:
    """Take no more than so much time of a core and so much memory from now on, and let others go first."""
    if sys.platform == "win32":
        return
    os.nice(5)
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _lower(resource.RLIMIT_CPU, end, 1)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, _size() + megabytes * 2**20)


def _lower(what: int, value: int, more: int = 0) -> None:
    """Lower a limit, the hard one, at which a process is killed without a sign, to a little more."""
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard - more)
    with contextlib.suppress(ValueError, OSError):  # macOS takes no limit of memory
        resource.setrlimit(what, (value, value + more))


def _size() -> int:
    """Return how much is mapped already, in bytes; 0 where that is not known."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 2**30


def _answer(out: BinaryIO, said: parcel.Said, blobs: list[bytes]) -> None:
    """Read points or pictures, and write what comes of it."""
    try:
        if said["kind"] == "points":
            table = read_points.read(said["name"], blobs[0], Decisions(**said["asked"]), said["columns"])
            parcel.write(out, *parcel.of_table(table))
            return
        brought = Path(said["path"]) if said["path"] else list(zip(said["names"], blobs, strict=True))
        shares = [0.0]

        def progress(share: float) -> None:
            if share >= shares[0] + 0.01:
                shares[0] = share
                parcel.write(out, {"share": share})

        parcel.write(out, *parcel.of_gathered(gather(brought, progress)))
    except UploadError as error:
        parcel.write(out, *parcel.of_error(error))


def main() -> None:
    """Wait for a parcel, read what is in it, answer, and end."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up in an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the server is told, and ends its reader
    alone = threading.Timer(WAITING, lambda: os._exit(0))
    alone.daemon = True
    alone.start()
    try:
        parcel.write(out, {"ready": True})
        said, blobs = parcel.read(sys.stdin.buffer)
    except (EOFError, OSError):  # nobody needed it
        return
    alone.cancel()
    _limit(said["seconds"], said["megabytes"])
    try:
        _answer(out, said, blobs)
    except MemoryError:
        os._exit(1)


if __name__ == "__main__":
    main()
