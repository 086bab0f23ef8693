"""One picture of any format and make: known pixels become known pixels, and what cannot be used says why."""

import io
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from ganlab.data.own import read_picture as reader
from ganlab.data.own.read_pictures import gather
from tests.support.pictures import chunk, encoded, png

CORNER = np.zeros((28, 28), np.uint8)
CORNER[:14, :7] = 200  # tells all eight orientations apart
GREY = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
GOOD = encoded(GREY)


def one(data, fit="crop"):
    """Read a picture that has 256 greys and is opaque."""
    found = reader.read(data, [reader.MOST_PIXELS])
    assert isinstance(found, reader.Picture), found
    small = found.fits[fit]
    assert (small.scale, small.opacity) == ("byte", None)
    return small.grey.astype(int)


@pytest.mark.parametrize("times", [1, 2, 10])
def test_grey_pixels_are_averaged_exactly(times):
    """Every pixel of 28×28 is the mean of the pixels that fall into it."""
    large = GREY.repeat(times, 0).repeat(times, 1)
    assert np.array_equal(one(encoded(large)), GREY)
    noisy = np.random.default_rng(1).integers(0, 256, large.shape)
    mean = noisy.reshape(28, times, 28, times).mean((1, 3))
    assert abs(one(encoded(noisy)) - mean).max() <= 1


LOSSLESS = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "GIF": ("1", "L", "P", "RGB"),
    "WEBP": ("L", "P", "RGB", "RGBA"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "TIFF": ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"),
    "PPM": ("1", "L", "RGB"),
}
MAKES = {
    f"{kind} {mode}": (kind, mode, {"lossless": True} if kind == "WEBP" else {})
    for kind, modes in LOSSLESS.items()
    for mode in modes
} | {
    "animated PNG": ("PNG", "L", {"save_all": True, "append_images": [Image.fromarray(255 - CORNER)] * 3}),
    "compressed TIFF": ("TIFF", "L", {"compression": "tiff_lzw"}),
    "JPEG": ("JPEG", "RGB", {"quality": 98}),
    "progressive JPEG": ("JPEG", "RGB", {"quality": 98, "progressive": True}),
    "CMYK JPEG": ("JPEG", "CMYK", {"quality": 98}),
    "JPEG with a profile": ("JPEG", "RGB", {"quality": 98, "icc_profile": b"no profile that anybody knows"}),
    "JPEG of two pictures": (
        "MPO",
        "RGB",
        {"quality": 98, "save_all": True, "append_images": [Image.new("RGB", (8, 8))]},
    ),
}


