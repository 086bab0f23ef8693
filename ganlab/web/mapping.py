"""Mapping: the map that one viewer looks at: planned, filled, and each of its runs opened in the lab."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ganlab.engine.entry import NOBODY, Owner
from ganlab.engine.lab import lab
from ganlab.engine.sweep.maps import Map, maps
from ganlab.engine.sweep.plan import Plan, Task, axis
from ganlab.engine.sweep.ready import plan_of
from ganlab.gan.config import ConfigError, RunConfig
from ganlab.lazy import N_, Message
from ganlab.presets.maps import MAPS
from ganlab.quoted import quoted
from ganlab.web import mapped
from ganlab.web.words import refusal, say

PAUSE = 0.25  # seconds between two messages on what has become of the runs
MOST_SEEDS, MOST_RUNS, MOST_STEPS = 20, 3_000, 100_000
MOST_TEXT = 200  # characters of an axis
GONE = N_("The map in this address is no longer kept here: choose one, or make your own.")
ACTIONS = ("plan", "find", "fill", "stop", "open", "close")

Tell = Callable[[dict[str, Any]], Awaitable[None]]


def asked(message: Mapping[str, Any], config: RunConfig) -> Plan:
    """Read the plan in a message: a ready one, or one over a run's own settings; raise ValueError with one sentence."""
    ready = message.get("ready")
    if ready:
        if not isinstance(ready, str) or ready not in MAPS:
            raise ValueError(f"map: must be one of {', '.join(MAPS)}; got {quoted(ready)}")
        return plan_of(ready)
    grid = message.get("grid")
    texts = isinstance(grid, list) and 1 <= len(grid) <= 2 and all(isinstance(text, str) for text in grid)
    if not isinstance(grid, list) or not texts or any(len(text) > MOST_TEXT for text in grid):
        raise ValueError(f"grid: must be one or two texts such as d_lr=1e-4:1e-1:9log; got {quoted(grid)}")
    seeds, steps = (_whole(message, name, most) for name, most in (("seeds", MOST_SEEDS), ("steps", MOST_STEPS)))
    first = config.seed
    try:
        made = Plan(config, tuple(axis(text, config) for text in grid), tuple(range(first, first + seeds)), steps)
    except ConfigError as error:
        raise ConfigError(error.field.removeprefix("--"), error.rule, error.value) from None
    if made.count > MOST_RUNS:  # before any of them is made
        rule = Message.of(N_("must have at most {most:,} runs, seeds counted"), most=MOST_RUNS)
        raise ConfigError("map", rule, f"{made.count:,}")
    return made


def _whole(message: Mapping[str, Any], name: str, most: int) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ConfigError(name, Message.of(N_("must be a whole number from 1 to {most:,}"), most=most), value)
    return value


def _unkept(error: OSError) -> str:
    return f"map: must be kept on this server; got “{error.strerror or type(error).__name__}”"


