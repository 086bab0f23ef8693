"""A class that follows one run, and its members' own runs: what the server needs for it, and what each of them sees.

Part of `python -m ganlab bench --class`. The class is begun, entered and forked from as pages do it.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from typing import Any

from ganlab.cli.bench.crowd import Pupil
from ganlab.cli.bench.figure import Figure
from ganlab.cli.bench.page import Server
from ganlab.web.classroom.names import COOKIE
from ganlab.web.lean import unpack

FOLLOWERS, RATE = 200, 4.0  # who follow, and frames a second that each takes at most
MEMBERS, MEMBERS_RATE = 60, 6.0  # who have a run of their own
SETTLED, SECONDS = 6.0, 15.0  # that pass before, and that are measured


def figures() -> Iterator[Figure]:
    """Let a class follow one run that goes flat out; then let members go on from it by themselves."""
    with Server(workers=2) as server:
        seen = asyncio.run(_followed(server))
    name = f"{FOLLOWERS} who follow at {RATE:g} frames/s"
    yield Figure(f"frames/s each, {name}", [seen["frames"]], f"≥ {0.9 * RATE:g}", "")
    yield Figure(f"server's part of a core, {name}", [100 * seen["cpu"]], "≤ 25 %", "%", 0)
    yield Figure(f"sent in all, {name}", [seen["bits"] / 1e6], "≤ 40 Mbit/s", "Mbit/s", 1)
    yield Figure("a frame for who follows", [seen["bytes"] / 1e3], "≤ 10 KB", "KB", 1)
    yield Figure("made to arrived, p95", [1000 * seen["late"]], "–", "ms", 0)
    with Server(workers=2) as server:
        members = asyncio.run(_members(server))
    yield Figure(f"frames/s each, {MEMBERS} members' own runs", members["frames"], "≥ 4")
    yield Figure(f"steps/s each, {MEMBERS} members' own runs", members["steps"], "≥ 30", digits=0)


class Follower:
    """Follow a class with as many frames a second as come, up to RATE."""

    def __init__(self) -> None:
        self.frames, self.bytes, self.late = 0, 0, list[float]()

    async def follow(self, host: str, code: str, looks: bool) -> None:
        """Take frames until this is cancelled; of one that looks, it is noted how old they are."""
        from websockets.asyncio.client import connect

        address = f"ws://{host}/ganlab/live/{code}?lang=en"
        options: dict[str, Any] = {"origin": f"http://{host}", "max_size": None, "open_timeout": 60}
        async with connect(address, compression=None, **options) as socket:
            due = time.monotonic()
            while True:
                await socket.send('{"type": "credit", "n": 1}')
                frame = await socket.recv()
                while not isinstance(frame, bytes):
                    frame = await socket.recv()
                self.frames, self.bytes = self.frames + 1, self.bytes + len(frame)
                if looks:
                    self.late.append(time.monotonic() - unpack(frame)[0]["made"])
                due = max(due + 1 / RATE, time.monotonic())
                await asyncio.sleep(due - time.monotonic())


def _asked(address: str, path: str, **body: Any) -> tuple[dict[str, Any], str]:
    """Ask as a page does; return the answer and the cookie that it is given."""
    headers = {"content-type": "application/json", "origin": address}
    request = urllib.request.Request(f"{address}/ganlab/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
        return json.load(answer), f"{COOKIE}={cookie.value}"


async def _followed(server: Server) -> dict[str, float]:
    """Let so many follow; return what each sees and what the server needs."""
    host = server.address.removeprefix("http://")
    async with Pupil(server.address, 8).there() as teacher, asyncio.TaskGroup() as tasks:
        (begun, _) = await asyncio.to_thread(_asked, server.address, "class", run=teacher.run)
        pupils = [Follower() for _ in range(FOLLOWERS)]
        going = [tasks.create_task(one.follow(host, begun["code"], k % 20 == 0)) for k, one in enumerate(pupils)]
        await asyncio.sleep(SETTLED)
        for one in pupils:
            one.frames = one.bytes = 0
            one.late.clear()
        before, began = server.cpu_ms(), time.monotonic()
        await asyncio.sleep(SECONDS)
        took = time.monotonic() - began
        cpu = (server.cpu_ms() - before) / 1000 / took
        frames, sent = sum(one.frames for one in pupils), sum(one.bytes for one in pupils)
        late = sorted(each for one in pupils for each in one.late)
        for task in going:
            task.cancel()
    return {
        "frames": frames / took / FOLLOWERS,
        "cpu": cpu,
        "bits": 8 * sent / took,
        "bytes": sent / frames,
        "late": late[int(0.95 * len(late))],
    }


async def _members(server: Server) -> dict[str, list[float]]:
    """Let so many go on from the teacher's run by themselves; return frames and steps a second of each."""
    from websockets.asyncio.client import connect

    host = server.address.removeprefix("http://")
    options: dict[str, Any] = {"origin": server.address, "max_size": None, "open_timeout": 60}
    async with AsyncExitStack() as stack:
        teacher = await stack.enter_async_context(Pupil(server.address, 4).there())
        (begun, _) = await asyncio.to_thread(_asked, server.address, "class", run=teacher.run)
        code, pupils = begun["code"], []
        for _ in range(MEMBERS):
            _, cookie = await asyncio.to_thread(_asked, server.address, f"class/{code}")
            channel = f"ws://{host}/ganlab/class/{code}?lang=en"
            socket = await stack.enter_async_context(connect(channel, additional_headers={"cookie": cookie}, **options))
            await socket.send('{"type": "class", "do": "fork"}')
            while (said := json.loads(await socket.recv()))["type"] != "forked":
                pass
            pupil = Pupil(server.address, MEMBERS_RATE)
            pupils.append(await stack.enter_async_context(pupil.steering(said["run"])))
        await teacher.command("pause")
        await asyncio.sleep(SETTLED)
        before, began = [(one.step, one.frames) for one in pupils], time.monotonic()
        await asyncio.sleep(SECONDS)
        took = time.monotonic() - began
        return {
            "steps": [(one.step - step) / took for one, (step, _) in zip(pupils, before, strict=True)],
            "frames": [(one.frames - seen) / took for one, (_, seen) in zip(pupils, before, strict=True)],
        }
