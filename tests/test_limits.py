"""Limits: each is met with its sentence, and whoever stays below it never notices."""

import contextlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from ganlab import limits
from ganlab.data.own import apart
from ganlab.data.own.refusal import UploadError
from ganlab.engine import places
from ganlab.engine.compare import begin
from ganlab.engine.entry import Owner
from ganlab.engine.lab import Lab
from ganlab.engine.places import Bounds
from ganlab.engine.stepping import Stepping
from ganlab.engine.sweep import plan as plan_module
from ganlab.engine.sweep.crew import Crew
from ganlab.engine.sweep.maps import Maps
from ganlab.engine.todo import Todo
from ganlab.gan.config import from_values
from ganlab.gan.cost import Cost
from ganlab.limits import LIMITS, LimitError, variable
from ganlab.web import messages, routes, seats, taking, viewer
from ganlab.web.classroom import channel
from ganlab.web.classroom.rooms import Rooms
from ganlab.web.gate import Gate
from ganlab.web.words import LANGUAGES, say
from tests.support import filling
from tests.support.awaited import awaited
from tests.support.runs import SMALL

MINE, OTHER = Owner("me", "10.0.0.1"), Owner("another", "10.0.0.2")


@pytest.fixture
def lab():
    """A lab whose worker hears nothing."""
    made = Lab()
    deaf = SimpleNamespace(send=lambda *command: None, waiting=lambda run_id: 0)
    made.places.processes, made.places.shared = {0: deaf}, range(1)
    return made


def watch(lab, entry, stack):
    stack.enter_context(lab.watch(entry.run_id, lambda: None))
    return entry


def places_are_taken(name, per_address=None):
    there = seats.Seats(name if per_address is None else per_address, None if per_address is None else name)
    with there.taken("a"), there.taken("a"):
        assert there.full("b") is None or per_address is None
        with there.taken("a"):
            pytest.fail("one too many")


def runs_are_opened(lab, whose):
    with contextlib.ExitStack() as stack:
        watch(lab, lab.open(SMALL, OTHER), stack)
        first = watch(lab, lab.open(SMALL, whose), stack)
        left = lab.open(SMALL, whose)
        watch(lab, lab.open(SMALL, whose), stack)  # in the place of the one that nobody looks at
        assert left.run_id not in lab
        assert first.run_id in lab
        lab.open(SMALL, OTHER)
        with pytest.raises(LimitError):
            begin(lab, first, from_values({"d_lr": 0.5}, SMALL))
        lab.open(SMALL, whose)


def runs_are_watched(lab):
    with contextlib.ExitStack() as stack:
        entries = [lab.open(SMALL) for _ in range(3)]
        for entry in (*entries[:2], *entries[:2]):  # a second viewer of a run takes no place
            watch(lab, entry, stack)
        watch(lab, entries[2], stack)


def branches_are_opened(lab):
    parent, other = lab.open(SMALL, MINE), lab.open(SMALL, OTHER)
    for _ in range(2):
        branch = lab.branch(parent, 5, SMALL)
        lab.branch(other, 5, SMALL)
    with lab.watch(branch.run_id, lambda: None):
        lab.branch(parent, 5, SMALL)  # one that was looked at leaves its place
    lab.branch(parent, 5, SMALL)


def steps_are_asked_for():
    stepping = Stepping()
    stepping.steps("both", 2)
    assert stepping.notice is None
    stepping.steps("d", 1_000_000)
    assert len(stepping.todo) == 2
    raise LimitError(stepping.notice)


def a_run_is_heavy(patch, seconds, megabytes):
    patch.setattr(places, "expected", lambda configs, factor: Cost(seconds, megabytes * 1e6))
    patch.setattr(places, "dearest", lambda config, memory: ["batch_size"])
    Bounds.asked().heavy([SMALL], 1.0)


def a_message_is_large():
    messages.read({"text": '{"type":"credit","n":1}' + " " * 2_000})
    messages.read({"text": '{"type":"credit","n":1}' + " " * 2_048})


