"""The wire and the live route: what comes out is what went in, only what is new is sent, strangers are refused."""

import dataclasses
import json

import numpy as np
import pytest
from starlette.websockets import WebSocketDisconnect

from ganlab.data.images import load
from ganlab.engine.run import DIVERGED
from ganlab.gan.config import from_query, from_values
from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.gan.trainer import Trainer
from ganlab.lazy import Message
from ganlab.observe.display import Display
from ganlab.observe.studies import asked_label as label
from ganlab.web import routes
from ganlab.web.about import teller
from ganlab.web.wire import Encoder, pack, unpack
from tests.support.runs import SMALL


def after(trainer, steps, **values):
    for _ in range(steps):
        trainer.step()
    return dataclasses.replace(Display(trainer).snapshot(), status="running", steps_per_second=9.0, **values)


def test_pack_and_unpack_are_inverse():
    arrays = [
        ("a", "f4", np.random.default_rng(0).random((3, 5))),
        ("b", "u1", np.arange(7)),
        ("c", "i4", np.zeros((0,))),
    ]
    header, back = unpack(pack({"text": "均衡 ∇"}, arrays))
    assert header["text"] == "均衡 ∇"
    assert all(offset % 8 == 0 for *_, offset in header["arrays"])
    for name, dtype, array in arrays:
        assert np.array_equal(back[name], array.astype(live_dtype(dtype)))


def live_dtype(dtype):
    return {"f4": np.float32, "u1": np.uint8, "i4": np.int32}[dtype]


