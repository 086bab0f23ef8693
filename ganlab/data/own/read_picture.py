"""Read one picture of any format that is read: decoded, upright and small, on no ground and in its own values yet.

What ground a transparent picture stands on, and what values are black and white where there are more than 256 of them,
is for the whole set to say (`read_pictures`).
"""

from __future__ import annotations

import io
import re
import sys
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFile

from ganlab.data.own.pictures import SIDE
from ganlab.lazy import N_

FITS = ("crop", "pad")
MOST_PIXELS = 50_000_000  # that are decoded: of a JPEG photo a 64th
MOST_SCANS = 100  # of a JPEG; each one is a pass over the whole picture, and a dozen are usual
KINDS = "PNG, JPEG, GIF, WebP, BMP, TIFF, PGM"
ENDINGS = ("png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp", "tif", "tiff", "pgm", "ppm", "pbm", "pnm")  # of names
OTHER = N_("no picture")
HEIC = N_("HEIC, which must be saved as JPEG or PNG first")
LARGE = N_("too large: more than 50 megapixels to decode, or 100 MB")
DAMAGED = N_("damaged")
UNREADABLE = N_("not readable")
Reason = str
_MAGIC = {
    rb"\x89PNG\r\n\x1a\n": "PNG",
    rb"\xff\xd8\xff": "JPEG",
    rb"GIF8[79]a": "GIF",
    rb"RIFF....WEBP": "WEBP",
    rb"BM....\0\0\0\0": "BMP",
    rb"II[*+]\0|MM\0[*+]": "TIFF",
    rb"P[1-6fF]\s": "PPM",
    rb"....ftyp(heic|heix|hevc|mif1|msf1)": "HEIC",
}
_KINDS = {re.compile(magic, re.DOTALL): kind for magic, kind in _MAGIC.items()}
_PHOTOMETRIC = 262  # TIFF's tag of what its numbers mean
_RGB = np.array([0.299, 0.587, 0.114], np.float32)  # how bright each is, as in Pillow's "L"
warnings.filterwarnings("ignore", module=r"PIL\.")  # of size, which MOST_PIXELS counts, and of tags that are not used

Floats = npt.NDArray[np.float32]
Scale = Literal["byte", "whole", "real"]


@dataclass(frozen=True, eq=False)
class Small:
    """Hold a picture of at most 28×28: its grey times its opacity, (h, w), and its opacity from 0 to 1, None: opaque.

    scale: what the grey values are, byte (0 to 255), or whole or real numbers of any range.
    """

    grey: Floats
    opacity: Floats | None
    scale: Scale


@dataclass(frozen=True, eq=False)
class Picture:
    """Hold a picture as small ones by FITS: its middle square, and all of it; and whether its file has more than it."""

    fits: dict[str, Small]
    more: bool


def kind_of(raw: bytes) -> str:
    """Return the format that content begins like, in Pillow's words; "" where it is none of those that are known."""
    return next((kind for magic, kind in _KINDS.items() if magic.match(raw)), "")


def read(raw: bytes, budget: list[int]) -> Picture | Reason:
    """Return a picture, or why it is left out; `budget`: pixels that may still be decoded, below 0 when they are gone.

    Of several frames or pages the first is taken.
    """
    kind = kind_of(raw)
    if kind in ("", "HEIC"):
        return HEIC if kind else OTHER
    if kind == "JPEG" and raw.count(b"\xff\xda") > MOST_SCANS:
        return DAMAGED
    try:
        with Image.open(io.BytesIO(raw), formats=[kind]) as image:
            if kind == "JPEG":
                image.draft("L", (4 * SIDE, 4 * SIDE))
            low = _low_bytes(image)
            pixels = image.width * image.height * (2 if low else 1)
            if pixels > MOST_PIXELS:  # of a truthful header; a decoder goes no further than the header says
                return LARGE
            budget[0] -= pixels  # also of a picture that turns out to be damaged
            if budget[0] < 0:
                return LARGE
            more = kind != "JPEG" and bool(getattr(image, "is_animated", False))
            image.load()
            grey, opacity, scale = _deep(image, raw, kind, low) if low else _grey(image)
            turn = _turn(image)
            made = {fit: [_small(band, fit, turn) for band in (grey, opacity) if band] for fit in FITS}
    except Image.DecompressionBombError:
        return LARGE
    except MemoryError:
        raise
    except Exception:  # a decoder may raise anything where a file is damaged
        return DAMAGED
    return Picture({fit: Small(small[0], _share(small[1:]), scale) for fit, small in made.items()}, more)


