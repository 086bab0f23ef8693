"""Following: all see what the class is shown, of the same bytes; nobody who follows can steer it."""

import contextlib
import json

import pytest

from ganlab.web import wire
from ganlab.web.lean import unpack
from tests.support.runs import SMALL


def heard(socket, credit=1):
    """Return the headers of the frames and the other messages that come, and grant credit for the frames."""
    while True:
        message = socket.receive()
        if message.get("bytes"):
            socket.send_json({"type": "credit", "n": credit})
            yield unpack(message["bytes"])[0]
        else:
            yield json.loads(message["text"])


@pytest.fixture
def shown(school, lab):
    entry, teacher = lab.open(SMALL), school()
    return teacher.begin(entry.run_id).json()["code"], teacher, entry


def test_who_follows_sees_each_run_that_is_shown(shown, school, lab):
    code, teacher, entry = shown
    other = lab.open(SMALL)
    with teacher.channel(code) as front, school("10.0.0.2").follow(code) as live:
        live.send_json({"type": "credit", "n": 2})
        said = heard(live)
        assert next(said) == {"type": "shown", "view": entry.view}
        first = next(said)
        assert (first["run"], first["clear"]) == (entry.view, True)
        while next(said)["step"] < first["step"] + 5:
            pass
        front.ask("show", run=other.run_id)
        while (message := next(said)).get("type") != "shown":
            assert message["run"] == entry.view
        assert message["view"] == other.view
        begun = next(said)
        assert (begun["run"], begun["clear"]) == (other.view, True)


def test_all_who_are_in_step_are_sent_the_same_bytes(shown, school, lab, watch):
    code, _, entry = shown
    with watch(lab, entry) as viewer, contextlib.ExitStack() as stack:
        lab.command(entry.run_id, "pause")
        viewer.until(lambda s: s.status == "paused")
        frames = []
        for k in range(2, 5):
            live = stack.enter_context(school(f"10.0.0.{k}").follow(code))
            live.send_json({"type": "credit", "n": 1})
            assert live.receive_json()["type"] == "shown"
            frames.append(live.receive_bytes())
    assert len(set(frames)) == 1


def test_no_command_of_who_follows_does_anything(shown, school, lab):
    code, _, entry = shown
    before = (entry.config, entry.playing, entry.generation)
    with school("10.0.0.2").follow(code) as live:
        for message in (
            {"type": "command", "name": "reset"},
            {"type": "take", "as": "png"},
            {"type": "map", "do": "fill"},
        ):
            live.send_json(message)
            answer = live.receive_json()
            assert answer["type"] == "refused"
            assert answer["message"].startswith("command: must come by the address that steers the run; got")
        live.send_text("{")
        assert live.receive_json()["message"].startswith("message: must be JSON; got")
    assert (entry.config, entry.playing, entry.generation) == before


def test_a_run_that_was_freed_comes_back_for_who_follows(shown, school, lab):
    code, _, _ = shown
    with school("10.0.0.2").follow(code) as live:
        live.send_json({"type": "credit", "n": 1})
        said = heard(live)
        next(said)
        step = next(said)["step"]
        lab.close_all()
        while next(said).get("step", -1) < step:
            pass


def test_nobody_follows_a_class_that_has_ended(shown, school):
    code, teacher, _ = shown
    with teacher.channel(code) as front, school("10.0.0.2").follow(code) as live:
        live.send_json({"type": "credit", "n": 1})
        said = heard(live)
        next(said)
        front.ask("end")
        while (message := live.receive())["type"] != "websocket.close":
            if message.get("bytes"):
                live.send_json({"type": "credit", "n": 1})
    with school("10.0.0.2").follow(code) as live:
        assert live.receive_json()["message"].startswith(f"There is no class with the code “{code}”, or it has ended.")


def test_a_browser_without_cookies_looks_on_and_is_told_why(shown, school):
    code, _, _ = shown
    with school("10.0.0.2").channel(code) as only:
        state = only.hear("class")
        assert (state["role"], state["here"]) == ("viewer", 0)
        assert state["told"].startswith("This browser keeps no cookies of this page")
    with school("10.0.0.2").channel(code, "?look=1") as only:
        assert "cookies" not in only.hear("class")["told"]


def test_a_browser_that_cannot_unpack_is_sent_frames_as_they_are(shown, school):
    code, _, entry = shown
    pupil = school("10.0.0.2")
    with pupil.client.websocket_connect(f"/ganlab/live/{code}?full=1") as live, pupil.follow(code) as light:
        for socket in (live, light):
            socket.send_json({"type": "credit", "n": 1})
            assert socket.receive_json()["type"] == "shown"
        assert wire.unpack(live.receive_bytes())[0]["run"] == unpack(light.receive_bytes())[0]["run"] == entry.view


def test_a_class_that_is_not_there_is_said_to_who_would_follow_it(school):
    with school().follow("ABC234") as live:
        assert live.receive_json()["message"].startswith("There is no class with the code “ABC234”, or it has ended.")
