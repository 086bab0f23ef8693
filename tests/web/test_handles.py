"""File handles: as many as the system lets the server have, two for each page, and no flood in the log."""

import asyncio
import errno
import logging
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from ganlab.web import handles


@pytest.mark.skipif(os.name == "nt", reason="Windows counts no handles")
def test_the_soft_limit_is_raised_to_the_hard_one():
    import resource

    before = soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
        assert handles.most_sockets() == min(soft, 512) - handles.OWN
        handles._raise_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (min(hard, handles.ENOUGH), hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_scripts_of_many_pages_take_no_handles():
    with ThreadPoolExecutor(1) as thread:  # this one may have a loop that runs already: a browser's
        thread.submit(_take_no_handles).result()


def _take_no_handles():
    policy = handles._Sparing()

    async def pages():
        return {policy.new_event_loop() for _ in range(50)}

    (shared,) = asyncio.run(pages())
    shared.close()
    assert not shared.is_closed()
    own = policy.new_event_loop()  # where none runs there is one of its own
    assert own is not shared
    own.close()
    assert own.is_closed()
    asyncio.SelectorEventLoop.close(shared)


def test_a_record_is_let_through_ten_times_a_minute():
    now = 0.0
    seldom = handles.Seldom(lambda: now)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "no more handles", None, None)
    other = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "something else", None, None)
    passed = 0
    for k in range(20_000):
        now = k / 100
        passed += seldom.filter(record)
    assert passed == 40  # in 200 seconds
    assert seldom.filter(other)


def test_accepting_without_handles_is_said_in_a_line(monkeypatch):
    said = []
    monkeypatch.setattr(logging.getLogger("asyncio"), "handle", said.append)
    loop = asyncio.new_event_loop()
    handles._say_seldom(loop, {"message": "socket.accept()", "exception": OSError(errno.EMFILE, "too many")})
    loop.close()
    assert [(record.levelname, record.exc_info) for record in said] == [("WARNING", None)]