@pytest.mark.parametrize("make", MAKES)
def test_pictures_of_every_make_become_the_same_grey(make):
    kind, mode, options = MAKES[make]
    pixels = CORNER.repeat(8, 0).repeat(8, 1)
    data = encoded(pixels // 200 * 255 if mode == "1" else pixels, kind, mode, **options)
    assert abs(one(data) - (CORNER // 200 * 255 if mode == "1" else CORNER.astype(int))).max() <= (
        16 if "JPEG" in make else 2
    )


def test_interlaced_rows_of_half_bytes_are_read():
    rows = b"".join(b"\0" + bytes(row[::2] << 4 | row[1::2]) for row in CORNER // 17)
    assert np.array_equal(one(png(28, 28, zlib.compress(rows), depth=4)), CORNER // 17 * 17)


def test_a_photo_of_any_phone_is_decoded_at_a_fraction_of_its_size(monkeypatch):
    """Of 50 megapixels hardly one is decoded: that is what the limit counts, and what takes time and room."""
    side = 7100
    data = encoded(np.kron(CORNER[::7, ::7], np.ones((side // 4, side // 4), np.uint8)), "JPEG", "RGB")
    budget = [1_000_000]
    found = reader.read(data, budget)
    assert budget[0] > 0
    assert abs(found.fits["crop"].grey - CORNER).max() <= 16
    monkeypatch.setattr(reader, "MOST_PIXELS", 700_000)
    assert reader.read(data, [10**9]) == reader.LARGE


# -- more than 256 greys, and what is seen through ------------------------------------------------------------------

DEEP = np.random.default_rng(2).integers(0, 4096, (28, 28)).astype(np.uint16)


def sixteen(bands, colour):
    """A PNG of 16 bits a band."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in bands)
    return png(*bands.shape[:2], zlib.compress(rows), depth=16, colour=colour)


def saved(pixels, kind, **options):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


OPAQUE = np.full_like(DEEP, 65535)
OF_MANY_GREYS = {
    "PNG": lambda: saved(DEEP, "PNG"),
    "TIFF": lambda: saved(DEEP, "TIFF"),
    "TIFF of the other byte order": lambda: saved(DEEP, "TIFF", big_endian=True),
    "compressed TIFF": lambda: saved(DEEP, "TIFF", compression="tiff_lzw"),
    "TIFF of 32 bits": lambda: saved(DEEP.astype(np.int32), "TIFF"),
    "TIFF of real numbers": lambda: saved(DEEP.astype(np.float32), "TIFF"),
    "PGM": lambda: b"P5 28 28 65535\n" + DEEP.astype(">u2").tobytes(),
    "PNG, grey and alpha": lambda: sixteen(np.stack([DEEP, OPAQUE], 2), 4),
    "PNG, RGB": lambda: sixteen(np.stack([DEEP] * 3, 2), 2),
    "PNG, RGBA": lambda: sixteen(np.stack([DEEP] * 3 + [OPAQUE], 2), 6),
}


@pytest.mark.parametrize("make", OF_MANY_GREYS)
def test_more_than_256_greys_are_read_as_they_are(make):
    small = reader.read(OF_MANY_GREYS[make](), [reader.MOST_PIXELS]).fits["crop"]
    assert small.scale == ("real" if "real" in make else "whole")
    assert small.opacity is None
    assert abs(small.grey - DEEP).max() < 0.01


def test_a_tiff_whose_zero_is_white_is_no_negative():
    light, dark = (
        reader.read(saved(DEEP, "TIFF", tiffinfo={262: zero}), [reader.MOST_PIXELS]).fits["crop"] for zero in (0, 1)
    )
    assert np.array_equal(dark.grey, DEEP)
    assert np.array_equal(light.grey, 65535 - DEEP)


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("raw", ["RGB;16B", "RGB;16L", "RGB;16N", "RGBA;16B", "RGBA;16L", "RGBA;16N"])
def test_the_lower_bytes_of_colours_are_found_in_any_order_of_bytes(raw, order, monkeypatch):
    """The upper byte in one order is the lower one in the other."""
    monkeypatch.setattr(sys, "byteorder", order)
    image = Image.new(raw.partition(";")[0], (1, 1))
    image.tile = [type("Tile", (), {"args": (raw, 0, 1)})]
    native = {"little": "L", "big": "B"}[order]
    assert {raw[-1].replace("N", native), reader._low_bytes(image)[-1]} == {"L", "B"}


def test_numbers_that_are_none_are_black():
    values = np.array([[np.nan, np.inf], [-np.inf, 1]], np.float32).repeat(14, 0).repeat(14, 1)
    grey = reader.read(saved(values, "TIFF"), [1000]).fits["crop"].grey
    assert np.array_equal(grey, np.nan_to_num(values, posinf=0, neginf=0))


HALF = np.where(CORNER > 0, 255, 0).astype(np.uint8)


def with_palette(kind):
    """A picture of palette and opacity."""
    image = Image.fromarray(np.full_like(HALF, 90)).convert("P").convert("PA")
    image.putalpha(Image.fromarray(HALF))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


SEEN_THROUGH = {
    "PNG LA": lambda: encoded(np.stack([np.full_like(HALF, 90), HALF], 2)),
    "PNG RGBA": lambda: encoded(np.stack([*[np.full_like(HALF, 90)] * 3, HALF], 2)),
    "PNG L with a key": lambda: encoded(np.where(HALF, 90, 10), transparency=10),
    "PNG RGB with a key": lambda: encoded(np.where(HALF, 90, 10), mode="RGB", transparency=(10, 10, 10)),
    "PNG P": lambda: encoded(np.where(HALF, 90, 10), mode="P", transparency=10),
    "GIF": lambda: encoded(np.where(HALF, 90, 10), "GIF", "P", transparency=10),
    "WebP": lambda: encoded(np.stack([*[np.full_like(HALF, 90)] * 3, HALF], 2), "WEBP", lossless=True),
    "TIFF RGBA": lambda: encoded(np.stack([*[np.full_like(HALF, 90)] * 3, HALF], 2), "TIFF"),
    "TIFF PA": lambda: with_palette("TIFF"),
    "PNG LA of 16 bits": lambda: sixteen(np.stack([np.full_like(DEEP, 90), HALF * np.uint16(257)], 2), 4),
    "PNG RGBA of 16 bits": lambda: sixteen(np.stack([*[np.full_like(DEEP, 90)] * 3, HALF * np.uint16(257)], 2), 6),
}


@pytest.mark.parametrize("make", SEEN_THROUGH)
def test_what_is_seen_through_is_known_and_its_colour_has_no_weight(make):
    small = reader.read(SEEN_THROUGH[make](), [reader.MOST_PIXELS]).fits["crop"]
    assert np.array_equal(small.opacity, HALF / 255)
    assert abs(small.grey - np.where(HALF, 90, 0)).max() <= 1


# -- shapes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 10))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_photo_stands_upright(kind, orientation):
    """As EXIF's eight orientations say; what is none of them is left as it is."""
    upright = CORNER.repeat(4, 0).repeat(4, 1)
    stored = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }.get(orientation, upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert abs(one(encoded(stored, kind, exif=exif)) - CORNER.astype(int)).max() <= 16


def test_oblong_pictures_are_cropped_to_their_middle_or_whole():
    wide = np.full((56, 112), 40, np.uint8)
    wide[:, 28:84] = 90
    data = encoded(wide)
    assert (one(data, "crop") == 90).all()
    assert one(data, "pad").tolist() == [[40] * 7 + [90] * 14 + [40] * 7] * 14
    for size in ((1, 1), (1, 400), (400, 1), (3, 5), (2000, 2000)):
        for fit in reader.FITS:
            small = one(encoded(np.full(size, 77)), fit)
            assert (small == 77).all() and max(small.shape) == 28, size
            assert fit == "pad" or small.shape == (28, 28)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_of_several_pictures_the_first_is_taken_and_that_is_said(kind):
    others = [Image.fromarray(255 - CORNER)] * 2
    found = reader.read(encoded(CORNER, kind, save_all=True, append_images=others, lossless=True), [10**6])
    assert abs(found.fits["crop"].grey - CORNER).max() <= 2
    assert found.more and not reader.read(encoded(CORNER, kind), [10**6]).more


# -- what cannot be used ----------------------------------------------------------------------------------------------


def scans():
    """A progressive JPEG whose last scan comes again and again: each time a pass over the whole picture."""
    data = encoded(np.zeros((64, 64)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 5000 + b"\xff\xd9"


BIG = GREY.repeat(8, 0).repeat(8, 1)
LEFT_OUT = {
    "text": (reader.OTHER, lambda: b"hello"),
    "empty": (reader.OTHER, lambda: b""),
    "SVG": (reader.OTHER, lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "HEIC": (reader.HEIC, lambda: b"\0\0\0\x18ftypheic" + bytes(100)),
    "huge header": (reader.LARGE, lambda: png(100_000, 100_000, zlib.compress(b"\0" * 100))),
    "largest header": (reader.LARGE, lambda: png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 100))),
    "just too large": (reader.LARGE, lambda: png(50_001, 1000, zlib.compress(bytes(50_002_000)))),
    "huge GIF": (reader.LARGE, lambda: (data := encoded(GREY, "GIF"))[:6] + b"\xff\xff\xff\xff" + data[10:]),
    "huge BMP": (reader.LARGE, lambda: (data := encoded(GREY, "BMP"))[:18] + b"\xff\xff\0\0" * 2 + data[26:]),
    "huge PGM": (reader.LARGE, lambda: b"P5 100000 100000 255\n"),
    "no pixels": (reader.DAMAGED, lambda: png(0, 0, zlib.compress(b""))),
    "PNG header only": (reader.DAMAGED, lambda: b"\x89PNG\r\n\x1a\n"),
    "JPEG header only": (reader.DAMAGED, lambda: b"\xff\xd8\xff"),
    "wrong checksum": (reader.DAMAGED, lambda: GOOD[:40] + bytes([GOOD[40] ^ 255]) + GOOD[41:]),
    "too few pixels": (reader.DAMAGED, lambda: png(1000, 1000, zlib.compress(b"\0" * 100))),
    "thousands of scans": (reader.DAMAGED, scans),
    "text that unpacks": (
        reader.DAMAGED,
        lambda: GOOD[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000))) + GOOD[33:],
    ),
} | {
    f"truncated {kind}": (reader.DAMAGED, lambda kind=kind: encoded(BIG, kind)[:-300])
    for kind in ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "PPM")
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_picture_that_cannot_be_used_is_left_out_by_its_name_with_the_reason(name):
    reason, make = LEFT_OUT[name]
    data = make()
    assert reader.read(data, [10**12]) == reason
    found = gather([("a.png", GOOD), ("of mine.png", data), ("c.png", encoded(CORNER))])
    assert len(found.fits["crop"]) == 2
    assert [str(message) for message in found.left_out] == [f"Left out: of mine.png ({reason})."]
