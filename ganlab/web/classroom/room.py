"""Room: one class: who leads it, what is shown, who is in, and what they may do now. Plain values, kept as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ganlab.lazy import N_
from ganlab.quoted import quoted
from ganlab.web.classroom.crowd import Crowd
from ganlab.web.classroom.poll import Poll

LONGEST, MOST_ASKED = 24, 100  # characters of a name; questions that are kept
GONE = N_("There is no class with the code “{code}”, or it has ended. A code has six letters and digits.")
HOST, MEMBER, VIEWER = "host", "member", "viewer"


class Mode(NamedTuple):
    """Describe what members may do; `words` are for the one who leads, `told` is for them."""

    label: str
    words: str
    told: str


MODES: dict[str, Mode] = {
    "together": Mode(
        N_("Together"),
        N_("All see what you show; their own runs wait."),
        N_("You see what the teacher shows."),
    ),
    "free": Mode(
        N_("Free"),
        N_("Whoever likes goes on from what you show with a run of their own."),
        N_("You see what the teacher shows; you may go on from it with a run of your own."),
    ),
    "paused": Mode(
        N_("Paused"),
        N_("Nothing of theirs moves, and their pages say: look to the front."),
        N_("The teacher has paused all pages: look to the front."),
    ),
}


@dataclass
class Member:
    """Hold one who is in the class: the number in which they came, the name they gave, the run they own."""

    number: int
    name: str = ""
    run: str = ""
    cell: bool = False  # whether that is their cell of a map, and no run that goes on from what was shown
    open: bool = True  # whether their run may be shown to all


@dataclass
class Room:
    """Hold one class. `host` and the keys of `members` are seats, which cookies name; `run` is the one shown."""

    code: str
    host: str
    run: str
    mode: str = "free"
    own: str = ""  # the run of who leads, while a member's is shown
    guest: int = 0  # the number of that member
    named: bool = False  # whether names are shown
    ended: bool = False
    poll: Poll | None = None  # that is open, or whose answers are shown
    crowd: Crowd | None = None  # that fills a map together
    asked: list[Poll] = field(default_factory=list)  # those before, of which somebody has answered
    members: dict[str, Member] = field(default_factory=dict)
    here: Counter[str] = field(default_factory=Counter, compare=False)  # open pages by seat; not kept

    def role(self, seat: str, looks: bool = False) -> str:
        """Return what somebody is here; who only `looks` takes no part."""
        return HOST if seat == self.host else VIEWER if looks else MEMBER

    def enter(self, seat: str) -> Member:
        """Return the member in a seat, a new one where it was empty."""
        return self.members.setdefault(seat, Member(len(self.members) + 1))

    def owner(self, run_id: str) -> Member | None:
        """Return whose own run one is."""
        return next((member for member in self.members.values() if member.run == run_id), None)

    def rename(self, seat: str, name: object) -> None:
        """Give a member a name, or none; raise ValueError with one sentence for what is none."""
        if not isinstance(name, str) or len(name) > LONGEST or not all(sign.isprintable() for sign in name):
            raise ValueError(f"name: must be a text of at most {LONGEST} characters; got {quoted(name)}")
        self.enter(seat).name = " ".join(name.split())

    def turn(self, mode: object) -> None:
        """Let members do from now on what a mode says; raise ValueError with one sentence for what is none."""
        if not isinstance(mode, str) or mode not in MODES:
            raise ValueError(f"mode: must be one of {', '.join(MODES)}; got {quoted(mode)}")
        self.mode = mode

    def ask(self, poll: Poll | None) -> None:
        """Ask another question, or none; what was answered to the one before is kept."""
        if self.poll is not None and self.poll.votes:
            self.asked.append(self.poll)
            del self.asked[:-MOST_ASKED]
        self.poll = poll

    @property
    def present(self) -> int:
        """Return how many are here beside the one who leads."""
        return sum(1 for seat, pages in self.here.items() if pages > 0 and seat != self.host)

    def values(self) -> dict[str, Any]:
        """Return what is kept."""
        kept = asdict(self)
        del kept["here"]
        return kept

    @classmethod
    def read(cls, values: dict[str, Any]) -> Room:
        """Return the class that `values` returned; raise TypeError or AttributeError for anything else."""
        members = {seat: Member(**member) for seat, member in values["members"].items()}
        poll, asked = values.get("poll"), [Poll(**one) for one in values.get("asked", ())]
        crowd = values.get("crowd")
        read = {"members": members, "poll": poll and Poll(**poll), "asked": asked, "crowd": crowd and Crowd(**crowd)}
        return cls(**{**values, **read})
