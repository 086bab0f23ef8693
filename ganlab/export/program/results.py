"""What has come of it: samples of G when training is over, and the picture of them and of the losses."""

from __future__ import annotations

from ganlab.data import labels_of
from ganlab.export.program.facts import Facts, Section, block, inside

_CURVES = block(
    "figure, (left, right) = plt.subplots(1, 2, figsize=(11, 5))",
    'left.plot(history, linewidth=0.8, label=("loss of D", "loss of G"))',
    'left.set(xlabel="step", ylabel="loss")',
    "left.legend()",
)
_POINTS = block(
    'right.scatter(*sample_real(1000, torch.Generator().manual_seed(1)).T, s=4, label="real x")',
    'right.scatter(*samples.T, s=4, label="fake G(z)")',
    "right.legend()",
)
_PATH = block(
    'right.plot(*zip(*path), linewidth=0.8, label="path")',
    'right.plot(0, 0, "x", label="rest")',
    'right.set(xlabel="θ", ylabel="ψ", aspect="equal")',
    "right.legend()",
)


def _samples(facts: Facts) -> str:
    """Write how G's samples are made once training is over: of averaged weights, where there are."""
    if not facts.learned:
        return ""
    labels, z = "", facts.noise("64" if facts.pictures else "1000", "torch.Generator().manual_seed(0)")
    if facts.asked:
        there = labels_of(facts.config)
        wanted = f"arange({len(there)})" if there == tuple(range(len(there))) else f"tensor({list(there)})"
        labels = f"labels = torch.{wanted}.repeat(6)  # a row has one of each"
        z = facts.noise("len(labels)", "torch.Generator().manual_seed(0)")
    given = "z, labels" if facts.asked else "z"
    made = f"functional_call(G, average, ({given}{',' * (not facts.asked)}))" if facts.averages else f"G({given})"
    if facts.averages or facts.asked:
        lines = block(f"z = {z}", f"samples = {made}{'  # as the averaged G makes them' if facts.averages else ''}")
    else:
        lines = f"samples = G({z})"
    return block(
        "G.eval()  # batch norm goes by the averages of training from here on" if facts.batch_norm else "",
        labels,
        "with torch.no_grad():",
        inside(lines),
    )


def _wall(facts: Facts) -> str:
    rows, columns = (6, len(labels_of(facts.config))) if facts.asked else (8, 8)
    low, high = facts.config.pixels
    return block(
        f"wall = samples.reshape({rows}, {columns}, 28, 28).transpose(1, 2).reshape({rows * 28}, {columns * 28})",
        f'right.imshow(wall, cmap="gray", vmin={low:g}, vmax={high:g})',
        'right.axis("off")',
    )


def results(facts: Facts, notebook: bool = False) -> Section:
    """Write what is seen in the end."""
    right = {"points": _POINTS, "dirac": _PATH}.get(facts.config.kind) or _wall(facts)
    picture = block(_CURVES, right)
    if not notebook:
        drawn = f'import matplotlib.pyplot as plt\n\n{picture}\nfigure.savefig("run.png")'
        picture = block('if find_spec("matplotlib") and history:', inside(drawn))
    return Section(
        "What has come of it", "The losses step by step, and what G makes now.", block(_samples(facts), picture)
    )