class Viewing:
    """What one viewer sees of maps; `tell` sends it what there is. All of it runs on the viewer's own loop."""

    def __init__(self, run_id: str, language: str, steers: bool, tell: Tell):
        self.run_id, self.language, self.steers, self._tell = run_id, language, steers, tell
        self._map: Map | None = None
        self._fills = False
        self._task: asyncio.Task[None] | None = None

    async def take(self, message: Mapping[str, Any]) -> None:
        """Do what a message asks for; raise ValueError with one sentence."""
        action = message.get("do")
        if action not in ACTIONS:
            raise ValueError(f"map: must be one of {', '.join(ACTIONS)}; got {quoted(action)}")
        if action in ("plan", "find"):
            await self._plan(message)
        elif action == "fill":
            self._fill()
        elif action == "stop":
            self._stop()
        elif action == "open":
            await self._open(message.get("run"))
        else:
            self.end()

    async def _plan(self, message: Mapping[str, Any]) -> None:
        try:
            one = await asyncio.to_thread(self._found, message)
            told = await asyncio.to_thread(mapped.plan, one, self.language)
        except ValueError as error:
            return await self._tell({"type": "mapped", "refused": refusal(error, self.language)})
        except OSError as error:
            return await self._tell({"type": "mapped", "refused": _unkept(error)})
        except KeyError:
            return await self._tell({"type": "mapped", "refused": say(GONE, self.language)})
        self.end()
        self._map = one
        await self._tell({"type": "mapped", "plan": told})
        self._task = asyncio.create_task(self._follow(one))

    def _found(self, message: Mapping[str, Any]) -> Map:
        if message.get("do") == "find":
            if (one := maps.find(str(message.get("key")))) is None:
                raise KeyError("map")
            return one
        entry = lab.find(self.run_id)
        if entry is None:
            raise KeyError("run")
        return maps.open(asked(message, entry.config))

    def _fill(self) -> None:
        """Have the map filled, once."""
        one = self._chosen("fill")
        if self._fills:
            return
        try:
            maps.fill(one)
        except ConfigError:
            raise ValueError("map: must not be in the hands of another program on this server; got “fill”") from None
        except OSError as error:
            raise ValueError(_unkept(error)) from None
        self._fills = True

    def _stop(self) -> None:
        if self._map is not None and self._fills:
            self._fills = False
            maps.leave(self._map)

    def _chosen(self, action: str) -> Map:
        """Return the map that one who steers looks at; raise ValueError where there is none, and to who watches."""
        if not self.steers:
            raise ValueError(
                f"map: must be filled and opened by who steers the run; got “{action}” from who watches it"
            )
        if self._map is None:
            raise ValueError(f"map: must have been planned or found; got “{action}” before that")
        return self._map

    async def _open(self, place: Any) -> None:
        """Open a run of the map in the lab: where it stands, or from its beginning where there is no state of it."""
        one = self._chosen("open")
        if isinstance(place, bool) or not isinstance(place, int):
            raise ValueError(f"run: must be a place in the plan; got {quoted(place)}")
        try:
            task = one.task(place)
        except IndexError:
            raise ValueError(f"run: must be a place in the plan; got {quoted(place)}") from None
        run_id = await asyncio.to_thread(self._opened, one, task)
        await self._tell({"type": "opened", "run": run_id})

    def _opened(self, one: Map, task: Task) -> str:
        owner = self._owner()
        if (path := one.state(task)) is not None and (entry := lab.adopt(path, owner)) is not None:
            return entry.run_id
        return lab.open(task.config, owner).run_id

    def _owner(self) -> Owner:
        entry = lab.find(self.run_id)
        return entry.owner if entry else NOBODY

    async def _follow(self, one: Map) -> None:
        """Tell what becomes of the map's runs, as long as it is looked at."""
        loop, news, sent = asyncio.get_running_loop(), asyncio.Event(), 0
        news.set()
        rows_of: list[dict[str, Any]] | None = None

        def wake() -> None:
            loop.call_soon_threadsafe(news.set)

        with maps.watch(one, wake):
            while True:
                await news.wait()
                news.clear()
                if rows_of is not one.rows:  # filled anew: they are another list
                    rows_of, sent = one.rows, 0
                rows = one.rows[sent:]
                sent += len(rows)
                present = [[one.places[key], step, outcome] for key, (step, outcome) in list(one.present.items())]
                await self._tell(
                    {
                        "type": "map",
                        "key": one.key,
                        "rows": [mapped.row(one, row) for row in rows],
                        "present": present,
                        "margins": mapped.margins(one),
                        "share": one.share,
                        "left": one.left,
                        "filling": one.fillers > 0 and not one.done,
                        "mine": self._fills,
                        "waits": one.fillers > 0 and not one.done and not present,
                        "amiss": one.refused,
                    }
                )
                await asyncio.sleep(PAUSE)

    def end(self) -> None:
        """Look at no map any more."""
        self._stop()
        self._map = None
        if self._task:
            self._task.cancel()
            self._task = None
