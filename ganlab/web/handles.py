"""Handles: files and sockets that the server may have open: as many as the system lets it, few for each page."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

with contextlib.suppress(ImportError):  # Windows counts none
    import resource

ENOUGH = 65_536
OWN = 100  # that the server has for itself: pipes to workers, files of the view that are being sent
SPARED, MINUTE = 10, 60.0  # records of one kind in a minute: a flood of visitors is none of the log
FLOODED = ("asyncio", "uvicorn.error", "streamlit.web.server.starlette.starlette_websocket")
FULL = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def prepare() -> None:
    """Make the server, in whose event loop this is called, fit for many visitors."""
    _raise_limit()
    asyncio.get_running_loop().set_exception_handler(_say_seldom)
    for name in FLOODED:
        logging.getLogger(name).addFilter(Seldom())
    asyncio.set_event_loop_policy(_Sparing())


def most_sockets() -> int:
    """Return how many sockets the server can have at a time."""
    if sys.platform == "win32":
        return ENOUGH
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return ENOUGH if soft == resource.RLIM_INFINITY else max(1, soft - OWN)


def _raise_limit() -> None:
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (ENOUGH, 10_240):  # macOS refuses more than that
        wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft == resource.RLIM_INFINITY or wanted <= soft:
            return
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return


class Seldom(logging.Filter):
    """Let through so many records of one kind in a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        super().__init__()
        self._clock = clock
        self._times: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=SPARED))

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to let one through."""
        now, times = self._clock(), self._times[str(record.msg)[:200]]
        if len(times) == SPARED and now - times[0] < MINUTE:
            return False
        times.append(now)
        return True


def _say_seldom(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in one line that there are no more handles: asyncio tries to accept thousands of times a second."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in FULL:
        logging.getLogger("asyncio").warning("More visitors come than the system gives file handles: they wait")
    else:
        loop.default_exception_handler(context)


class _Still(asyncio.SelectorEventLoop):
    """The loop that scripts of all pages are given, and none of ours runs: its own takes three handles of each."""

    def close(self) -> None:
        """Stay, for the other pages."""


class _Sparing(asyncio.DefaultEventLoopPolicy):
    """Make no loop beside one that runs: whoever asks for it there, as Streamlit does for each page, never runs it."""

    def __init__(self) -> None:
        super().__init__()
        self._still = _Still()

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return super().new_event_loop()
        return self._still
