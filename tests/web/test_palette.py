"""What the palettes promise: contrast, and colours apart for three deficiencies of colour vision and in greyscale.

Read from the style sheets themselves. Simulation: Machado, Oliveira, Fernandes 2009 (severity 1, on linear RGB).
Difference: CIEDE2000 (Sharma, Wu, Dalal 2005). A difference of 1 is just noticeable side by side; for marks that lie
apart we ask 10, and 30 for real against fake, which the whole lab is about. In greyscale only real and fake are asked
to differ (by 10); everything else there, and both under `shapes`, differs by shape or dash: arrows taper, contours are
lines, fakes are triangles, G's curves are dash-dotted.
"""

import re
from itertools import combinations

import numpy as np
import pytest

from ganlab.web.presentation import PALETTES
from ganlab.web.routes import STATIC

THEMES = {"light": ("#ffffff", "#262730"), "dark": ("#0e1117", "#fafafa")}  # background and text of the page
ROLES = ("real", "fake", "d", "grad")
APART, REAL_FROM_FAKE, IN_GREY = 10, 30, 10
MACHADO = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
VISIONS = {"normal": np.eye(3)} | {name: np.array(matrix) for name, matrix in MACHADO.items()}
CASES = [(palette, theme) for palette in PALETTES for theme in THEMES]


def block(sheet, selector):
    """Return the custom properties that a style sheet sets under exactly one selector."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / f"{sheet}.css").read_text(), flags=re.S)
    bodies = [body for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text) if names.strip() == selector]
    return dict(re.findall(r"--gl-([a-z]+): (#[0-9a-f]{6});", "".join(bodies)))


def colours(palette, theme):
    found = block("shell/live", ".gl-root")
    if theme == "dark":
        found |= block("shell/live", '.gl-root[data-theme="dark"]')
    if palette != next(iter(PALETTES)):
        for selector in ("", '[data-theme="dark"]')[: 1 + (theme == "dark")]:
            own = block("shell/theme", f'.gl-root[data-palette="{palette}"]{selector}')
            assert set(own) >= {*ROLES, "g"}
            found |= own
    return found


def linear(colour):
    share = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Return CIELAB under D65 of linear sRGB."""
    matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    share = np.array(matrix) @ rgb / [0.95047, 1, 1.08883]
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def hue(a, b):
    return np.degrees(np.arctan2(b, a)) % 360 if a or b else 0.0


def ciede2000(first, second):
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    a1, a2 = stretch * a1, stretch * a2
    c1, c2, h1, h2 = np.hypot(a1, b1), np.hypot(a2, b2), hue(a1, b1), hue(a2, b2)
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    bright, c = (l1 + l2) / 2, (c1 + c2) / 2
    cosines = [np.cos(np.radians(k * h + shift)) for k, shift in ((1, -30), (2, 0), (3, 6), (4, -63))]
    t = 1 + np.dot([-0.17, 0.24, 0.32, -0.20], cosines)
    sl = 1 + 0.015 * (bright - 50) ** 2 / np.sqrt(20 + (bright - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turned = -np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))) * 2 * np.sqrt(c**7 / (c**7 + 25**7))
    parts = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return float(np.sqrt(np.dot(parts, parts) + turned * parts[1] * parts[2]))


def seen(colour, vision):
    rgb = linear(colour)
    if vision == "greyscale":
        return lab(np.full(3, LUMINANCE @ rgb))
    return lab((VISIONS[vision] @ rgb).clip(0, 1))


def contrast(one, other):
    """Return WCAG's contrast ratio."""
    low, high = sorted(float(LUMINANCE @ linear(colour)) + 0.05 for colour in (one, other))
    return high / low


def mixed(front, back, share):
    pairs = [(int(front[i : i + 2], 16), int(back[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * f + (1 - share) * b):02x}" for f, b in pairs)


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_ciede2000(first, second, difference):
    """Pairs of Sharma's published test data."""
    assert ciede2000(first, second) == pytest.approx(difference, abs=5e-5)


def test_the_simulation_keeps_white_and_confuses_what_is_known_to_be_confused():
    for vision in MACHADO:
        assert ciede2000(seen("#ffffff", vision), seen("#ffffff", "normal")) < 1
    for vision, pair in {"protanopia": ("#8f5a2b", "#5f6a2b"), "deuteranopia": ("#b06a50", "#8a7a52")}.items():
        one, other = (seen(colour, vision) for colour in pair)
        assert ciede2000(one, other) < 0.5 * ciede2000(*(seen(colour, "normal") for colour in pair))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("palette", "theme"), CASES)
def test_roles_are_told_apart(palette, theme, vision):
    found = colours(palette, theme)
    for one, other in combinations(ROLES, 2):
        least = REAL_FROM_FAKE if {one, other} == {"real", "fake"} else APART
        assert ciede2000(seen(found[one], vision), seen(found[other], vision)) >= least, (one, other)


@pytest.mark.parametrize(("palette", "theme"), CASES)
def test_real_and_fake_differ_in_greyscale(palette, theme):
    found = colours(palette, theme)
    assert ciede2000(seen(found["real"], "greyscale"), seen(found["fake"], "greyscale")) >= IN_GREY


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("palette", "theme"), CASES)
def test_the_two_ends_of_the_heat_map_are_told_apart(palette, theme, vision):
    found = colours(palette, theme)
    ends = [mixed(found[role], found["neutral"], 0.34) for role in ("real", "fake")]
    assert ciede2000(*(seen(colour, vision) for colour in ends)) >= APART


@pytest.mark.parametrize(("palette", "theme"), CASES)
def test_text_and_marks_have_contrast(palette, theme):
    found, (back, text) = colours(palette, theme), THEMES[theme]
    soft = mixed(text, back, 0.05)
    for role in (*ROLES, "penalty"):
        assert contrast(found[role], found["neutral"]) >= 3, role
    for ground in (back, soft):
        assert contrast(mixed(text, back, 0.72), ground) >= 4.5  # muted text
        for role in ("real", "fake", "d", "g"):  # names, labels of lines, letters on buttons
            assert contrast(found[role], ground) >= 4.5, (role, ground)
    assert contrast(found["d"], back) >= 3  # the ring of what has the focus


@pytest.mark.parametrize("vision", [*VISIONS, "greyscale"])
@pytest.mark.parametrize(("palette", "theme"), CASES)
def test_where_d_looks_is_told_from_the_picture_below_it(palette, theme, vision):
    found, (_, text) = colours(palette, theme), THEMES[theme]
    for ink in (0, 0.12):
        ground = mixed(text, found["neutral"], ink)
        assert ciede2000(seen(found["grad"], vision), seen(ground, vision)) >= APART


def test_fakes_and_the_generator_share_a_colour():
    for palette, theme in CASES:
        found = colours(palette, theme)
        assert found["fake"] == found["g"]
