"""Films: every experiment has one of what it is now, what is to be seen in one moves, a recording can be repeated."""

import base64
import io
import subprocess
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from ganlab.data.images import load
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import films
from ganlab.observe.display import Display
from ganlab.presets import PRESETS

FILMS = films.films()
OF_POINTS, OF_PICTURES, OF_PLACES = (
    [key for key, preset in PRESETS.items() if preset.config.kind == kind] for kind in ("points", "images", "dirac")
)
ASKED = [key for key in OF_PICTURES if PRESETS[key].config.conditional != "none"]


def numbers(text, *shape):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(*shape, 2).astype(int)


def strip(text):
    """Return the frames of a film of pictures, 12 of (40, 40), from 0 to 1."""
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        assert picture.format == "PNG"
        return np.hsplit(np.array(picture.convert("L")) / 255, films.FRAMES)


def apart(fakes, real):
    """Return how far fakes are from the nearest real point, and real points from the nearest fake, on average."""
    between = np.linalg.norm(fakes[:, None] - real, axis=2)
    return between.min(0).mean() + between.min(1).mean()


@pytest.mark.parametrize("key", PRESETS)
def test_every_experiment_has_a_film_of_what_it_is_now(key):
    command = f"run: python -m ganlab presets --film {key}"
    assert key in FILMS, command
    assert FILMS[key]["sign"] == films.sign(PRESETS[key]), command


def test_there_are_no_others_and_they_are_small():
    assert list(FILMS) == list(PRESETS)
    assert films.FILE.stat().st_size <= films.MOST_BYTES


def test_another_config_length_or_way_to_record_is_another_sign(monkeypatch):
    preset = PRESETS["ring"]
    signs = {films.sign(preset), films.sign(PRESETS["line"])}
    signs |= {films.sign(type(preset)("", "", preset.settings, preset.claim, story=7))}
    monkeypatch.setattr(films, "VERSION", films.VERSION + 1)
    signs |= {films.sign(preset)}
    assert len(signs) == 4
    assert films.stale() == list(PRESETS)


@pytest.mark.parametrize("key", OF_POINTS)
def test_a_film_of_points_has_its_frames_and_moves_unless_it_stopped_at_once(key):
    assert numbers(FILMS[key]["real"], films.SHOWN).std() > 5
    fakes = numbers(FILMS[key]["fakes"], films.FRAMES, films.SHOWN)
    moved = np.abs(np.diff(fakes, axis=0)).mean((1, 2))
    assert (moved.max() > 2) == (FILMS[key].get("stopped") != 1)


@pytest.mark.parametrize("key", ["first-light", "converge", "wgan-gp", "vanishing-saved", "three-blobs", "ring"])
def test_fakes_come_nearer_to_the_data(key):
    real, fakes = numbers(FILMS[key]["real"], -1), numbers(FILMS[key]["fakes"], films.FRAMES, -1)
    assert apart(fakes[-1], real) < 0.6 * apart(fakes[0], real)


@pytest.mark.parametrize("key", OF_PICTURES)
def test_a_strip_has_its_frames(key):
    frames = strip(FILMS[key]["strip"])
    assert {frame.shape for frame in frames} == {(films.TILE, films.TILE)}
    still = PRESETS[key].config.start != "scratch"  # whose digits are good from the first frame on
    assert (np.abs(frames[-1] - frames[0]).mean() > 0.03) == (not still)


@pytest.mark.parametrize("key", ASKED)
def test_of_a_conditional_g_other_labels_are_shown(key):
    config = from_values({"dataset": "digits", "start": "scratch"}, PRESETS[key].config)
    trainer = Trainer(config, load("digits"))
    assert len(set(trainer.labels_of(Display(trainer).z[:4]).tolist())) == 4


@pytest.mark.parametrize("key", OF_PLACES)
def test_a_path_begins_and_ends_where_the_game_does(key):
    path, told = numbers(FILMS[key]["path"], -1) / 255 * 4 - 2, PRESETS[key].told
    trainer = Trainer(PRESETS[key].config)
    assert len(path) == min(films.PLACES, told) + 1
    assert np.allclose(path[0], trainer.place, atol=0.01)
    if told <= 250:
        for _ in range(told):
            trainer.step()
        assert np.allclose(path[-1], np.clip(trainer.place, -2, 2), atol=0.02)


@pytest.mark.parametrize(("key", "turns"), [("dirac-circle", 15), ("dirac-clip", 30)])
def test_a_circle_is_seen_to_turn(key, turns):
    """As often as the game does, and no corner is cut: from place to place is a twelfth of a turn at most."""
    angles = np.unwrap(np.arctan2(*(numbers(FILMS[key]["path"], -1) - 127.5).T))
    assert np.abs(np.diff(angles)).max() < 2 * np.pi / 12
    assert abs(angles[-1] - angles[0]) > turns * 2 * np.pi


@pytest.mark.parametrize("key", ["line", "dirac-r1", "digits-collapse"])
def test_a_recording_can_be_repeated_bit_for_bit(key):
    config = PRESETS[key].config
    images = load("digits") if config.kind == "images" else None
    first, second = (films.record(config, 12, images) for _ in range(2))
    assert first == second
    assert first["kind"] == config.kind


def test_a_frame_is_of_the_fakes_that_the_run_shows_at_its_step():
    config = PRESETS["line"].config
    display = Display(Trainer(config))
    for _ in range(24):
        display.trainer.step()
    shown = torch.tensor(display.snapshot().fake[: films.SHOWN])
    last = numbers(films.record(config, 24)["fakes"], films.FRAMES, films.SHOWN)[-1]
    assert np.abs(last - (shown.clamp(0, 1) * 255).numpy()).max() <= 1


def test_a_run_that_diverges_stands_still_from_there_on():
    film = films.record(PRESETS["divergence"].config, 100)
    fakes = numbers(film["fakes"], films.FRAMES, films.SHOWN)
    assert film["stopped"] == 1
    assert (fakes == fakes[0]).all()


@pytest.mark.wide
def test_films_are_read_without_torch():
    code = "import sys; from ganlab.observe import films; films.stale(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