def test_a_frame_holds_the_snapshots_numbers():
    snapshot = after(Trainer(SMALL), 30)
    header, arrays = unpack(Encoder(teller("en")).encode(snapshot, 7))
    assert (header["step"], header["revision"], header["status"]) == (30, 7, "running")
    assert np.array_equal(arrays["fake"], snapshot.fake)
    assert np.array_equal(arrays["arrows"], snapshot.arrows)
    assert np.array_equal(arrays["scalars"], snapshot.scalars, equal_nan=True)
    assert header["about"]["columns"] == list(SCALARS)
    assert np.allclose(arrays["grid"] / 65535, snapshot.grid, atol=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("label", [1.0, 0.9])
def test_reference_lines_are_the_losses_own(loss, label):
    snapshot = after(Trainer(from_values({"loss": loss, "real_label": label}, SMALL)), 1)
    references = unpack(Encoder(teller("en")).encode(snapshot, 0))[0]["about"]["references"]
    assert (references["d"], references["d_loss"], references["g_loss"]) == LOSSES[loss].equilibrium(label)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_dirac_gan_has_a_kind_a_trail_and_reference_lines_of_its_own(loss):
    """There D(0) = 0 whatever ψ: the losses at rest are those of logits 0, not of an optimal D."""
    settings = {"dataset": "dirac", "loss": loss, "real_label": 0.9, "psi_start": 0.0, "theta_start": 0.0}
    snapshot = after(Trainer(from_values(settings)), 3)
    header, arrays = unpack(Encoder(teller("en")).encode(snapshot, 0))
    references, row = header["about"]["references"], dict(zip(SCALARS, snapshot.scalars[-1], strict=True))
    assert header["kind"] == "dirac"
    assert (references["d_loss"], references["g_loss"]) == pytest.approx((row["d_loss"], row["g_loss"]), abs=1e-5)
    assert set(header["about"]["reference_labels"]) == {"d_loss", "g_loss"}
    assert np.array_equal(arrays["trail"], snapshot.trail)
    assert header["about"]["game"]["outcome"]


def test_the_settings_that_a_view_writes_into_the_address_read_back_as_the_run():
    config = from_values({"d_lr": 0.03, "loss": "minimax"}, SMALL)
    settings = unpack(Encoder(teller("en")).encode(after(Trainer(config), 1), 0))[0]["about"]["settings"]
    assert from_query(settings["query"]) == (config, [])
    assert settings["values"] == config.model_dump(mode="json")


@pytest.mark.parametrize("loss", LOSSES)
def test_the_map_is_sent_on_the_scale_of_its_loss(loss):
    """What is undecided lies in the middle of the scale, whatever D's answers mean."""
    trainer = Trainer(from_values({"loss": loss}, SMALL))
    snapshot = after(trainer, 30)
    header, arrays = unpack(Encoder(teller("en")).encode(snapshot, 0))
    low, high = header["answers"]
    assert np.allclose(low + arrays["grid"] / 65535 * (high - low), snapshot.grid, atol=(high - low) * 1e-4)
    assert header["about"]["probability"] == ((low, high) == (0, 1)) == LOSSES[loss].probability
    images = Trainer(from_values({"loss": loss, "dataset": "digits"}, SMALL), load("digits"))
    header, arrays = unpack(Encoder(teller("en")).encode(after(images, 2), 0))
    low, high = header["answers"]
    for name in ("real", "fixed", "fresh"):
        assert low - 1e-4 <= arrays[f"{name}_scores"].min() and arrays[f"{name}_scores"].max() <= high + 1e-4


@pytest.mark.wide
def test_curves_are_sent_once_and_add_up():
    """Whatever frames a viewer misses, the rows it has been sent are the history, also across thinning."""
    trainer, encoder, rows, seen = Trainer(SMALL), Encoder(teller("en")), [], 0
    for steps in (1, 10, 500, 3, 700, 900, 1):
        snapshot = after(trainer, steps)
        header, arrays = unpack(encoder.encode(snapshot, 0))
        if header["restart_curves"]:
            rows = []
        rows += arrays["steps"].tolist() if "steps" in arrays else []
        assert rows == snapshot.steps.tolist()
        seen += header["restart_curves"]
    assert seen == 3  # the first frame, and each doubling of the stride
    assert len(rows) <= 1024


def test_curves_begin_anew_with_a_new_generation():
    encoder, rows = Encoder(teller("en")), []
    encoder.encode(after(Trainer(SMALL), 100), 0)
    trainer = Trainer(SMALL)
    for steps in (0, 5, 5):  # the first frame of a new generation has no rows yet
        header, arrays = unpack(encoder.encode(after(trainer, steps, generation=1), 0))
        assert header["restart_curves"] == (steps == 0)
        rows += arrays["steps"].tolist() if "steps" in arrays else []
    assert rows == list(range(1, 11))


def test_steady_frames_are_small():
    trainer, encoder = Trainer(SMALL), Encoder(teller("en"))
    encoder.encode(after(trainer, 1, made=1.0), 0)
    assert len(encoder.encode(after(trainer, 40, made=1.05), 0)) <= 16 * 1024
    images = from_values({"dataset": "digits"}, SMALL)
    trainer, encoder = Trainer(images, load("digits")), Encoder(teller("en"))
    encoder.encode(after(trainer, 1, made=1.0), 0)
    sizes = [len(encoder.encode(after(trainer, 1, made=1.0 + k / 20), 0)) for k in range(1, 41)]
    assert np.mean(sizes) <= 40 * 1024
    asked = from_values({"conditional": "concat"}, images)
    trainer, encoder, sizes = Trainer(asked, load("digits")), Encoder(teller("en")), []
    for k in range(12):  # at four frames a second each has a wall
        studies = {"label": dataclasses.replace(label.look(Display(trainer), None, "all"), stamp=1 + k // 4)}
        frame = encoder.encode(after(trainer, 1, made=1.0 + k / 4, studies=studies), 0)
        assert "fixed" in unpack(frame)[1]
        sizes.append(len(frame))
    assert np.mean(sizes[1:]) <= 40 * 1024


def test_walls_have_sixteen_greys_while_a_run_goes_on_and_all_at_rest():
    snapshot = after(Trainer(from_values({"dataset": "digits"}, SMALL), load("digits")), 3)
    every = np.arange(256, dtype=np.uint8).repeat(7)[:1785].reshape(3, 5, 119)  # an odd number of them
    for pictures in (snapshot.fixed, every):
        for rate, error in ((9.0, 8), (0.0, 0)):
            frame = dataclasses.replace(snapshot, fixed=pictures, steps_per_second=rate)
            sent = unpack(Encoder(teller("en")).encode(frame, 0))[1]["fixed"]
            assert (sent.dtype, sent.shape) == (np.uint8, pictures.shape)
            assert np.abs(sent.astype(int) - pictures).max() <= error
    assert len(np.unique(sent)) == len(np.unique(every))


@pytest.mark.parametrize("rate", [5, 9, 14, 20, 33])
def test_walls_are_sent_whole_twelve_times_a_second_or_with_every_frame(rate):
    snapshot, encoder = (
        after(Trainer(from_values({"dataset": "digits"}, SMALL), load("digits")), 1),
        Encoder(teller("en")),
    )
    frames = [
        unpack(encoder.encode(dataclasses.replace(snapshot, made=1.0 + k / rate), 0))[1] for k in range(10 * rate)
    ]
    walls = [frame for frame in frames if "fixed" in frame]
    assert len(walls) == pytest.approx(min(rate, 12.5) * 10, abs=2)
    for frame in frames:
        assert len({"fixed", "fixed_scores", "real_scores"} & set(frame)) in (0, 3)


def test_nothing_is_held_back_of_a_run_that_stands_or_is_compared():
    snapshot, encoder = (
        after(Trainer(from_values({"dataset": "digits"}, SMALL), load("digits")), 1),
        Encoder(teller("en")),
    )
    for k, (rate, paired) in enumerate([(9.0, False), (9.0, True), (0.0, False), (0.0, True)]):
        frame = dataclasses.replace(snapshot, made=1.0 + k / 1000, steps_per_second=rate)
        assert "fixed" in unpack(encoder.encode(frame, 0, paired=paired))[1]


def test_messages_are_in_the_viewers_language():
    snapshot = after(Trainer(SMALL), 1, message=Message.of(DIVERGED, step=5, quantity=Message.of("D loss"), value="∞"))
    english, chinese = (
        unpack(Encoder(teller(language)).encode(snapshot, 0))[0]["message"] for language in ("en", "zh")
    )
    assert english.startswith("Diverged: D loss is ∞ at step 5.")
    assert chinese.startswith("发散：第 5 步的 D 损失")


def test_a_viewer_watches_and_commands(client, frames, lab):
    entry = lab.open(SMALL)
    with client.websocket_connect(f"/ganlab/live/{entry.run_id}") as socket:
        socket.send_json({"type": "credit", "n": 2})
        stream = frames(socket)
        assert next(frame for frame in stream if frame.get("step", 0) > 3)["status"] == "running"
        socket.send_json({"type": "command", "name": "pause"})
        assert next(frame for frame in stream if frame.get("status") == "paused")
        socket.send_text("not json")
        assert next(frame for frame in stream if frame.get("type") == "refused")
        socket.send_json({"type": "command", "name": "speed", "value": "x"})
        assert "speed: must be a number" in next(frame for frame in stream if frame.get("type") == "refused")["message"]
        socket.send_json({"type": "command", "name": "reset"})
        assert next(frame for frame in stream if frame.get("generation") == 1)["clear"]
    assert entry.wakers == []


def test_without_credit_nothing_is_sent(client, lab):
    entry = lab.open(SMALL)
    with client.websocket_connect(f"/ganlab/live/{entry.run_id}") as socket:
        socket.send_json({"type": "credit", "n": 1})
        socket.receive_bytes()
        socket.send_json({"type": "command", "name": "explode"})  # the next thing to arrive is its answer, not a frame
        assert json.loads(socket.receive()["text"])["type"] == "refused"


def test_strangers_get_one_sentence(client):
    with client.websocket_connect("/ganlab/live/nobody-knows-this") as socket:
        assert socket.receive_json()["message"].startswith("This run is not known here")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == routes.UNKNOWN_RUN


def test_files_are_our_own(client):
    assert len(client.get("/ganlab/plotly.min.js").content) > 1_000_000
    assert client.get(f"/ganlab/static/{routes.version()}/../../routes.py").status_code == 404
    files = [path for path in routes.STATIC.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 1_500_000
    for path in files:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text.replace('protocol === "https:"', "")