def _share(bands: list[Floats]) -> Floats | None:
    return bands[0] / np.float32(255) if bands else None


# -- modes --------------------------------------------------------------------------------------------------------


def _grey(image: Image.Image) -> tuple[Image.Image, Image.Image | None, Scale]:
    """Return a loaded picture's grey times its opacity (mode L or F), its opacity (mode L) where it has any, its scale.

    Of an animation the first picture.
    """
    if image.mode.startswith(("I", "F")):  # a conversion would cut off what is above 255
        values = np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0, neginf=0)
        if getattr(image, "tag_v2", {}).get(_PHOTOMETRIC) == 0 and image.mode == "I;16":  # of a TIFF: 0 is white
            values = np.float32(65535) - values
        return Image.fromarray(values), None, "real" if image.mode == "F" else "whole"
    if image.has_transparency_data:
        if image.mode not in ("LA", "RGBA"):
            image = image.convert("RGBA")
        opacity = image.getchannel("A")
        if opacity.getextrema() != (255, 255):
            return ImageChops.multiply(image.convert("L"), opacity), opacity, "byte"
    if image.mode == "LAB":
        return image.getchannel("L"), None, "byte"
    return image.convert("RGB").convert("L") if image.mode == "CMYK" else image.convert("L"), None, "byte"


def _low_bytes(image: ImageFile.ImageFile) -> str:
    """Return the raw mode that reads the lower bytes of 16-bit colours, of which Pillow takes the upper; "": no such.

    Where the order of bytes is said to be the other one, the lower byte of a number is taken for its upper one.
    """
    arguments = image.tile[0].args if image.tile else None
    raw = str(arguments[0]) if isinstance(arguments, tuple) else arguments or ""
    if raw == "LA;16B":
        return "RGBA"  # four bytes as they come
    if image.mode not in ("RGB", "RGBA") or not re.fullmatch(r"RGB[AX]?;16[LBN]", raw):
        return ""
    other = {"L": "B", "B": "L", "N": "B" if sys.byteorder == "little" else "L"}
    return raw[:-1] + other[raw[-1]]


def _deep(image: Image.Image, raw: bytes, kind: str, low: str) -> tuple[Image.Image, Image.Image | None, Scale]:
    """Return what `_grey` does of a loaded picture of 16-bit colours: in whole numbers up to 65535."""
    with Image.open(io.BytesIO(raw), formats=[kind]) as again:
        again.tile = [tile._replace(args=_with(tile.args, low)) for tile in again.tile]
        lower = np.asarray(again)
    upper = np.asarray(image)
    if low == "RGBA":  # grey and opacity, of which this has both bytes of both
        grey, opacity = lower[..., 0] * np.float32(256) + lower[..., 1], lower[..., 2]
    else:
        grey = upper[..., :3] @ (_RGB * 256) + lower[..., :3] @ _RGB
        opacity = upper[..., 3] if upper.shape[2] == 4 else np.full((1, 1), 255, np.uint8)
    if opacity.min() == 255:
        return Image.fromarray(grey), None, "whole"
    return Image.fromarray(grey * (opacity / np.float32(255))), Image.fromarray(opacity), "whole"


def _with(arguments: object, raw: str) -> str | tuple[object, ...]:
    return (raw, *arguments[1:]) if isinstance(arguments, tuple) else raw


# -- shapes -------------------------------------------------------------------------------------------------------


def _small(image: Image.Image, fit: str, turn: Image.Transpose | None) -> Floats:
    """Return the middle square of a picture as (28, 28), or all of it with its longer side 28, upright."""
    width, height = image.size
    short, long = sorted(image.size)
    if fit == "crop" or short == long:
        left, top = (width - short) / 2, (height - short) / 2
        small = _resized(image, (SIDE, SIDE), (left, top, left + short, top + short))
    else:
        size = max(1, round(SIDE * width / long)), max(1, round(SIDE * height / long))
        small = _resized(image, size, None)
    return np.array(small if turn is None else small.transpose(turn), np.float32)


def _resized(image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float] | None) -> Image.Image:
    """Average the pixels that fall into one where there are more of them; where there are fewer, go evenly between."""
    wide = (box[2] - box[0] if box else image.size[0]) >= size[0]
    return image.resize(size, Image.Resampling.BOX if wide else Image.Resampling.BILINEAR, box)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Return how a picture must be turned to stand as its EXIF orientation says; None where it stands."""
    try:
        orientation = image.getexif().get(0x0112, 1)
    except Exception:  # as for the picture itself: it is worth having without a turn
        return None
    turns = Image.Transpose
    return {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }.get(orientation)
