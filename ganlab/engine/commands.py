"""Commands: what a viewer may ask of a run, by name.

Each raises ValueError with one sentence for a value it refuses.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from ganlab.engine import compare
from ganlab.engine.entry import Entry
from ganlab.engine.goals import GOALS, goals_of
from ganlab.engine.roster import Roster
from ganlab.engine.slow_motion import PACES
from ganlab.gan.config import from_values
from ganlab.observe import studies
from ganlab.presets import PRESETS, pace_of, query, story_of
from ganlab.presets.complete import complete
from ganlab.quoted import quoted

MAX_STEPS = 1_000_000
ACTIONS = ("begin", "next", "back", "play", "end")  # of slow motion


def play(lab: Roster, entry: Entry, value: Any) -> None:
    """Train without stopping, from the present."""
    _play(lab, entry, True)


def pause(lab: Roster, entry: Entry, value: Any) -> None:
    """Stop training between two steps, whatever the run was sent towards."""
    _play(lab, entry, False)


def _play(lab: Roster, entry: Entry, playing: bool) -> None:
    entry.playing = playing
    lab.send(entry, "halt")
    lab.send(entry, "pace", entry.playing, entry.speed)


def speed(lab: Roster, entry: Entry, value: Any) -> None:
    """Train at most so many steps per second; 0 is flat out."""
    entry.speed = number(value, "speed", 0, 100_000)
    lab.send(entry, "pace", entry.playing, entry.speed)


def _steps(part: str) -> Command:
    def steps(lab: Roster, entry: Entry, value: Any) -> None:
        _halted(lab, entry)
        lab.send(entry, "steps", part, 1)

    return steps


def steps(lab: Roster, entry: Entry, value: Any) -> None:
    """Take so many steps, then pause."""
    count = int(number(value, "steps", 1, MAX_STEPS))
    _halted(lab, entry)
    lab.send(entry, "steps", "both", count)


def _halted(lab: Roster, entry: Entry) -> None:
    if entry.playing:
        _play(lab, entry, False)


def until(lab: Roster, entry: Entry, value: Any) -> None:
    """Train until {what: one of GOALS, value: number or none}, then pause."""
    if not isinstance(value, dict) or value.get("what") not in list(GOALS):
        raise ValueError(f"until: must name one of {', '.join(GOALS)}; got {quoted(value)}")
    what, goal = value["what"], GOALS[value["what"]]
    if what not in goals_of(entry.config):
        raise ValueError(f"until: {what} must be measured on the data set; got {entry.config.dataset}")
    wanted = None
    if goal.low is not None and goal.high is not None:
        wanted = number(value.get("value"), f"until {what}", goal.low, goal.high)
        wanted = round(wanted) if goal.whole else wanted
    entry.playing = False
    lab.send(entry, "until", what, wanted)


def look(lab: Roster, entry: Entry, value: Any) -> None:
    """Pause and show the frame kept at a step; none: the present."""
    step = None if value is None else int(number(value, "look", 0, 10**12))
    entry.playing = False
    lab.send(entry, "look", step)


def branch(lab: Roster, entry: Entry, value: Any) -> str:
    """Open a new run that starts where the past being looked at can be taken up; return its id."""
    past = entry.snapshot.past if entry.snapshot else None
    if past is None or past.branch is None:
        raise ValueError("branch: must start from a past step that is being looked at; got the present")
    step, config = past.branch
    return lab.branch(entry, step, config).run_id


def reset(lab: Roster, entry: Entry, value: Any) -> None:
    """Begin anew with the same settings and seed, an experiment at its own pace."""
    lab.begin_anew(entry, entry.config, "reset", _story_pace(entry))


def new_seed(lab: Roster, entry: Entry, value: Any) -> None:
    """Begin anew with another seed, likewise."""
    config = from_values({"seed": secrets.randbelow(100_000)}, entry.config)
    lab.begin_anew(entry, config, "new_seed", _story_pace(entry))


def _story_pace(entry: Entry) -> float | None:
    story = story_of(entry.config)
    return story.pace if story else None


def set_values(lab: Roster, entry: Entry, value: Any) -> None:
    """Change settings."""
    if not isinstance(value, dict):
        raise ValueError(f"set: must be an object of settings; got {quoted(value)}")
    lab.configure(entry.run_id, complete(entry.config, value))


def experiment(lab: Roster, entry: Entry, value: Any) -> None:
    """Become an experiment, whose story is told from its beginning."""
    if not isinstance(value, str) or value not in PRESETS:
        raise ValueError(f"experiment: must name one of the experiments; got {quoted(value)}")
    if not lab.configure(entry.run_id, PRESETS[value].config, anew=True):
        lab.begin_anew(entry, entry.config, "reset", PRESETS[value].pace, plays=False)


def begin(lab: Roster, entry: Entry, value: Any) -> None:
    """Become what an address's query describes, alone, waiting for Play at its beginning."""
    if not isinstance(value, str):
        raise ValueError(f"begin: must be the query of an address; got {quoted(value)}")
    config, errors = query.read(dict(parse_qsl(value, keep_blank_values=True)))
    if errors:
        raise errors[0]
    _halted(lab, entry)
    if entry.partner:
        lab.part(entry)
    lab.begin_anew(entry, config, "reset" if config == entry.config else "fields", pace_of(config), plays=False)


