"""Lean frames of a class: as good as full ones to look at, a quarter of them in bytes, encoded once for all in step."""

import base64
import dataclasses
from functools import cache

import numpy as np
import pytest

from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.snapshot import from_codes
from ganlab.presets import PRESETS
from ganlab.web import lean, wire
from ganlab.web.about import teller
from ganlab.web.classroom.broadcast import REMEMBERED, Broadcast
from ganlab.web.wire import Encoder
from tests.support.runs import KINDS, SMALL, config_of

ASKED = {"dataset": "digits", "conditional": "projection", "d_network": "dcgan", "d_hidden": (4, 8)}
RUNS = [*KINDS, "asked", "first-light", "wgan-gp", "digits"]
APART = {"grid": 128, "ideal": 257, "manifold": 2, "real_scores": 128, "fake_scores": 128, "fixed": 8, "fresh": 8}
CURVES = ("steps", "scalars", "measured_steps", "measures")
EVERY = 0.25  # seconds between two frames

READ = """Promise.all(given.map(async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { header, arrays } = await lean.unpack(bytes.buffer);
  const coded = ({ buffer, byteOffset, byteLength }) =>
    btoa(Array.from(new Uint8Array(buffer, byteOffset, byteLength), (byte) => String.fromCharCode(byte)).join(""));
  const listed = Object.entries(arrays).map(([name, { data, shape }]) => [
    name, [data.constructor.name, coded(data), shape],
  ]);
  return [header, Object.fromEntries(listed)];
}))"""


@cache
def shown(kind, count=12, steps=2):
    """Return so many snapshots of a small run that goes on, so many steps and 0.25 s apart."""
    config = (
        PRESETS[kind].config if kind in PRESETS else config_of(kind) if kind in KINDS else from_values(ASKED, SMALL)
    )
    trainer = Trainer(config, load("digits") if config.kind == "images" else None)
    display, found = Display(trainer), []
    for k in range(count):
        for _ in range(steps):
            trainer.step()
        steps_of, scalars = trainer.history.arrays()
        rows = {"steps": steps_of, "scalars": scalars, "steps_per_second": 8.0, "made": 1000 + k * EVERY}
        found.append(dataclasses.replace(display.snapshot(), run_id=f"a-run-of-{kind}", status="running", **rows))
    return found


def full_and_lean(snapshots):
    """Return pairs of a frame, (header, arrays) each, packed as one viewer's and as a class's."""
    encoders = [Encoder(teller("en"), join) for join in (wire.pack, lean.pack)]
    for snapshot in snapshots:
        full, small = (encoder.encode(snapshot, 0) for encoder in encoders)
        assert not lean.is_lean(full)
        yield wire.unpack(full), lean.unpack(small)


def alike(name, full, small):
    """Tell whether an array is as near as it is promised to be, gaps and what is no number just where they were."""
    assert (full.dtype, full.shape) == (small.dtype, small.shape), name
    if full.dtype != np.float32:
        apart = np.abs(full.astype(np.int64) - small)
        return (apart <= APART.get(name, 0)).all() and (name != "ideal" or ((full == 65535) == (small == 65535)).all())
    if name in CURVES:
        return np.allclose(full, small, rtol=2e-5, atol=0, equal_nan=True)
    largest = np.abs(full).max(initial=0)
    return np.array_equal(full, small, equal_nan=True) or bool(np.abs(full - small).max() <= largest / 20_000)


class Follower:
    """Take frames of a broadcast as they come; keep the curve's rows as a view does."""

    def __init__(self, broadcast):
        self.broadcast, self.moment, self.rows, self.seen, self.sizes = broadcast, None, {}, {}, []

    def take(self, moment):
        frames = self.broadcast.since(self.moment)
        self.moment = moment
        for frame in frames:
            header, arrays = lean.unpack(frame)
            self.sizes.append(len(frame))
            if header["clear"] or header["restart_curves"]:
                self.rows = {}
            for name, array in arrays.items():
                kept = self.rows.get(name, array[:0]) if name in CURVES else array[:0]
                (self.rows if name in CURVES else self.seen)[name] = np.concatenate([kept, array])
        return frames


def frames_of(snapshot):
    return [(snapshot, 0, None)]


@pytest.mark.parametrize("kind", RUNS)
def test_a_lean_frame_says_what_the_full_one_says(kind):
    for (header, arrays), (said, found) in full_and_lean(shown(kind)):
        assert {**said, "arrays": None} == {**header, "arrays": None}
        assert list(found) == list(arrays)
        assert [name for name in arrays if not alike(name, arrays[name], found[name])] == []