def messages_come_often(lab, monkeypatch):
    monkeypatch.setattr(routes, "lab", lab)
    monkeypatch.setattr(viewer, "lab", lab)
    app = Starlette(routes=routes.routes())
    with TestClient(app).websocket_connect(f"/ganlab/live/{lab.open(SMALL).run_id}") as socket:
        for _ in range(3):
            socket.send_json({"type": "credit", "n": 0})
        raise ValueError(socket.receive_json()["message"])


def files_are_brought(held):
    async def body(request):
        return PlainTextResponse(str(len(await request.body())))

    upload = Route("/x/_stcore/upload_file/{session}/{file}", body, methods=["PUT"])
    client = TestClient(Gate(Starlette(routes=[upload]), lambda session: held))
    assert client.put("/x/_stcore/upload_file/a/1", content=b"x" * 400_000).status_code == 200
    answer = client.put("/x/_stcore/upload_file/a/1", content=b"x" * 900_000)
    assert answer.status_code == 413
    raise ValueError(answer.text)


def files_are_read():
    turns = apart._Turns()
    with turns.turn(0), turns.turn(0), turns.turn(0):
        pytest.fail("one too many")


def files_are_taken_home(patch):
    async def turn():
        async with taking._turn():
            pytest.fail("one too many")

    patch.setattr(taking, "_waiting", 2)
    awaited(turn())


def maps_are_filled(patch):
    patch.setattr(Crew, "call", lambda crew: None)
    maps = Maps()
    for seed in range(3):
        maps.fill(maps.open(filling.plan("d_lr=1e-3,1e-2", seeds=(seed,))))


def a_map_is_large(patch):
    patch.setattr(plan_module, "cost", lambda config: Cost(8.0, 1e6))  # of a step; eight of them as one
    maps = Maps()
    maps.open(filling.plan("d_lr=1e-3,1e-2", seeds=(0,), steps=1))
    maps.open(filling.plan("d_lr=1e-3,1e-2,1e-1", seeds=(0,), steps=1))


def classes_are_begun():
    made = Rooms()
    for _ in range(3):
        made.begin("seat", "run")


def a_class_is_full(lab, patch):
    patch.setattr(channel, "rooms", made := Rooms())
    room = made.begin("host", "run")
    for seat in ("a", "b", "c"):
        channel.Channel(None, room, seat, "en", False).come_in()


MET = {
    "sessions": (2, lambda lab, patch: places_are_taken("sessions")),
    "sessions_per_address": (2, lambda lab, patch: places_are_taken("sessions_per_address", "sessions")),
    "viewers": (2, lambda lab, patch: places_are_taken("viewers")),
    "watched": (2, lambda lab, patch: runs_are_watched(lab)),
    "runs_per_session": (2, lambda lab, patch: runs_are_opened(lab, Owner("me", ""))),
    "runs_per_address": (2, lambda lab, patch: runs_are_opened(lab, Owner("", "10.0.0.1"))),
    "branches": (2, lambda lab, patch: branches_are_opened(lab)),
    "steps": (2, lambda lab, patch: steps_are_asked_for()),
    "step_seconds": (2, lambda lab, patch: (a_run_is_heavy(patch, 2, 2_000), a_run_is_heavy(patch, 2.1, 1))),
    "run_mb": (2, lambda lab, patch: (a_run_is_heavy(patch, 10, 2), a_run_is_heavy(patch, 1, 2.1))),
    "message_kb": (2, lambda lab, patch: a_message_is_large()),
    "messages": (2, lambda lab, patch: messages_come_often(lab, patch)),
    "upload_mb_per_session": (1, lambda lab, patch: files_are_brought((500_000, 0))),
    "upload_mb": (1, lambda lab, patch: files_are_brought((0, 500_000))),
    "taken": (2, lambda lab, patch: files_are_taken_home(patch)),
    "classes": (2, lambda lab, patch: classes_are_begun()),
    "class_members": (2, lambda lab, patch: a_class_is_full(lab, patch)),
    "maps": (2, lambda lab, patch: maps_are_filled(patch)),
    "map_seconds": (2, lambda lab, patch: a_map_is_large(patch)),
    "decoders": (2, lambda lab, patch: files_are_read()),
    "decoding_seconds": (1, lambda lab, patch: (_ for _ in ()).throw(apart._ended(-apart._XCPU))),
    "decoding_mb": (1, lambda lab, patch: (_ for _ in ()).throw(apart._ended(1))),  # both met by files in test_apart
}


