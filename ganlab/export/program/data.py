"""Real samples: the text of each data set's sampler, with the lab's own order of random numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import NamedTuple

from ganlab.data import DATASETS, distribution, label_of
from ganlab.data.images import IMAGES
from ganlab.data.own import drawing
from ganlab.data.toy import shares
from ganlab.export.program.facts import Facts, Section, apart, block
from ganlab.gan.config import RunConfig


def _sampler(doc: str, *body: str) -> str:
    lines = [f'    """{doc}"""', *(f"    {line}" for line in body)]
    return "\n".join(["def sample_real(n, rng):", *lines])


def _shares(count: int, imbalance: float) -> str:
    """Write how a random number in [0, 1] chooses among so many."""
    if not imbalance:
        return f"bounds = torch.full(({count},), 1 / {count}).cumsum(0)[:-1]  # all are equally likely"
    falling = (
        f"falling = [10 ** (-{imbalance!r} * k / {max(1, count - 1)}) for k in range({count})]  # shares, in ratio"
    )
    return f"{falling}\nbounds = torch.tensor([share / sum(falling) for share in falling]).cumsum(0)[:-1]"


def _mixture(table: str, bounds: str, std: str) -> str:
    sampler = _sampler(
        "Draw n points, (n, 2): of each first which Gaussian it is from.",
        "k = torch.bucketize(torch.rand(n, generator=rng), bounds, right=True)",
        f"return centres[k] + {std} * torch.randn(n, 2, generator=rng)",
    )
    return apart(block(table, bounds), sampler)


def _modes(config: RunConfig) -> str:
    """Write any mixture of round Gaussians of one size, from its record."""
    record = distribution(config)
    std, count = repr(record.mode_std), len(record.modes)
    if count == 1:
        centre = ", ".join(map(repr, record.modes[0]))
        return _sampler(
            "Draw n points of one Gaussian, (n, 2).",
            "torch.rand(n, generator=rng)  # which Gaussian it is from, as in a mixture: here there is only one",
            f"return torch.tensor([{centre}]) + {std} * torch.randn(n, 2, generator=rng)",
        )
    table = _CENTRES[config.dataset](config) if config.dataset in _CENTRES else _listed(record.modes)
    if record.weights == shares(count, config.imbalance):
        bounds = _shares(count, config.imbalance)
    else:
        bounds = f"bounds = torch.tensor([{', '.join(map(repr, record.weights))}]).cumsum(0)[:-1]  # of their shares"
    return _mixture(table, bounds, std)


def _listed(centres: tuple[tuple[float, float], ...]) -> str:
    return f"centres = torch.tensor([{', '.join(map(str, centres))}])"


def _circle(config: RunConfig) -> str:
    n = config.data_modes or 8
    angle = f"2 * math.pi * k / {n}"
    return f"centres = torch.tensor([(math.cos({angle}), math.sin({angle})) for k in range({n})])"


def _grid(config: RunConfig) -> str:
    n = config.data_modes or 5
    return block(
        f"places = [2 * k / {n - 1} - 1 for k in range({n})]",
        "centres = torch.tensor([(x, y) for y in places for x in places])",
    )


_CENTRES = {"eight-gaussians": _circle, "grid-gaussians": _grid}  # whose places are said by a rule


def _two(config: RunConfig) -> str:
    noise = config.data_noise
    table = block(
        "centres = torch.tensor([(0.3, 0.7), (0.7, 0.4)])",
        f"stds = torch.tensor([({0.1 * noise!r}, {0.1 * noise!r}), ({0.05 * noise!r}, {0.2 * noise!r})])",
    )
    return _mixture(table, _shares(2, config.imbalance), "stds[k]")


def _line(config: RunConfig) -> str:
    return _sampler(
        "Draw n points of the segment from (0.8, 0.6) to (0.05, 0.9), with noise.",
        "r = torch.rand(n, 1, generator=rng)",
        "points = torch.cat([0.8 - 0.75 * r, 0.6 + 0.3 * r], 1)",
        f"return points + {0.01 * config.data_noise!r} * torch.randn(n, 2, generator=rng)",
    )


def _ring(config: RunConfig) -> str:
    return _sampler(
        "Draw n points of an ellipse, with noise.",
        "angle = 2 * math.pi * torch.rand(n, 1, generator=rng)",
        "points = torch.cat([0.5 + 0.3 * angle.cos(), 0.45 + 0.25 * angle.sin()], 1)",
        f"return points + {0.025 * config.data_noise!r} * torch.randn(n, 2, generator=rng)",
    )


def _spiral(config: RunConfig) -> str:
    return _sampler(
        "Draw n points of two turns of a spiral, with noise.",
        "t = torch.rand(n, 1, generator=rng).sqrt()  # the root makes the outer turn as dense as the inner",
        "points = t * torch.cat([(4 * math.pi * t).cos(), (4 * math.pi * t).sin()], 1)",
        f"return points + {0.03 * config.data_noise!r} * torch.randn(n, 2, generator=rng)",
    )


def _moons(config: RunConfig) -> str:
    return _sampler(
        "Draw n points of two half circles, with noise.",
        f"above = torch.rand(n, 1, generator=rng) < {shares(2, config.imbalance)[0]!r}",
        "moons = []",
        "for side in (1, -1):",
        "    angle = math.pi * torch.rand(n, 1, generator=rng)",
        "    arc = side * (torch.cat([angle.cos(), angle.sin()], 1) - torch.tensor([0.5, 0.25])) / 1.5",
        f"    moons.append(arc + {0.04 * config.data_noise!r} * torch.randn(n, 2, generator=rng))",
        "return torch.where(above, *moons)",
    )


def _checkerboard(config: RunConfig) -> str:
    return _sampler(
        "Draw n points of the dark cells of a 4 × 4 board over [−1, 1]².",
        "row = torch.randint(0, 4, (n, 1), generator=rng)",
        "column = 2 * torch.randint(0, 2, (n, 1), generator=rng) + row % 2",
        "return (torch.cat([column, row], 1) + torch.rand(n, 2, generator=rng)) / 2 - 1",
    )


def _drawing(config: RunConfig) -> str:
    strokes = drawing.decode(config.drawing)
    numbers = [" ".join(map(str, (stroke.width, *(n for point in stroke.points for n in point)))) for stroke in strokes]
    table = f'''\
# Strokes of a brush, parted by semicolons: its width in 1/64, then points x y in 1/256.
DRAWING = """
{textwrap.fill("; ".join(numbers), 110)}
"""
pieces = []  # straight pieces of them: start, end, standard deviation, weight
for stroke in DRAWING.split(";"):
    width, *places = map(int, stroke.split())
    points = [(x / 256, y / 256) for x, y in zip(places[::2], places[1::2])]
    pairs = list(zip(points, points[1:] or points))
    lengths = [math.dist(*pair) for pair in pairs]
    whole = sum(lengths)
    for (start, end), length in zip(pairs, lengths):
        share = length / whole if whole else 1 / len(pairs)  # of the stroke, which weighs as much as it is long
        pieces.append((*start, *end, width / 64 / 4, share * max(whole, width / 64)))
weights = [piece[-1] / sum(piece[-1] for piece in pieces) for piece in pieces]
bounds = torch.tensor(weights, dtype=torch.float64).cumsum(0)[:-1].float()
table = torch.tensor(pieces, dtype=torch.float64)
starts, ends, stds = table[:, :2].float(), table[:, 2:4].float(), (table[:, 4:5] * {config.data_noise!r}).float()
'''
    sampler = _sampler(
        "Draw n points, (n, 2): of each which piece it is from, how far along it, and the blur of the brush.",
        "k = torch.bucketize(torch.rand(n, generator=rng), bounds, right=True)",
        "along = torch.rand(n, 1, generator=rng)",
        "return starts[k] + along * (ends[k] - starts[k]) + torch.randn(n, 2, generator=rng) * stds[k]",
    )
    return apart(table, sampler)


def _points(config: RunConfig) -> str:
    sampler = _sampler(
        "Draw n of the points, (n, 2), with replacement.",
        "return cloud[torch.randint(len(cloud), (n,), generator=rng)]",
    )
    return apart('cloud = torch.from_numpy(np.load(DATA)["points"])  # the points that you have brought', sampler)


def _dirac(config: RunConfig) -> str:
    return block(
        "def sample_real(n):",
        '    """Return the data of the Dirac-GAN: all of them are at 0."""',
        "    return torch.zeros(n, 1)",
    )


class _Loaded(NamedTuple):
    """Hold how pictures are loaded: lines, and the expressions of their pixels and of their labels."""

    lines: str
    pixels: str
    labels: str


def _downloaded(config: RunConfig) -> _Loaded:
    record = IMAGES[config.dataset]
    load = f"pictures = {record.torchvision_class}(DATA, download=True)  # {record.source}"
    return _Loaded(load, "pictures.data", "pictures.targets")


def _digits(config: RunConfig) -> _Loaded:
    load = block(
        "digits = load_digits()  # 8 × 8 pixels from 0 to 16, which are made 28 × 28",
        "small = torch.tensor(digits.images, dtype=torch.float32)[:, None] * (255 / 16)",
        'large = interpolate(small, scale_factor=3, mode="bilinear", align_corners=False)',
    )
    return _Loaded(load, "pad(large, (2, 2, 2, 2))[:, 0].round().byte()", "torch.tensor(digits.target)")


def _brought(config: RunConfig) -> _Loaded:
    load = "brought = np.load(DATA)  # the pictures that you have brought, (n, 28, 28) bytes"
    return _Loaded(load, 'torch.from_numpy(brought["pixels"])', 'torch.from_numpy(brought["labels"]).long()')


def _pictures(facts: Facts) -> str:
    """Write the sampler of pictures, epoch after epoch."""
    config = facts.config
    loaded = {"digits": _digits, "pictures": _brought}.get(config.dataset, _downloaded)(config)
    kept, chosen = f"pixels = {loaded.pixels}", ""
    if config.classes or facts.asked:
        kept = f"pixels, targets = {loaded.pixels}, {loaded.labels}"
    if config.classes:
        chosen = block(
            f"wanted = torch.isin(targets, torch.tensor({list(config.classes)}))",
            "pixels, targets = pixels[wanted], targets[wanted]" if facts.asked else "pixels = pixels[wanted]",
        )
    symmetric = config.pixels[0] < 0
    span, scaled = ("[−1, 1]", "* (2 / 255) - 1") if symmetric else ("[0, 1]", "* (1 / 255)")
    sampler = f'''\
def sample_real(n):
    """Draw the next n pictures, (n, 1, 28, 28), pixels in {span}{", and their labels" if facts.asked else ""}."""
    chosen = list(itertools.islice(order, n))
    return pixels[chosen][:, None].float() {scaled}{", targets[chosen]" if facts.asked else ""}
'''
    return apart(block(loaded.lines, kept, chosen, _ORDER), sampler)


_ORDER = """\
epochs = (torch.randperm(len(pixels), generator=stream(4, epoch)).tolist() for epoch in itertools.count())
order = itertools.chain.from_iterable(epochs)  # the pictures' numbers, each epoch shuffled anew"""


