"""A class from its beginning to its end: who may do what, what each is told, and that nothing of it is lost."""

import json
import os

import pytest

from ganlab.engine.entry import view_of
from ganlab.paths import classes_folder
from ganlab.web.classroom import doing, rooms
from ganlab.web.classroom import routes as classroom_routes
from ganlab.web.classroom.room import MODES, Room
from tests.support.runs import SMALL


@pytest.fixture
def begun(school, lab):
    """Begin a class; give its code, the teacher's browser and the run that is shown."""
    entry, teacher = lab.open(SMALL), school()
    return teacher.begin(entry.run_id).json()["code"], teacher, entry


def test_a_class_is_begun_here_or_with_the_token_and_by_nobody_else(school, lab, monkeypatch):
    run = lab.open(SMALL).run_id
    assert school().begin(run).json()["role"] == "host"
    far = school("10.0.0.9")
    answer = far.begin(run, "guess", origin="http://10.0.0.1:8501")
    assert answer.status_code == 403
    assert answer.json()["error"].startswith("A class can be begun on the server's own machine, or with the token")
    assert not far.client.cookies
    monkeypatch.setattr("ganlab.web.classroom.names.token", lambda: "secret")
    assert far.begin(run, "secret", origin="http://10.0.0.1:8501").json()["role"] == "host"
    assert school().begin("unknown").status_code == 404
    plain = school().client.post("/ganlab/class", content=b"{}", headers={"content-type": "text/plain"})
    assert plain.status_code == 400  # what a page of somebody else's could send unasked


def test_who_comes_in_is_told_how_the_class_stands_and_who_leads_it(begun, school):
    code, teacher, entry = begun
    pupil = school("10.0.0.2")
    assert pupil.enter(code.lower()).json() == {"code": code, "role": "member"}
    with teacher.channel(code) as front, pupil.channel(code) as back:
        assert front.until(lambda state: state["here"] == 1)["role"] == "host"
        state = back.hear("class")
        assert (state["role"], state["mode"], state["number"], state["own"]) == ("member", "free", 1, "")
        assert state["shown"] == entry.view
        assert entry.run_id not in json.dumps(state)
    with teacher.channel(code) as front:
        front.until(lambda state: state["here"] == 0)


def test_a_browser_keeps_its_seat_in_a_second_tab_and_after_the_server_was_started_anew(begun, school, monkeypatch):
    code, _, _ = begun
    pupil = school("10.0.0.2")
    pupil.enter(code)
    with pupil.channel(code) as one, pupil.channel(code) as other:
        assert one.hear("class")["number"] == other.hear("class")["number"] == 1
    again = rooms.Rooms()
    room = again.find(code)
    assert room is not None
    assert list(member.number for member in room.members.values()) == [1]
    pupil.enter(code)
    with pupil.channel(code) as back:
        assert back.hear("class")["number"] == 1


def test_a_member_goes_on_by_themselves_from_what_is_shown(begun, school, lab, watch):
    code, _, entry = begun
    with watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        lab.command(entry.run_id, "pause")
        step = viewer.until(lambda s: s.status == "paused").step
        pupil = school("10.0.0.2")
        pupil.enter(code)
        with pupil.channel(code) as back:
            back.ask("fork")
            run = back.hear("forked")["run"]
            assert back.until(lambda state: state["own"])["own"] == run
        with watch(lab, lab.find(run)) as own:
            assert own.until(lambda s: s.status == "paused").step == step
    assert lab.find(run).owner != entry.owner


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "free"])
def test_while_the_class_is_not_free_members_runs_stand_still(begun, school, lab, watch, mode):
    code, teacher, entry = begun
    pupil = school("10.0.0.2")
    pupil.enter(code)
    with teacher.channel(code) as front, pupil.channel(code) as back, watch(lab, entry) as viewer:
        viewer.until(lambda s: s.step > 5)
        back.ask("fork")
        run = back.hear("forked")["run"]
        lab.command(run, "play")
        front.ask("mode", mode=mode)
        assert back.until(lambda state: state["mode"] == mode)["told"] == MODES[mode].told
        front.hear("class")  # which is told when all is done
        while lab.find(run).playing:
            pass
        with pupil.follow(run) as live:
            live.send_json({"type": "command", "name": "play"})
            message = live.receive()
            while message.get("text") is None:
                message = live.receive()
            assert "must wait until the teacher sets all free" in json.loads(message["text"])["message"]
        assert entry.playing  # the teacher's own goes on
        assert back.refused("fork") == doing.NOT_FREE
        front.ask("mode", mode="free")
        back.until(lambda state: state["mode"] == "free")
        lab.command(run, "play")