def slow(lab: Roster, entry: Entry, value: Any) -> None:
    """Steer slow motion, {action, pace: seconds a phase}; to begin pauses the run."""
    action = value.get("action") if isinstance(value, dict) else value
    if action not in ACTIONS:
        raise ValueError(f"slow: action must be begin, next, back, play or end; got {quoted(action)}")
    pace = number(value.get("pace", 1.0), "pace", *PACES) if isinstance(value, dict) else 1.0
    if action == "begin":
        if entry.partner:
            raise ValueError("slow: is for a single run; end the comparison first")
        if not (entry.config.n_critic or entry.config.g_steps):
            raise ValueError("slow: needs n_critic or g_steps above 0, else nothing is updated; got 0 and 0")
        _halted(lab, entry)
    lab.send(entry, "slow", action, pace)


def study(lab: Roster, entry: Entry, value: Any) -> None:
    """Begin a study, {name, value}, see `STUDIES`; without a value: end it."""
    if not isinstance(value, dict):
        raise ValueError(f"study: must be an object with a name; got {quoted(value)}")
    name, wanted = value.get("name"), value.get("value")
    arguments = None if wanted is None else studies.checked(entry.config, name, wanted)
    lab.send(entry, "study", str(name), arguments)


def begin_compare(lab: Roster, entry: Entry, value: Any) -> None:
    """Begin anew beside a second run in which one setting, {field: value}, is different."""
    compare.begin(lab, entry, compare.other_config(entry.config, value))


def undo(lab: Roster, entry: Entry, value: Any) -> None:
    """Take the last change back; a run that it began anew comes back as it was."""
    if entry.change is None:
        raise ValueError("undo: must follow a change; there is none to take back")
    lab.undo(entry)


def dismiss(lab: Roster, entry: Entry, value: Any) -> None:
    """Say a notice no more."""
    lab.send(entry, "dismiss")


Command = Callable[[Roster, Entry, Any], str | None]
COMMANDS: dict[str, Command] = {
    "play": play,
    "pause": pause,
    "speed": speed,
    "step": _steps("both"),
    "step_d": _steps("d"),
    "step_g": _steps("g"),
    "steps": steps,
    "until": until,
    "look": look,
    "branch": branch,
    "reset": reset,
    "new_seed": new_seed,
    "set": set_values,
    "experiment": experiment,
    "begin": begin,
    "slow": slow,
    "study": study,
    "compare": begin_compare,
    "keep": compare.keep,
    "undo": undo,
    "dismiss": dismiss,
}


BOTH = {"play", "pause", "speed", "step", "step_d", "step_g", "steps", "until", "look", "dismiss"}  # of compared runs


def number(value: Any, name: str, low: float, high: float) -> float:
    """Return a value that is a number within bounds; raise ValueError with one sentence for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name}: must be a number from {low} to {high}; got {quoted(value)}")
    return value