POINTS: dict[str, Callable[[RunConfig], str]] = {
    "two-gaussians": _two,
    "line": _line,
    "ring": _ring,
    "spiral": _spiral,
    "moons": _moons,
    "checkerboard": _checkerboard,
    "drawing": _drawing,
    "points": _points,
    "dirac": _dirac,
}  # others of 2-D are mixtures whose record says all


def real(facts: Facts) -> Section:
    """Write where real samples come from; raise ValueError with one sentence for a data set without a text."""
    config = facts.config
    prose = f"**{label_of(config)}**: what G should learn to make."
    if facts.pictures:
        prose += " The pictures come in an endless row of epochs, each shuffled anew."
        return Section("What is real", prose, _pictures(facts))
    write = POINTS.get(config.dataset)
    if write is None:
        if not getattr(DATASETS[config.dataset], "modes", ()):
            known = ", ".join(POINTS)
            raise ValueError(f"dataset: must have a program, as {known} and mixtures have; got {config.dataset}")
        write = _modes
    code = write(config)
    if config.train_size and config.kind == "points":
        code = apart(code.replace("def sample_real(", "def distribution("), _stored(config.train_size))
        prose += f" Only {config.train_size} stored points of it are ever seen."
    return Section("What is real", prose, code)


def _stored(count: int) -> str:
    stored = f"stored = distribution({count}, stored_rng)  # all that there is to learn from"
    return apart(
        stored,
        _sampler(
            "Draw n of the stored points, (n, 2), with replacement.",
            "return stored[torch.randint(len(stored), (n,), generator=rng)]",
        ),
    )
