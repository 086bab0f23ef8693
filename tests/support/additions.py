"""One more of everything: each addition is a few lines at one place of one file, put in as a module is imported."""

import importlib
import importlib.machinery
import sys
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Addition:
    """Say what is put in: below which line of which module, which lines."""

    module: str
    below: str
    lines: str


ADDITIONS = {
    "loss": Addition(
        "ganlab.gan.losses",
        "LOSSES: dict[str, Loss] = {\n",
        """
    "absolute": Loss(
        label="Absolute: |D(G(z)) − 1|",
        d_terms=(
            Term(r"\\mathbb{E}|D(x)-1|", lambda real, fake, s: (real - s).abs().mean(), r"\\mathbb{E}|D(x)-s|"),
            Term(r"\\mathbb{E}|D(G(z))|", lambda real, fake, s: fake.abs().mean()),
        ),
        g_terms=(Term(r"\\mathbb{E}|D(G(z))-1|", lambda real, fake, s: (fake - 1).abs().mean()),),
        meaning="D(x) is asked to be 1 for real and 0 for fake",
        equilibrium=lambda s: (None, s, None),
        equilibrium_labels=("1", ""),
        game=Game(
            lambda x, s: ((x > s) * 2.0 - 1, 0 * x),
            lambda x: ((x > 0) * 2.0 - 1, 0 * x),
            lambda x: ((x > 1) * 2.0 - 1, 0 * x),
            (r"1+|\\psi\\theta|", r"|\\psi\\theta-1|"),
            lambda s: (s, 1.0),
        ),
        paper="none",
        answer=lambda logits, real_logits, fake_logits: logits.clamp(0, 1),
        answer_formula=r"D(x)=C(x)",
    ),
""",
    ),
    "penalty": Addition(
        "ganlab.gan.penalties",
        "PENALTIES: dict[str, Penalty] = {\n",
        """
    "drift": Penalty(
        "Drift: size of D's answers",
        "drift",
        r"\\epsilon\\,\\mathbb{E}_x C(x)^2",
        "drift_weight",
        "Karras et al. 2018, arXiv:1710.10196, §A.1",
        value=lambda d, real, fake, config, drawn: mean(d(real).square()),
        factor=lambda config: config.drift_weight,
        slope=Slope(r"0"),
    ),
""",
    ),
    "knob": Addition(
        "ganlab.gan.knobs_training",
        '    """Penalties, constraints and noise; 0 is off."""\n',
        """
    drift_weight: float = _penalty(0.0, "Drift ε", "Adds ε · E C(x)² to what D minimises.")
""",
    ),
    "knob without an equation": Addition(
        "ganlab.gan.knobs_training",
        '    """Objective and updates."""\n',
        """
    weight_decay: float = _live(0.0, "Weight decay", "Shrinks all weights by this share at each update.", ge=0, lt=1)
""",
    ),
    "data set": Addition(
        "ganlab.data.toy",
        "POINTS: dict[str, PointSet] = {\n",
        """
    "cross": _set("Cross", lambda data_noise=1.0: _round_modes(
        [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)], 0.05 * data_noise, shares(4, 0.0)), SQUARE),
""",
    ),
    "preset": Addition(
        "ganlab.presets",
        "PRESETS: dict[str, Preset] = {\n",
        """
    "cross": Preset("A cross", "Found.", {"dataset": "cross", "loss": "absolute", "drift_weight": 0.01}, near(60, 5.0)),
""",
    ),
    "measure": Addition(
        "ganlab.observe.measures",
        "MEASURES: dict[str, Measure] = {measure.key: measure for measure in (\n",
        """
    Measure(
        "reach", "reach", "fake", Chart("reach", "Reach of the fakes", "Reach", "Root mean square", "Chart of reach"),
        lambda look: {"reach": look.fake.square().sum(1).mean().sqrt().item(), "reach_floor": 1.0}, _of_points,
        "reach_floor", row=Row(20, "Of {n} fakes", ".2f"), spoken="The fakes reach {share} %.",
        goal=Goal(20, "until reach ≥", 0, 10, order="≥", said="Paused at step {step}: {n} ≥ {value}.", proposed=1),
    ),
""",
    ),
    "outcome": Addition(
        "ganlab.observe.outcome",
        "OUTCOMES: dict[str, Outcome] = {\n",
        """
    "late": Outcome("late", "It came, but late.", "M -1 -1 L 1 -1 L 0 1 Z", ("#33567a", "#88aacc")),
""",
    ),
    "ready map": Addition(
        "ganlab.presets.maps",
        "MAPS: dict[str, ReadyMap] = {\n",
        """
    "drift": ReadyMap(
        "Drift × rate", "Does it help?", {"dataset": "cross", "loss": "absolute", **_SMALL},
        ("drift_weight=0.01:1:3log", "lr=1e-3,1e-2"), 2, 100,
    ),
""",
    ),
    "line": Addition(
        "ganlab.engine.sweep.lines",
        "LINES: dict[str, Line] = {\n",
        """
    "diagonal": Line("diagonal", "From corner to corner.", lambda plan: [[(0.0, 0.0), (2.0, 1.0)]]),
""",
    ),
    "study": Addition(
        "ganlab.observe.studies",
        "STUDIES: dict[str, Study] = {\n",
        """
    "centre": Study(
        ("points",),
        lambda config, value: int(value),
        lambda display, past, n: Found({"n": n}, {"centre": display.trainer.samples(n).mean(0).numpy()}),
    ),
""",
    ),
    "map export": Addition(
        "ganlab.export.maps",
        "MAP_EXPORTS: dict[str, MapExport] = {\n",
        """
    "map-keys": MapExport(
        "txt", "Keys", "The runs' keys.",
        lambda task: task.path.write_text(repr([row["key"] for row in task.sweep.rows])),
    ),
""",
    ),
}
ANEW = ("ganlab", "tests")


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, additions):
        super().__init__(name, path)
        self.additions = additions

    def get_code(self, fullname):  # from the source: what is cached is without the addition
        text = self.get_data(self.path).decode()
        for addition in self.additions:
            assert text.count(addition.below) == 1, f"{fullname}: has no line {addition.below!r}"
            text = text.replace(addition.below, addition.below + addition.lines.lstrip("\n"))
        return compile(text, self.path, "exec", dont_inherit=True)


class _Finder:
    def find_spec(self, name, path, target=None):
        additions = [addition for addition in ADDITIONS.values() if addition.module == name]
        spec = importlib.machinery.PathFinder.find_spec(name, path) if additions else None
        if spec:
            spec.loader = _Loader(name, spec.origin, additions)
        return spec


def _ours():
    return [name for name in sys.modules if name.split(".")[0] in ANEW]


@contextmanager
def added():
    """Import the package anew with all additions, for as long as the context lasts; yield how to import."""
    kept, finder = {name: sys.modules.pop(name) for name in _ours()}, _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module
    finally:
        sys.meta_path.remove(finder)
        for name in _ours():
            del sys.modules[name]
        sys.modules.update(kept)
