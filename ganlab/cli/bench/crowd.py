"""A class at one server: runs of their own, all watched, and one of them with a slider that is dragged.

`python -m ganlab bench --class`. Pupils are clients of both sockets that a page has, Streamlit's and the live one.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from ganlab.cli.bench.figure import Figure
from ganlab.cli.bench.page import Server

SECONDS, SETTLED = 12.0, 6.0  # that are measured, and that pass before
ROUNDS = 3  # in each of which a heavy run stands still for so long, and plays for so long
DRAGGED = 10  # runs beside which, and one of which, a slider is dragged
MOVES = (0, 15, 60)  # a second
HEAVY = f"g_hidden={','.join(['512'] * 6)}&d_hidden={','.join(['512'] * 6)}&batch_size=2048"  # a second a step
CLASSES = {10: 8, 30: 4, 60: 2}  # pupils: frames a second that each should see
_RUN = re.compile(rb'"run":\s*"([A-Za-z0-9_-]{12,40})"')


class Pupil:
    """Have a page with a run of its own, and watch it with as many frames a second as come, up to so many."""

    def __init__(self, address: str, most: float, query: str = ""):
        self.host, self.most, self.query = address.removeprefix("http://"), most, query
        self.frames, self.step, self.value, self.run = 0, 0, 0.0, ""
        self.sent: dict[float, float] = {}  # values of the slider that were not yet seen, and when they were sent
        self.waited: list[float] = []  # seconds from a move to the picture that has its value, or a later one

    @asynccontextmanager
    async def there(self) -> AsyncIterator[Pupil]:
        """Open the page and look at its run until the end."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from websockets.asyncio.client import connect

        options: dict[str, Any] = {"origin": f"http://{self.host}", "max_size": None, "open_timeout": 60}
        begin = BackMsg()
        begin.rerun_script.query_string = self.query
        begin.rerun_script.context_info.url = f"http://{self.host}/"
        options_of_page = {**options, "subprotocols": ["streamlit", "x"]}
        async with connect(f"ws://{self.host}/_stcore/stream", **options_of_page) as page:
            await page.send(begin.SerializeToString())
            run = None
            while run is None:
                run = _RUN.search(await page.recv(decode=False))
            async with self.steering(run[1].decode()), asyncio.TaskGroup() as tasks:
                drains = tasks.create_task(_drain(page))
                yield self
                drains.cancel()

    @asynccontextmanager
    async def steering(self, run: str) -> AsyncIterator[Pupil]:
        """Look at a run and let it go flat out, without a page, until the end."""
        from websockets.asyncio.client import connect

        live, self.run = f"ws://{self.host}/ganlab/live/{run}?lang=en", run
        options: dict[str, Any] = {"origin": f"http://{self.host}", "max_size": None, "open_timeout": 60}
        async with connect(live, compression=None, **options) as self._socket, asyncio.TaskGroup() as tasks:
            await self.command("speed", 0)
            await self.command("play")
            looks = tasks.create_task(self._look())
            yield self
            looks.cancel()

    async def _look(self) -> None:
        due = time.monotonic()
        while True:
            await self._socket.send('{"type": "credit", "n": 1}')
            frame = await self._socket.recv()
            while not isinstance(frame, bytes):
                frame = await self._socket.recv()
            (length,) = struct.unpack_from("<I", frame)
            header = json.loads(frame[4 : 4 + length])
            self._note(header)
            due = max(due + 1 / self.most, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    def _note(self, header: dict[str, Any]) -> None:
        self.frames, self.step = self.frames + 1, header["now"]
        values = ((header.get("about") or {}).get("settings") or {}).get("values", {})
        self.value = values.get("d_lr", self.value)
        now = time.monotonic()
        for value in [value for value in self.sent if value <= self.value + 1e-12]:
            self.waited.append(now - self.sent.pop(value))

    async def move(self, value: float) -> None:
        """Move D's learning rate to a value, higher than those before."""
        self.sent[value] = time.monotonic()
        await self.command("set", {"d_lr": value})

    async def command(self, name: str, value: Any = None) -> None:
        """Steer the run."""
        await self._socket.send(json.dumps({"type": "command", "name": name, "value": value}))


async def _drain(page: Any) -> None:
    async for _ in page:
        pass


async def _dragged(pupil: Pupil, moves: float, seconds: float) -> None:
    """Drag the slider of one, for so long, with so many moves a second."""
    end, value = time.monotonic() + seconds, max(pupil.value, 0.001)
    while time.monotonic() < end:
        if moves:
            value += 1e-6
            await pupil.move(value)
        await asyncio.sleep(1 / (moves or 5))


async def _measured(address: str, count: int, most: float, moves: tuple[float, ...] = (0,)) -> list[dict[str, Any]]:
    """Let so many pupils come; return what they saw while the last one's slider was moved, for each rate of moves."""
    async with AsyncExitStack() as stack:
        pupils = [await stack.enter_async_context(Pupil(address, most).there()) for _ in range(count)]
        found = []
        for rate in moves:
            await asyncio.sleep(SETTLED)
            pupils[-1].sent, pupils[-1].waited = {}, []
            before, began = [(one.step, one.frames) for one in pupils], time.monotonic()
            await _dragged(pupils[-1], rate, SECONDS)
            took = time.monotonic() - began
            steps = [(one.step - step) / took for one, (step, _) in zip(pupils, before, strict=True)]
            frames = [(one.frames - seen) / took for one, (_, seen) in zip(pupils, before, strict=True)]
            found.append({"steps": steps, "frames": frames, "waited": sorted(pupils[-1].waited)})
    return found


async def _beside_a_heavy_one(address: str) -> list[float]:
    """Let pupils come, and one with a heavy run; return what is left of their steps while it plays, in per cent."""
    async with AsyncExitStack() as stack:
        *pupils, heavy = [
            await stack.enter_async_context(Pupil(address, 8, query).there()) for query in (*[""] * DRAGGED, HEAVY)
        ]
        shares = []
        for _ in range(ROUNDS):
            rates = []
            for order in ("pause", "play"):
                await heavy.command(order)
                await asyncio.sleep(SETTLED)
                before, began = sum(one.step for one in pupils), time.monotonic()
                await asyncio.sleep(SECONDS)
                rates.append((sum(one.step for one in pupils) - before) / (time.monotonic() - began))
            shares.append(100 * rates[1] / rates[0])
    return shares


def _waits(name: str, waited: list[float]) -> Iterator[Figure]:
    """Tell how long the picture of a move is waited for."""
    for of, share in (("median", 0.5), ("p95", 0.95)):
        late = 1000 * waited[int(share * len(waited))] if waited else float("nan")
        yield Figure(f"move to picture, {name}, {of}", [late], "≤ 300 ms" if of == "p95" else "–", "ms", 0)


def figures() -> Iterator[Figure]:
    """Let classes of several sizes come to a server with one worker, and to one with a worker for each core."""
    with Server() as server:
        (alone,) = asyncio.run(_measured(server.address, 1, 30))
    yield Figure("one run, watched: steps/s", [sum(alone["steps"])], "–", digits=0)
    with Server() as server:
        rounds = asyncio.run(_measured(server.address, DRAGGED, 8, MOVES))
    for moves, seen in zip(MOVES, rounds, strict=True):
        fair = min(seen["steps"]) / max(seen["steps"])
        yield Figure(f"fairness of {DRAGGED} runs, least ÷ most steps, {moves} moves/s", [fair], "≥ 0.8")
        if moves:
            yield from _waits(f"{moves} moves/s", seen["waited"])
    with Server() as server:
        shares = asyncio.run(_beside_a_heavy_one(server.address))
    yield Figure(f"steps/s of {DRAGGED} beside a run of a second a step", shares, "≥ 80 %", "%", 0)
    for workers in sorted({1, os.cpu_count() or 1}):
        for count, least in CLASSES.items():
            yield from _crowd(count, least, workers, sum(alone["steps"]))


def _crowd(count: int, least: int, workers: int, alone: float) -> Iterator[Figure]:
    """Let so many come, each with a run; the share of steps is of `alone`, those a second of one that is alone."""
    with Server(workers) as server:
        seen, slowly = asyncio.run(_measured(server.address, count, least * 1.5, (0, 2)))
    name = f"{count} runs, {workers} worker{'s' * (workers > 1)}"
    yield Figure(f"frames/s each, {name}", seen["frames"], f"≥ {least}")
    yield Figure(f"steps/s in all, {name}, share of one's", [100 * sum(seen["steps"]) / alone], "≥ 80 %", "%", 0)
    yield from _waits(name, slowly["waited"])
