"""Animations: short and small whatever was seen, from the record's first frame to its last, of one run or of two."""

import dataclasses
import itertools

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ganlab.export import animation
from ganlab.export.drawing import colours, ink
from ganlab.export.drawing.ink import Words
from ganlab.export.drawing.sheet import Sheet
from ganlab.observe.record import Record
from tests.support.drawn import FOLDER, lengthened, noisy, taken, task

MAKERS = {"gif": animation.gif, "webp": animation.webp}
KINDS = ("points", "images", "asked", "dirac")


def frames_of(path):
    """Return the frames (n, h, w, 3) of an animation, and how long each is shown, in milliseconds."""
    with Image.open(path) as image:
        found = [(np.asarray(frame.convert("RGB")), frame.info["duration"]) for frame in ImageSequence.Iterator(image)]
        assert image.info["loop"] == 0
    return np.stack([frame for frame, _ in found]), [lasts for _, lasts in found]


def still(record, at):
    sheet = Sheet([record.frames], Words())
    sheet.show([record.frames[at]])
    return sheet.drawn().astype(int)


def small(path):
    frames, lasts = frames_of(path)
    assert sum(lasts) <= 1000 * animation.MOST_SECONDS
    assert path.stat().st_size <= animation.MOST_BYTES
    return frames, lasts


@pytest.mark.wide
@pytest.mark.parametrize(("kind", "ending"), [*((kind, "gif") for kind in KINDS), ("points", "webp")])
def test_a_film_goes_from_the_first_frame_to_the_last(kind, ending, tmp_path):
    record, shares = taken(kind), []
    made = task(tmp_path, record, progress=shares.append)
    MAKERS[ending](made)
    frames, lasts = small(made.path)
    assert frames.shape == (len(record.frames), 480, 480, 3)
    for at in (0, -1):
        assert np.abs(frames[at].astype(int) - still(record, at)).mean() < 4
    assert all((one != other).any() for one, other in itertools.pairwise(frames))
    assert lasts[-1] == max(lasts) > lasts[0]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0, 1) and len(shares) > len(record.frames)


def test_a_pair_is_shown_at_the_same_steps(tmp_path):
    a, b = taken(), taken(d_lr=0.0123)
    short = Record(b.past[3], b.past[:3])  # has stopped earlier
    made = task(tmp_path, a, dataclasses.replace(short, shown=dataclasses.replace(b.shown, step=b.past[3].step)))
    animation.gif(made)
    frames, _ = small(made.path)
    assert frames.shape == (len(a.frames), 480, 960, 3)
    right = frames[:, :, 480:].astype(int)
    assert (right[2] != right[3]).any() and (right[-1] == right[-2]).all()


def test_moments_are_the_newest_frames_of_each_run_thinned_evenly():
    record = lengthened(taken(), 300)
    shown = [frame.step for (frame,) in animation.moments([record.frames])]
    assert (shown[0], shown[-1], len(shown)) == (0, record.step, animation.MOST_FRAMES)
    assert max(np.diff(shown)) <= 2 * min(np.diff(shown)) + 1
    pairs = animation.moments([record.frames, taken().frames])
    assert [b.step for _, b in pairs] == [min(a.step, taken().step) for a, _ in pairs]


@pytest.mark.parametrize("n", [1, 2, 3, 40, 120, 500])
def test_places_are_even_and_have_both_ends(n):
    for most in (1, 2, 7, 120):
        places = animation.spread(n, most)
        assert (places[0], places[-1], len(places)) == (0, n - 1, min(n, max(2, most)))
        assert np.ptp(np.diff(places)) <= 1 if len(places) > 1 else n == 1
    assert sum(animation.durations(min(n, animation.MOST_FRAMES))) <= 1000 * animation.MOST_SECONDS


@pytest.mark.wide
@pytest.mark.parametrize("ending", MAKERS)
def test_a_film_of_noise_is_thinned_until_it_is_small(ending, tmp_path, monkeypatch):
    """Its frames first, then its colours, then its frames again; what it begins and ends with stays."""
    record = lengthened(taken("images"), 10, noisy)
    made, colours_then = task(tmp_path, record), 257
    monkeypatch.setattr(animation, "LEAST_FRAMES", 6)
    for limit, least in ((1_000_000, 6), (150_000, 2)):
        monkeypatch.setattr(animation, "MOST_BYTES", limit)
        MAKERS[ending](made)
        frames, _ = small(made.path)
        assert least <= len(frames) < len(record.frames)
        seen = len(np.unique(frames[-1].reshape(-1, 3), axis=0))
        assert seen < colours_then
        colours_then = seen
        for at in (0, -1):
            assert np.abs(frames[at].astype(int) - still(record, at)).mean() < 25


def test_the_fewest_colours_have_all_that_things_are_told_apart_by():
    for level in colours.LEVELS:
        found = {tuple(colour) for colour in colours.colours(*level).tolist()}
        assert len(found) <= 256
        assert {tuple(ink.rgb(ink.PALETTE[role]).astype(int)) for role in colours.ROLES} <= found
        fake, real = (tuple(ink.ground(np.array(side), (0.0, 1.0)).tolist()) for side in (0.0, 1.0))
        assert {fake, real, (255, 255, 255), (0, 0, 0)} <= found
        assert {tuple(colour) for colour in ink.answer_colours(np.array([0.0, 0.5, 1.0])).tolist()} <= found


@pytest.mark.parametrize("ending", MAKERS)
def test_a_run_of_one_frame_is_a_film_of_one(ending, tmp_path):
    made = task(tmp_path, Record(taken().shown))
    MAKERS[ending](made)
    with Image.open(made.path) as image:
        assert (image.size, image.format) == ((480, 480), ending.upper())


class StoppedError(Exception):
    """What ends a task."""


@pytest.mark.parametrize("ending", MAKERS)
def test_it_can_be_cancelled_at_any_moment_and_leaves_nothing(ending, tmp_path):
    shares, short = [], Record(taken().shown, taken().past[:2])
    MAKERS[ending](task(tmp_path, short, progress=shares.append))
    (tmp_path / FOLDER / "made").unlink()
    for at in (shares[0], shares[2], shares[-2]):

        def progress(share, at=at):
            if share >= at:
                raise StoppedError

        with pytest.raises(StoppedError):
            MAKERS[ending](task(tmp_path, short, progress=progress))
        assert not list((tmp_path / FOLDER).iterdir())


@pytest.mark.parametrize("name", ["pathlib.Path.write_bytes", "os.replace"])
def test_a_full_disk_is_told_and_leaves_nothing(name, tmp_path, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(name, full)
    with pytest.raises(OSError, match="No space"):
        animation.gif(task(tmp_path, Record(taken().shown)))
    assert not list((tmp_path / FOLDER).iterdir())