def test_each_may_do_what_is_theirs_and_is_told_in_a_sentence_what_is_not(begun, school):
    code, teacher, _ = begun
    pupil = school("10.0.0.2")
    pupil.enter(code)
    with teacher.channel(code) as front, pupil.channel(code) as back, school().channel(code, "?look=1") as only:
        for do, (role, _) in doing.DO.items():
            other = front if role == "member" else back
            assert f"{do} must come from a {role}; got one from a" in other.refused(do)
            assert f"{do} must come from a {role}; got one from a viewer" in only.refused(do)
        for odd in ("", "explode", None, 7):
            assert front.refused(odd).startswith("class: must be one of show, ")
        assert front.refused("mode", mode="wild").startswith("mode: must be one of together, free, paused; got")
        assert front.refused("show", run="other").startswith("run: must be one that is kept")
        assert front.refused("door", base="ftp://x").startswith("base: must be the address of a page; got")
        for name in ("x" * 25, "a\nb", 7, None):
            assert back.refused("name", name=name).startswith("name: must be a text of at most 24 characters; got")


def test_names_are_shown_to_the_front_only_where_the_teacher_wants_them(begun, school):
    code, teacher, _ = begun
    pupil = school("10.0.0.2")
    pupil.enter(code)
    with teacher.channel(code) as front, pupil.channel(code) as back:
        back.ask("name", name="  Ada   L. ")
        back.until(lambda state: state["name"] == "Ada L.")
        assert front.until(lambda state: state["members"])["members"] == [[1, "", False]]
        front.ask("names", shown=True)
        assert front.until(lambda state: state["named"])["members"] == [[1, "Ada L.", False]]


def test_the_door_has_the_address_in_the_rooms_network_as_a_picture(begun, monkeypatch):
    code, teacher, _ = begun
    with teacher.channel(code) as front:
        front.ask("door", base="https://lab.example.edu/a/?run=x")
        found = front.hear("door")
        assert found["address"] == f"https://lab.example.edu/a/?class={code}"
        assert found["qr"].startswith("data:image/svg+xml")
        assert found["note"] == ""
        front.ask("door", base="http://localhost:8501/")
        assert "leads to this computer only" in front.hear("door")["note"]
        monkeypatch.setattr("ganlab.web.classroom.door.for_others", lambda page: "http://10.0.0.7:8501/")
        front.ask("door", base="http://localhost:8501/")
        assert front.hear("door")["address"] == f"http://10.0.0.7:8501/?class={code}"


def test_a_class_that_has_ended_lets_nobody_in(begun, school):
    code, teacher, _ = begun
    pupil = school("10.0.0.2")
    pupil.enter(code)
    with teacher.channel(code) as front, pupil.channel(code) as back:
        front.ask("end")
        assert back.until(lambda state: state["ended"])
        assert front.refused("mode", mode="free") == "class: must be going on; got mode after its end"
    answer = school("10.0.0.3").enter(code)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith(f"There is no class with the code “{code}”, or it has ended.")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"members": 7}', '{"code": "ABC234", "members": {"a": {"b": 1}}}', "\0"]
)
def test_what_is_no_class_on_the_disk_is_none(text):
    classes_folder().mkdir(parents=True, exist_ok=True)
    (classes_folder() / "ABC234.json").write_text(text)
    assert rooms.Rooms().find("ABC234") is None


def test_a_class_is_kept_as_it_is_after_every_change_and_for_half_a_day():
    made = rooms.Rooms()
    room = made.begin("host", "run")
    with made.change(room):
        room.enter("seat").name = "Ada"
    assert rooms.Rooms().find(room.code) == room == Room.read(json.loads(json.dumps(room.values())))
    path = classes_folder() / f"{room.code}.json"
    os.utime(path, (0, 0))
    assert rooms.Rooms().find(room.code) is None
    made.begin("host", "run")  # which looks after the old ones
    assert not path.exists()


def test_a_view_is_no_way_to_steer(begun):
    code, teacher, entry = begun
    with teacher.channel(code) as front:
        assert front.refused("show", run=view_of(entry.run_id)).startswith("run: must be one that is kept")


def test_where_the_server_is_full_a_page_comes_again_and_where_the_class_is_it_is_told_so(begun, school, monkeypatch):
    code, teacher, _ = begun
    pupils = [school("10.0.0.2"), school("10.0.0.3")]
    for pupil in pupils:
        pupil.enter(code)
    monkeypatch.setenv("GANLAB_CLASS_MEMBERS", "1")
    with pupils[0].channel(code) as back:
        back.hear("class")
        with pupils[1].channel(code) as late:
            assert late.hear("error")["message"] == "All 1 places of this class are taken."
        monkeypatch.setenv("GANLAB_VIEWERS", "1")
        with teacher.channel(code) as front:
            assert front.socket.receive()["code"] == classroom_routes.LATER