def test_every_limit_is_met_somewhere():
    assert set(MET) == set(LIMITS)


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_met_with_its_sentence(name, lab, monkeypatch):
    most, meet = MET[name]
    monkeypatch.setenv(variable(name), str(most))
    with pytest.raises((LimitError, UploadError, ValueError)) as error:
        meet(lab, monkeypatch)
    assert str(error.value) == LIMITS[name].sentence.format(most=most, got=3, lower="batch_size")
    for language in LANGUAGES:
        assert "{" not in say(limits.message(name, got=3, lower="batch_size"), language)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "1e3", "9" * 30, "٣"])
def test_what_is_no_limit_is_refused_at_the_start(asked, monkeypatch):
    monkeypatch.setenv("GANLAB_SESSIONS", asked)
    with pytest.raises(
        ValueError, match=f"GANLAB_SESSIONS: must be a whole number from 1 to 1000000; got “{asked[:39]}"
    ):
        limits.check()


def test_steps_are_counted_and_taken_in_their_order():
    todo = Todo()
    for part, count in (("both", 500_000), ("d", 2), ("d", 1), ("both", 499_997)):
        assert todo.add(part, count)
    assert not todo.add("g", 1)
    assert (len(todo), len(todo._blocks)) == (1_000_000, 3)
    todo.clear()
    todo.add("g", 2)
    todo.add("both", 1)
    assert [todo.take() for _ in range(len(todo))] == ["g", "g", "both"]
    assert not todo


def test_a_page_beyond_the_places_is_told_to_wait_and_the_others_stay(monkeypatch):
    async def stream(socket):
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            await socket.send_text(await socket.receive_text())

    monkeypatch.setenv("GANLAB_SESSIONS", "1")
    path = "/lab/_stcore/stream"
    client = TestClient(Gate(Starlette(routes=[WebSocketRoute(path, stream)]), lambda session: (0, 0)))
    with client.websocket_connect(path) as first:
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(path):
            pass
        assert refused.value.status_code == 429
        assert refused.value.text.startswith("All 1 places of this lab are taken.")
        first.send_text("still here")
        assert first.receive_text() == "still here"
    with client.websocket_connect(path):
        pass


def test_a_viewer_beyond_the_places_is_told_and_comes_later(lab, monkeypatch):
    monkeypatch.setattr(routes, "lab", lab)
    monkeypatch.setattr(viewer, "lab", lab)
    monkeypatch.setenv("GANLAB_VIEWERS", "1")
    client = TestClient(Starlette(routes=routes.routes()))
    path = f"/ganlab/live/{lab.open(SMALL).run_id}"
    with client.websocket_connect(path), client.websocket_connect(path) as second:
        assert second.receive_json()["code"] == routes.FULL
        with pytest.raises(WebSocketDisconnect) as closed:
            second.receive_json()
    assert closed.value.code == routes.FULL


def test_no_more_pages_than_the_system_has_sockets_for():
    there = seats.Seats("sessions", None, lambda: 1)
    with there.taken("a"), pytest.raises(LimitError, match="All 1 places"), there.taken("b"):
        pass


@pytest.mark.parametrize("page", [".github/docs/deploying.md"])
def test_the_table_names_every_limit_with_its_default(page):
    table = (Path(__file__).parents[1] / page).read_text("utf-8").split("<!-- limits -->")[1].split("\n\n")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    assert rows == [f"| `{variable(name)}` | {limit.default:,} | {limit.about} |" for name, limit in LIMITS.items()]