def test_what_is_no_number_and_gaps_survive():
    odd = np.array([[np.nan, np.inf], [-np.inf, -0.0], [3.4e38, 1e-3], [-3.4e38, -1e30]], np.float32)
    gaps = np.array([[0, 65535, 65534], [32768, 65535, 1]], np.uint16)
    places = np.array([[np.nan, 1.0], [2.0, np.inf]], np.float32)
    none = np.empty((0, 2), np.float32)
    sent = [("scalars", "f4", odd), ("ideal", "u2", gaps), ("fake", "f4", places), ("arrows", "f4", none)]
    sent += [("quiz.real", "u1", np.arange(5)), ("strip.at", "f4", odd), ("timeline", "i4", [-5, 2**31 - 1, -(2**31)])]
    found = lean.unpack(lean.pack({}, sent))[1]
    for name, kind, array in sent:
        assert alike(name, np.asarray(array, wire.KINDS[kind]), found[name]), name
    assert np.array_equal(np.isnan(found["scalars"]), np.isnan(odd))
    assert np.array_equal(np.isinf(found["scalars"]), np.isinf(odd))
    assert np.array_equal(np.isnan(from_codes(found["ideal"], (0, 1), gaps=True)), gaps == 65535)
    with pytest.raises(ValueError, match=r"^frame: must begin with"):
        lean.unpack(wire.pack({}, []))


def test_the_view_reads_what_is_packed(ask_module):
    frames = [Encoder(teller("zh"), lean.pack).encode(shown(kind)[-1], 0) for kind in RUNS]
    odd = np.array([[np.nan, np.inf], [-np.inf, 3.4e38], [-0.0, -1e30]], np.float32)
    frames.append(lean.pack({}, [("scalars", "f4", odd), ("ideal", "u2", np.array([[0, 65535], [65534, 7]]))]))
    read = ask_module(["shell/lean"], READ, [base64.b64encode(frame).decode() for frame in frames])
    types = {"Float32Array": np.float32, "Int32Array": np.int32, "Uint8Array": np.uint8, "Uint16Array": np.uint16}
    for frame, (said, listed) in zip(frames, read, strict=True):
        header, arrays = lean.unpack(frame)
        assert said == header
        assert list(listed) == list(arrays)
        for name, (kind, data, shape) in listed.items():
            values = np.frombuffer(base64.b64decode(data), types[kind]).reshape(shape)
            assert values.dtype == arrays[name].dtype
            assert np.array_equal(values, arrays[name], equal_nan=True), name


def test_messages_keep_their_order_and_an_unreadable_one_gives_credit(ask_module):
    """Lean frames take a while to be read: what comes after them waits, and a link that was closed drops them."""
    small, full = lean.pack({"step": 1}, []), wire.pack({"step": 2}, [])
    given = [base64.b64encode(frame).decode() for frame in (small, full, small[:-3], small)]
    expression = """(async () => {
      const seen = [];
      const sockets = [];
      globalThis.document = { addEventListener() {}, hidden: false };
      globalThis.window = globalThis;
      globalThis.addEventListener ??= () => {};
      globalThis.location ??= { href: "http://localhost/" };
      console.error = () => seen.push("unreadable");
      globalThis.WebSocket = class {
        static OPEN = 1;
        readyState = 1;
        constructor() { sockets.push(this); }
        send(text) { seen.push(JSON.parse(text).n); }
        close() { this.onclose({ code: 1000 }); }
      };
      const on = { frame: ({ header }) => seen.push(`frame ${header.step}`), state() {} };
      on.checked = ({ k }) => seen.push(`checked ${k}`);
      const link = new socket.Link("ws://localhost/", on);
      const tell = (k) => sockets[0].onmessage({ data: JSON.stringify({ type: "checked", k }) });
      const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
      const [small, full, broken, last] = given.map(bytes);
      let done;
      const all = new Promise((resolve) => (done = resolve));
      for (const [k, data] of [small, broken, full].entries()) { sockets[0].onmessage({ data }); tell(k); }
      on.checked = ((before) => (message) => { before(message); if (message.k === 9) done(); })(on.checked);
      tell(9);
      await all;
      sockets[0].onmessage({ data: last });
      link.close();
      await lean.unpack(last);
      return seen;
    })()"""
    seen = ask_module(["shell/socket", "shell/lean"], expression, given)
    order = ["frame 1", "checked 0", "unreadable", 1, "checked 1", "frame 2", "checked 2", "checked 9"]
    assert seen == order


# -- one for all who follow -------------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("kind", RUNS)
def test_whoever_skips_moments_ends_with_the_same_as_who_takes_each(kind):
    broadcast, snapshots = Broadcast(teller("en")), shown(kind, 40)
    followers = {every: Follower(broadcast) for every in (1, 2, 3, 7, 39)}
    for k, snapshot in enumerate(snapshots):
        moment = broadcast.see(frames_of(snapshot))
        for every, follower in followers.items():
            if k % every == 0 or k >= 39 - 4 / EVERY:  # at the end all have had each wall's turn
                follower.take(moment)
    each, *others = followers.values()
    assert np.array_equal(each.rows["steps"], snapshots[-1].steps)
    for other in others:
        for mine, theirs in ((each.rows, other.rows), (each.seen, other.seen)):
            assert set(mine) == set(theirs)
            assert [name for name in mine if not np.array_equal(mine[name], theirs[name], equal_nan=True)] == []


