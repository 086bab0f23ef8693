"""Which knobs slow motion shows: those whose change changes what it says, not only the numbers that come out."""

from ganlab.data.images import load
from ganlab.gan.config import DEFAULT, from_values, knobs, schemas
from ganlab.gan.trainer import Trainer
from ganlab.observe.slow.equations import number
from ganlab.observe.slow.phases import anatomy

UNSEEN = {  # reason: knobs that act on training and have no equation of their own
    "what G and D are made of: equations write G(z) and D(x)": (
        *("latent_dim", "g_network", "g_hidden", "g_activation", "g_output"),
        *("d_network", "d_hidden", "d_activation", "d_batch_norm", "minibatch_std"),
    ),
    "where the run begins, before any step": ("start", "init", "init_std"),
    "acts through the rate α of the update, which is shown": ("schedule", "schedule_steps"),
    "acts through the standard deviation of the noise, which is shown": ("noise_steps",),
    "stands in its penalty's formula as c": ("gp_center",),
    "stands in its penalty's formula as s": ("dragan_std",),
}
BESIDE = {  # what a knob needs beside it to do anything
    "d_momentum": {"d_optimizer": "sgd"},
    "g_momentum": {"g_optimizer": "sgd"},
    "init_std": {"init": "normal"},
    "theta_start": {"dataset": "dirac"},
    "psi_start": {"dataset": "dirac"},
    "schedule_steps": {"schedule": "linear"},
    "noise_steps": {"instance_noise": 0.1},
    "gp_center": {"gp_weight": 0.1},
    "dragan_std": {"dragan_weight": 0.1},
    "conditional": {"dataset": "digits"},
    "d_batch_norm": {"dataset": "digits", "d_network": "dcgan", "d_hidden": (4, 8)},
}
SMALL = {"g_hidden": (8,), "d_hidden": (8,), "batch_size": 16}
PECULIAR = (0.3719, 0.8719)  # that no number of a batch comes to by chance


def training():
    """Return the knobs that say how training goes: all but those of the data."""
    return [name for name, knob in knobs().items() if knob.group != "data"]


def turned(name):
    """Return a valid value of a field other than its default."""
    schema, now = schemas()[name], getattr(DEFAULT, name)
    if choices := knobs()[name].choices or schema.get("enum"):
        return next(choice for choice in choices if choice != now)
    if schema["type"] == "boolean":
        return not now
    if schema["type"] == "array":
        return (5,)
    if schema["type"] == "integer":
        return 3 if now == 2 else 2
    return next(value for value in PECULIAR if schema.get("minimum", 0) <= value <= schema.get("maximum", 1))


def said(config):
    """Return what slow motion says of the first step: its phases with their formulas, and apart from them numbers."""
    trainer = Trainer(config, load(config.dataset) if config.kind == "images" else None)
    phases = anatomy(trainer)
    told = [
        (phase.player, phase.name, phase.turn, phase.text.text, [formula for formula, _ in phase.lines])
        for phase in phases
    ]
    return told, "".join(numbers for phase in phases for _, numbers in phase.lines)


def appears(name):
    """Tell whether slow motion shows a knob: another value changes a formula or a phase, or stands there itself."""
    base, value = from_values(SMALL | BESIDE.get(name, {})), turned(name)
    told, numbers = said(from_values({name: value}, base))
    return told != said(base)[0] or (isinstance(value, float) and number(value) in numbers)
