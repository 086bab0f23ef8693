"""Who watches a run does not steer it, and is sent nothing by which it could be steered."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ganlab.engine.commands import COMMANDS
from ganlab.engine.entry import view_of
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.lazy import Message
from ganlab.observe.display import Display
from ganlab.web import routes, viewer
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, unpack
from tests.support.runs import SMALL

IDS = "steered-run_A", "steered-run_B"


def test_the_id_to_watch_by_is_one_of_its_own_and_always_the_same():
    views = [view_of(run_id) for run_id in IDS]
    assert len({*views, *IDS}) == 4
    assert views == [view_of(run_id) for run_id in IDS]
    assert all(checkpoint.RUN_ID.fullmatch(view) and len(view) == 12 for view in views)


def test_no_frame_of_a_thousand_holds_the_id_of_either_run_of_a_pair():
    trainers = [Trainer(SMALL), Trainer(from_values({"r1_gamma": 0.3}, SMALL))]
    encoders, seen = [Encoder(teller("en")) for _ in IDS], 0
    message = Message.of("It failed: {reason}", reason=f"no {checkpoint.path_of(IDS[0])}")
    for k in range(500):
        if k % 50 == 0:
            for trainer in trainers:
                trainer.step()
            shown = [Display(trainer).snapshot() for trainer in trainers]
        before = None
        for encoder, run_id, snapshot in zip(encoders, IDS, shown, strict=True):
            failed = {"detail": f"in {run_id}", "message": message} if k % 5 == 0 and run_id == IDS[0] else {}
            frame = dataclasses.replace(snapshot, run_id=run_id, made=k / 20, generation=k // 100, **failed)
            sent = encoder.encode(frame, k, None, before, paired=True)
            assert not any(one.encode() in sent for one in IDS)
            header = unpack(sent)[0]
            assert (header["run"], header["beside"]) == (view_of(run_id), before and view_of(before))
            before, seen = run_id, seen + 1
    assert seen == 1000


@pytest.fixture
def client(lab, monkeypatch):
    monkeypatch.setattr(routes, "lab", lab)
    monkeypatch.setattr(viewer, "lab", lab)
    with TestClient(Starlette(routes=routes.routes()), base_url="http://localhost") as client:
        yield client


def test_a_follower_of_a_pair_is_sent_neither_id(client, lab):
    entry = lab.open(SMALL)
    lab.command(entry.run_id, "compare", {"r1_gamma": 0.3})
    ids, seen = [one.run_id.encode() for one in entry.together], set()
    with client.websocket_connect(f"/ganlab/live/{entry.view}") as socket:
        for _ in range(12):
            socket.send_json({"type": "credit", "n": 1})
            for _ in ids:
                frame = socket.receive_bytes()
                assert not any(one in frame for one in ids)
                seen.add(unpack(frame)[0]["run"])
        socket.send_json({"type": "command", "name": "branch"})
        answer = socket.receive_text()
        assert not any(one.decode() in answer for one in ids)
    assert seen == {one.view for one in entry.together}


_VALUES = st.one_of(
    st.none(),
    st.integers(0, 9),
    st.sampled_from([{"d_lr": 0.3}, {"r1_gamma": 0.5}, {"what": "step", "value": 5}, {"name": "latent", "value": {}}]),
)


def test_no_forged_command_of_a_viewer_does_anything(client, lab, monkeypatch):
    monkeypatch.setenv("GANLAB_MESSAGES", "10000")  # some of those drawn count as many, and floods have to wait
    entry = lab.open(SMALL)
    lab.command(entry.run_id, "pause")

    def state():
        runs = [(one.run_id, one.generation, one.revision, one.playing, one.config) for one in lab._entries.values()]
        return runs, entry.change, entry.partner, entry.speed

    with client.websocket_connect(f"/ganlab/live/{entry.view}") as socket:
        sent, before = [], state()
        monkeypatch.setattr(lab, "send", lambda entry, name, *values: name == "watch" or sent.append(name))

        @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from([*COMMANDS, "explode"]), _VALUES, st.sampled_from([None, entry.view, entry.run_id, 7]))
        def forged(name, value, run):
            named = {} if run is None else {"run": run}
            socket.send_json({"type": "command", "name": name, "value": value, **named})
            answer = json.loads(socket.receive_text())
            assert answer["type"] == "refused"
            assert answer["message"].startswith("command: must come by the address that steers the run; got “")
            assert (state(), sent) == (before, [])

        forged()
        monkeypatch.undo()


def test_a_run_is_found_by_its_view_also_from_its_checkpoint(lab, watch):
    entry = lab.open(SMALL)
    with watch(lab, entry) as viewer:
        viewer.until(lambda frame: frame.step > 5)
    assert lab.find_view(entry.view) is entry
    assert lab.find_view(entry.run_id) is None  # nor does the one id stand for the other
    assert lab.find(entry.view) is None
    lab.close_all()
    lab.places.processes[entry.worker].ask("thumbnails", [], seconds=60)  # what it was told before is done
    again = lab.find_view(entry.view)
    assert again.run_id == entry.run_id
