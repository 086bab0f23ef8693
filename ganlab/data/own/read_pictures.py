"""Read pictures from files that somebody brings: PNG, JPEG, and ZIP archives of them, whatever is in them.

Nothing is ever written under a name from an archive, and only what is really read counts, not what a header promises.
A picture that cannot be used is left out and counted; a file that is made to do harm is refused as a whole.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganlab.data.own.class_names import classes, folder_of, unpacked_name
from ganlab.data.own.pictures import SIDE
from ganlab.data.own.read_points import TOO_LARGE, TOO_LARGE_UNPACKED, UploadError
from ganlab.lazy import N_

MOST_BYTES, MOST_UNPACKED = 20_000_000, 40_000_000
MOST_PICTURES, MOST_PIXELS = 5_000, 4_000_000
MOST_PIXELS_IN_ALL = 600_000_000  # some ten seconds of decoding
MOST_MEMBERS = 20_000  # of an archive, with folders and what is no picture
MOST_SCANS = 100  # of a JPEG; each one is a pass over the whole picture, and a dozen are usual
FITS = ("crop", "pad")
_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_WHITE = 255
_UNICODE = 0x800  # the flag of a member whose name is
_NO_ZIP = N_("The archive must be a whole ZIP, stored or deflated; it is not, or it is damaged.")


@dataclass(frozen=True, eq=False)
class Gathered:
    """Hold what was read: for each of FITS pixels (n, 28, 28) uint8, and how many files were left out, by reason.

    Reasons: other (neither PNG nor JPEG), large (more than 4 megapixels), damaged. labels (n,) uint8 and the classes'
    names where the folders are classes; folders: how many there are, files outside of any folder counting as one.
    """

    fits: dict[str, npt.NDArray[np.uint8]]
    left_out: dict[str, int] = field(default_factory=dict)
    labels: npt.NDArray[np.uint8] | None = None
    names: tuple[str, ...] = ()
    folders: int = 1

    def pixels(self, fit: str, inverted: bool) -> npt.NDArray[np.uint8]:
        """Return the pictures as they are trained on, (n, 28, 28) uint8."""
        return 255 - self.fits[fit] if inverted else self.fits[fit]


def gather(files: list[tuple[str, bytes]], progress: Callable[[float], None] = lambda share: None) -> Gathered:
    """Read files, (name, content) each, a name perhaps with its folders; `progress` is told the share that is done.

    Raise UploadError with one sentence for what cannot be used.
    """
    size = sum(len(data) for _, data in files)
    if size > MOST_BYTES:
        raise UploadError(TOO_LARGE, limit=MOST_BYTES / 1e6, size=size / 1e6)
    made: dict[str, list[npt.NDArray[np.uint8]]] = {fit: [] for fit in FITS}
    left_out: Counter[str] = Counter()
    folders, budget = [], [MOST_PIXELS_IN_ALL]
    for folder, raw, share in _members(files, size):
        progress(share)
        found = _decoded(raw, budget)
        if isinstance(found, str):
            left_out[found] += 1
            continue
        if len(made["crop"]) == MOST_PICTURES:
            raise UploadError(N_("There must be at most {limit:,} pictures; there are more."), limit=MOST_PICTURES)
        for fit, picture in found.items():
            made[fit].append(picture)
        folders.append(folder)
    if len(made["crop"]) < 2:
        count = len(made["crop"])
        raise UploadError(
            N_(
                "There must be at least two whole PNG or JPEG pictures of at most 4 megapixels; {usable} of "
                "{count} files are."
            ),
            usable=count,
            count=count + sum(left_out.values()),
        )
    labels, names = classes(folders) or (None, ())
    fits = {fit: np.stack(pictures) for fit, pictures in made.items()}
    return Gathered(fits, dict(left_out), labels, names, len(set(folders)))


# -- archives -----------------------------------------------------------------------------------------------------


def _members(files: list[tuple[str, bytes]], size: int) -> Iterator[tuple[str, bytes, float]]:
    """Give each file, or in its place each member of an archive: its folder, content, and the share of bytes done."""
    budget, done = [MOST_UNPACKED], 0
    for name, data in files:
        if name.lower().endswith(".zip"):
            for folder, raw, share in _unzipped(data, budget):
                yield folder, raw, (done + share * len(data)) / size
        else:
            yield folder_of(name), data, done / max(1, size)
        done += len(data)


def _unzipped(data: bytes, budget: list[int]) -> Iterator[tuple[str, bytes, float]]:
    """Give each file of an archive, its folder first, and the share of members done; `budget`: bytes to unpack."""
    members = data.count(b"PK\1\2")  # before the list of them is made, which takes far more room than they do
    if members > MOST_MEMBERS:
        raise UploadError(
            N_("The archive must have at most {limit:,} entries; it has {count:,}."), limit=MOST_MEMBERS, count=members
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        listed = [info for info in archive.infolist() if _wanted(info)]
    except _BROKEN as error:
        if isinstance(error, UploadError):
            raise
        raise UploadError(_NO_ZIP) from None
    for k, info in enumerate(listed):
        try:
            with archive.open(info) as member:
                raw = member.read(budget[0] + 1)
        except _BROKEN:
            raw = b"\xff\xd8\xff"  # of the kind that is counted as damaged
        budget[0] -= len(raw)
        if budget[0] < 0:
            raise UploadError(TOO_LARGE_UNPACKED, limit=MOST_UNPACKED / 1e6)
        name = unpacked_name(info.orig_filename, bool(info.flag_bits & _UNICODE))
        yield folder_of(name), raw, k / len(listed)


def _wanted(info: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a file of the user's; raise UploadError for what no honest archive has."""
    name = info.orig_filename
    if _UNSAFE.search(name) or "\0" in name:
        raise UploadError(
            N_("The archive must name files below its own folder; it has “{name}”."), name=name[:40].replace("\0", "�")
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UploadError(N_("The archive must hold files only; “{name}” is a link."), name=name[:40])
    if info.flag_bits & 1:
        raise UploadError(N_("The archive must not be encrypted; it is."))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others reserve what a header asks for
        raise UploadError(_NO_ZIP)
    parts = re.split(r"[/\\]", name)
    return not info.is_dir() and parts[0] != "__MACOSX" and not parts[-1].startswith(".")


# -- pictures -----------------------------------------------------------------------------------------------------


def _decoded(raw: bytes, budget: list[int]) -> dict[str, npt.NDArray[np.uint8]] | str:
    """Return a picture in each of FITS, or why it is left out; `budget`: pixels that may still be decoded."""
    kind = next((kind for magic, kind in _MAGIC.items() if raw.startswith(magic)), None)
    if kind is None:
        return "other"
    if kind == "JPEG" and raw.count(b"\xff\xda") > MOST_SCANS:
        return "damaged"
    try:
        with Image.open(io.BytesIO(raw), formats=[kind]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:  # of a truthful header; a decoder goes no further than the header says
                return "large"
            budget[0] -= width * height  # also of a picture that turns out to be damaged
            if budget[0] < 0:
                raise UploadError(
                    N_("All pictures together must have at most {limit:,} megapixels; they have more."),
                    limit=MOST_PIXELS_IN_ALL // 1_000_000,
                )
            if kind == "JPEG":
                image.draft("L", (4 * SIDE, 4 * SIDE))
            whole = _grey(image)
            return {fit: _small(whole, fit, _turn(image)) for fit in FITS}
    except UploadError:
        raise
    except Image.DecompressionBombError:
        return "large"
    except Exception:  # a decoder may raise anything where a file is damaged
        return "damaged"


def _grey(image: Image.Image) -> Image.Image:
    """Return a picture as grey on white (mode L), whatever it is made of; of an animation the first picture."""
    image.load()
    if image.mode.startswith("I"):  # 16 bits; a conversion would cut off what is above 255
        return Image.fromarray((np.asarray(image).astype(np.int64).clip(0, 65535) >> 8).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (_WHITE, _WHITE, _WHITE, 255))
        image = Image.alpha_composite(ground, image)
    return image.convert("RGB").convert("L") if image.mode == "CMYK" else image.convert("L")


def _small(image: Image.Image, fit: str, turn: Image.Transpose | None) -> npt.NDArray[np.uint8]:
    """Return the middle square of a picture, or all of it on a square of its edge's own grey, as (28, 28) uint8."""
    width, height = image.size
    short, long = sorted(image.size)
    if fit == "crop" or short == long:
        left, top = (width - short) / 2, (height - short) / 2
        small = _resized(image, (SIDE, SIDE), (left, top, left + short, top + short))
    else:
        size = max(1, round(SIDE * width / long)), max(1, round(SIDE * height / long))
        inner = _resized(image, size, None)
        pixels = np.asarray(inner)
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        small = Image.new("L", (SIDE, SIDE), int(np.median(edge)))
        small.paste(inner, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.array(small if turn is None else small.transpose(turn))


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
