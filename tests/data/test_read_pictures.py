"""A set of pictures that people bring: what is decided over all of it, what is said of it, and how it is kept."""

import hashlib
import io
import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from ganlab.data import images_of
from ganlab.data.own import pictures, summary
from ganlab.data.own.read_pictures import gather
from ganlab.data.own.refusal import UploadError
from ganlab.data.own.store import MissingError
from ganlab.gan.config import DEFAULT, ConfigError, from_values
from ganlab.gan.trainer import Trainer
from ganlab.presets.complete import complete
from ganlab.web.page import address
from ganlab.web.words import LANGUAGES, say
from tests.support.own_data import album
from tests.support.pictures import encoded

DISCS = album(24)  # bright squares on black


def files(pictures, *arguments, **options):
    return [(f"{k}.png", encoded(picture, *arguments, **options)) for k, picture in enumerate(pictures)]


def with_opacity(colour, opacity):
    return np.stack([np.full_like(opacity, colour), opacity], 2)


def sixteen(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint16)).save(out, "PNG")
    return out.getvalue()


# -- one ground and one range ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", [0, 60, 200, 255])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_a_figure_that_is_seen_through_around_it_is_seen_whatever_its_colour(colour, fit):
    found = gather(files([with_opacity(colour, disc) for disc in DISCS]))
    ground = 0 if colour > 127 else 255
    assert np.array_equal(found.fits[fit], np.where(DISCS > 0, colour, ground))
    lie = "black, where more of them is seen than on white" if ground == 0 else "white"
    assert [str(message) for message in found.decisions(fit)] == [f"24 transparent pictures lie on {lie}."]


def test_all_pictures_stand_on_the_same_ground_and_the_most_decide():
    """Also where one would be seen better on the other, and a padded one is padded with it."""
    light, dark = (with_opacity(colour, DISCS[0]) for colour in (255, 0))
    found = gather(files([light, light, dark, np.concatenate([light, light], 1), DISCS[1]]))
    assert (found.fits["crop"][:3, 0, 0] == 0).all() and (found.fits["pad"][3, 0] == 0).all()
    assert np.array_equal(found.fits["crop"][4], DISCS[1])
    assert "4 transparent pictures lie on black" in str(found.decided[0])
    assert "Of 5 pictures 1 is one flat grey." in map(str, found.warnings(found.fit))


@pytest.mark.parametrize("bits", range(9, 17))
@pytest.mark.parametrize("base", [0, 100])
def test_greys_of_any_number_of_bits_go_from_black_to_white(bits, base):
    most = 2**bits - 1
    values = base + np.rint(DISCS / 255 * (most - base)).astype(int)
    values[0, :14] //= 2  # darker ones stay darker than those of the other pictures
    found = gather([(f"{k}.png", sixteen(picture)) for k, picture in enumerate(values)])
    low, high = values.min(), values.max()
    expected = (values - low) / (high - low) * 255
    assert abs(found.fits["crop"] - expected).max() <= 1
    assert f"The values {low:,.4g} to {high:,.4g} of files with more than 256 greys" in str(found.decided[0])


