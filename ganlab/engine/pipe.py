"""Messages over a pipe between the server and a worker: pickles with their length in front. Only our own processes."""

from __future__ import annotations

import contextlib
import pickle
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct("<Q")
_ROOM = 1 << 19  # bytes: some frames, for each of which a worker waited for the server with the usual 64 KiB


def widen(stream: BinaryIO) -> None:
    """Give a pipe room for some messages, where the system lets us."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _ROOM)


def write(stream: BinaryIO, message: Any) -> None:
    """Send one message; raise OSError or ValueError where the other end is gone."""
    data = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """Wait for one message; raise EOFError where the stream ends, even in the middle of one."""
    return pickle.loads(_exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