@pytest.mark.wide
def test_followers_in_step_are_sent_the_same_object_encoded_once(monkeypatch):
    made, pack = [], lean.pack
    monkeypatch.setattr(lean, "pack", lambda *frame: made.append(1) or pack(*frame))
    broadcast, followers = Broadcast(teller("en")), []
    followers = [Follower(broadcast) for _ in range(200)]
    for k, snapshot in enumerate(shown("points")):
        moment = broadcast.see(frames_of(snapshot))
        assert broadcast.see(frames_of(snapshot)) == broadcast.see([]) == moment
        taken = [follower.take(moment) for follower in followers]
        assert len({id(frame) for (frame,) in taken}) == 1
        assert len(made) == k + 1
        assert broadcast.since(moment) == []


def test_newcomers_are_sent_all_there_is_and_cost_the_others_nothing():
    snapshots, (alone, joined) = shown("images", 20), (Broadcast(teller("en")) for _ in range(2))
    one, other = Follower(alone), Follower(joined)
    for snapshot in snapshots:
        one.take(alone.see(frames_of(snapshot)))
        moment = joined.see(frames_of(snapshot))
        newcomer = Follower(joined)
        newcomer.take(moment)
        other.take(moment)
        assert {"real", "noise", "fixed", "fresh"} <= set(newcomer.seen)
        assert np.array_equal(newcomer.rows["steps"], snapshot.steps)
    assert other.sizes == one.sizes


def test_a_moment_long_ago_another_run_and_another_generation_are_begun_anew():
    broadcast, (first, *others) = Broadcast(teller("en")), shown("points", REMEMBERED + 2)
    moment = broadcast.see(frames_of(first))
    assert broadcast.since(None)
    for snapshot in others[:-1]:
        broadcast.see(frames_of(snapshot))
    assert not lean.unpack(broadcast.since(moment)[0])[0]["clear"]
    newest = broadcast.see(frames_of(others[-1]))
    assert broadcast.since(moment)[0] is broadcast.since(None)[0]
    for other in (shown("raw")[0], dataclasses.replace(shown("raw")[0], generation=1)):
        before, newest = newest, broadcast.see(frames_of(other))
        (header, arrays), *_ = [lean.unpack(frame) for frame in broadcast.since(before)]
        assert header["clear"]
        assert {"real", "density", "lattice", "steps"} <= set(arrays)


def test_of_a_pair_both_are_sent_the_other_first():
    broadcast, (points, raw) = Broadcast(teller("en")), (shown("points"), shown("raw"))
    alone = broadcast.see(frames_of(points[0]))
    broadcast.since(None)
    for k in (1, 2):
        before, _ = alone, broadcast.see([(raw[k], 0, None), (points[k], 0, None)])
        frames = [lean.unpack(frame)[0] for frame in broadcast.since(before)]
        assert [header["clear"] for header in frames] == [k == 1, False]
        assert [header["beside"] for header in frames] == [None, frames[0]["run"]]
        alone = broadcast.see([(raw[k], 0, None), (points[k], 0, None)])


def test_what_only_some_have_seen_is_sent_to_all_again():
    """One has had a batch that the other has not, where both come to a moment without one."""
    first, *rest = shown("points")[:4]
    second, third, last = (dataclasses.replace(snapshot, generation=1) for snapshot in rest)
    broadcast = Broadcast(teller("en"))
    every, other = Follower(broadcast), Follower(broadcast)
    start = broadcast.see(frames_of(first))
    every.take(start), other.take(start)
    every.take(broadcast.see(frames_of(second)))
    newest = broadcast.see(frames_of(dataclasses.replace(third, real=None)))
    every.take(newest), other.take(newest)
    other.seen.clear()
    newest = broadcast.see(frames_of(last))
    assert every.take(newest)[0] is other.take(newest)[0]
    assert {"real", "density", "lattice"} <= set(other.seen)


@pytest.mark.wide
@pytest.mark.parametrize(("kind", "most"), [("first-light", 6_000), ("digits", 10_000)])
def test_frames_are_small(kind, most):
    broadcast = Broadcast(teller("en"))
    follower = Follower(broadcast)
    for snapshot in shown(kind, 40):
        follower.take(broadcast.see(frames_of(snapshot)))
    assert follower.sizes[0] <= 40_000 + 20_000 * (kind == "digits")
    assert np.mean(follower.sizes[1:]) <= most