def test_pictures_of_256_greys_are_as_they_are_beside_others():
    found = gather([*files([DISCS[0] // 2]), ("deep.png", sixteen(DISCS[1].astype(int) * 16))])
    assert np.array_equal(found.fits["crop"], np.stack([DISCS[0] // 2, DISCS[1]]))


def test_what_is_cut_off_of_oblong_pictures_is_said():
    found = gather(files([*NOISE[:60], *(np.concatenate([picture] * 2, 1) for picture in NOISE[60:63])]))
    assert "3 pictures are no squares: their middle squares are taken." in map(str, found.decisions("crop"))
    assert "3 pictures are no squares: they stand on squares of their edge's grey." in map(str, found.decisions("pad"))
    assert gather(files(NOISE[:2])).decisions("crop") == []


def test_dark_and_light_are_swapped():
    found = gather(files(DISCS))
    assert np.array_equal(found.pixels("pad", True), 255 - DISCS)


def test_a_whole_picture_is_padded_with_the_grey_of_its_edge():
    wide = np.full((56, 112), 40, np.uint8)
    wide[:, 28:84] = 90
    padded = gather(files([wide, wide])).fits["pad"][0]
    assert (padded[:7] == padded[0, 0]).all() and (padded[21:] == padded[0, 0]).all()
    assert padded[0, 0] in (40, 90)
    assert padded[14].tolist() == [40] * 7 + [90] * 14 + [40] * 7


# -- what came out --------------------------------------------------------------------------------------------------

NOISE = np.random.default_rng(0).integers(0, 256, (80, 28, 28)).astype(np.uint8)
WIDE = np.full((70, 28, 84), 128, np.uint8)
WIDE[:, :, :21] = NOISE[:70, :14, :7].repeat(2, 1).repeat(3, 2)
AMISS = {
    "nothing": (NOISE, []),
    "all the same": (NOISE[[0] * 80], ["All 80 pictures are the same: this one is all that G can learn."]),
    "copies": (NOISE[[*range(70), *range(30)]], ["Many are copies: of 100 pictures only 70 are different."]),
    "few": (NOISE[:63], ["There are few: 63 different pictures, and a usual batch takes 64. D learns them by heart."]),
    "nearly one grey": (
        100 + NOISE // 64,
        ["Nearly all is one grey: 98 % of the values lie between 100 and 103 of 255."],
    ),
    "some of one grey": (
        np.concatenate([NOISE, np.stack([np.full((28, 28), 9 * k, np.uint8) for k in range(3)])]),
        ["Of 83 pictures 3 are one flat grey."],
    ),
    "hardly different": (
        np.where(np.arange(28) < 14, 200, 20).astype(np.uint8) + NOISE // 64,
        ["The pictures hardly differ: a pixel differs by 1.1 of 255 from one to the next."],
    ),
    "the middle is empty": (
        WIDE,
        ["The middle has only one grey: what there is to see lies beside it. Take the whole."],
    ),
}


def test_what_is_described_is_what_is_trained_on():
    shown = [(f"{name}/{k}.png", encoded(NOISE[k])) for k in range(6) for name in "ab"]
    found = gather([*shown, ("a/bad.png", b"\x89PNG\r\n\x1a\n")])
    told = json.loads(json.dumps(found.described()))
    seen = summary.summary(found.pixels(found.fit, False))
    assert (told["kind"], told["n"], told["classes"], told["distinct"]) == ("pictures", 12, {"a": 6, "b": 6}, 6)
    assert (told["contrast"], told["spread"]) == (round(seen.contrast, 4), round(seen.spread, 4))
    assert told["decisions"] == [] and told["warnings"][0] == "Left out: a/bad.png (damaged)."


@pytest.mark.parametrize("name", AMISS)
def test_what_will_be_learned_badly_is_said_with_its_cause(name):
    pixels, sentences = AMISS[name]
    found = gather(files(pixels))
    assert [str(message) for message in found.warnings("crop")] == sentences
    assert (found.fit == "pad") == (name == "the middle is empty")
    assert not found.warnings("pad") or found.fit == "crop"
    for language in LANGUAGES:
        assert not any(re.search(r"[{}\n]", say(message, language)) for message in found.warnings(found.fit))


def test_what_is_summed_up_is_what_it_is_called():
    seen = summary.summary(DISCS)
    values = DISCS.reshape(24, -1) / 255
    assert (seen.n, seen.distinct, seen.flat, seen.low, seen.high) == (24, len(np.unique(values, axis=0)), 0, 0, 255)
    assert seen.contrast == pytest.approx(values.std(1).mean(), abs=1e-6)
    assert seen.spread == pytest.approx(values.std(0).mean(), abs=1e-6)


NOTHING = {
    "white": ([np.full((30, 40), 255)] * 9, "all 9 are white everywhere (grey 255 of 255)"),
    "black": ([np.zeros((30, 40))] * 2, "all 2 are black everywhere (grey 0 of 255)"),
    "grey": ([np.full((30, 40), 77)] * 3, "all 3 are grey everywhere (grey 77 of 255)"),
    "transparent": ([with_opacity(200, np.zeros((28, 28), np.uint8))] * 4, "all 4 are transparent everywhere"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_pictures_with_nothing_in_them_are_refused_with_the_cause(name):
    """Of one flat grey there is nothing to see and nothing to learn; two flat greys are a set, and warned of."""
    shown, cause = NOTHING[name]
    with pytest.raises(UploadError, match=re.escape(f"The pictures must show something; {cause}")):
        gather(files(shown))
    found = gather(files([*shown[:1], np.full((28, 28), 120)]))
    assert any("one flat grey" in str(message) or "one grey" in str(message) for message in found.warnings(found.fit))


def test_of_greys_of_more_bits_the_value_that_they_all_have_is_said():
    with pytest.raises(UploadError, match="all 3 have the value 2,000 everywhere"):
        gather([(f"{k}.png", sixteen(np.full((28, 28), 2000))) for k in range(3)])


def test_a_picture_beside_the_classes_is_left_out_by_name_unless_most_lie_there():
    shown = [(f"ds/{name}/images/{k}.png", encoded(NOISE[k])) for k in range(5) for name in ("n01", "n02")]
    cover = ("ds/cover.png", encoded(NOISE[9]))
    for brought in (shown, [cover, *shown], [*shown, ("readme.png", encoded(NOISE[8])), cover]):
        found = gather(brought)
        assert found.counts == {"n01": 5, "n02": 5}
        assert np.array_equal(found.fits["crop"], NOISE[:5].repeat(2, 0))
        said = " ".join(map(str, found.left_out))
        assert ("ds/cover.png" in said and "beside the folders of the classes" in said) == (cover in brought)
    found = gather([*shown[:4], *((f"{k}.png", encoded(NOISE[k])) for k in range(5))])
    assert found.labels is None and len(found.fits["crop"]) == 9
    assert "no classes, since 5 of 9 pictures lie beside them" in str(found.left_out[0])


# -- kept and trained on ------------------------------------------------------------------------------------------


def test_pictures_are_kept_under_the_hash_of_their_content(runs_folder, monkeypatch):
    made = album()
    key = pictures.keep(made)
    assert key == pictures.keep(made.copy()) == hashlib.sha256(made.tobytes()).hexdigest()[:16]
    assert key != pictures.keep(album(seed=1))
    assert np.array_equal(pictures.read(key), made)
    assert {path.suffix for path in runs_folder.rglob("*") if path.is_file()} == {".npz"}
    monkeypatch.setattr(pictures, "MOST_SETS", 3)
    keys = [pictures.keep(album(n)) for n in range(1, 7)]
    assert len(list((runs_folder / "pictures").iterdir())) == 3
    assert pictures.kept(keys[-1])


@pytest.mark.wide
def test_pictures_are_trained_on_like_any_other_set(own_lab, watch):
    lab = own_lab  # its worker looks in the same folder
    key = pictures.keep(album())
    config = complete(DEFAULT, {"dataset": "pictures", "pictures": key})
    assert (config.kind, config.latent_dim) == ("images", 40)
    trainer = Trainer(config, images_of(config))
    assert torch.equal(trainer.images.pixels, torch.from_numpy(album()))
    trainer.step()
    entry = lab.open(config)
    with watch(lab, entry) as viewer:
        frame = viewer.until(lambda snapshot: snapshot.step > 2)
    assert set(map(bytes, frame.real)) <= set(map(bytes, album()))
    lab.command(entry.run_id, "set", {"dataset": "moons"})
    lab.command(entry.run_id, "set", {"dataset": "pictures"})
    assert entry.config == config


def test_pictures_that_are_not_here_are_said():
    key = "0123456789abcdef"
    with pytest.raises(ConfigError, match=f"pictures: must have been uploaded to this server.*got “{key}”"):
        complete(DEFAULT, {"dataset": "pictures", "pictures": key})
    with pytest.raises(ConfigError, match="dataset: must come with uploaded pictures"):
        from_values({"dataset": "pictures"})
    with pytest.raises(ConfigError, match="pictures: must be the 16 hexadecimal digits"):
        from_values({"pictures": "../../etc/passwd"})
    config, _, errors = address.read({"dataset": "pictures", "pictures": key, "g_lr": "0.01"})
    assert (config.dataset, config.pictures, config.g_lr) == ("eight-gaussians", "", 0.01)
    assert [error.field for error in errors] == ["pictures"]
    pictures.path_of(key).parent.mkdir(parents=True)
    pictures.path_of(key).write_bytes(b"damaged")
    with pytest.raises(MissingError, match=f"pictures: must have been uploaded to this server; got “{key}”"):
        pictures.load(key)
