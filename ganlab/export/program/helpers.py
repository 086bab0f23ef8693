"""The functions that a training's updates need: how D is shown samples, what it minimises, what it would come to."""

from __future__ import annotations

from ganlab.export.program import objectives
from ganlab.export.program.facts import Facts, Section, apart, block, inside
from ganlab.export.program.optimizers import optimizer_text


def _show(facts: Facts) -> str:
    """Write what is done to samples before D sees them."""
    config, lines = facts.config, []
    if facts.fades:
        lines += [
            "if std > 0:",
            "    samples = samples + std * torch.randn(samples.shape, generator=noise_rng)  # instance noise",
        ]
    elif std := config.instance_noise:
        lines.append(f"samples = samples + {std!r} * torch.randn(samples.shape, generator=noise_rng)  # instance noise")
    if (packing := config.packing) > 1:
        size = f"-1, {packing}, 28, 28" if facts.pictures else f"-1, {2 * packing}"
        lines.append(f"samples = samples.reshape({size})  # packs of {packing} (PacGAN, Lin et al. 2018)")
    if lines[-1].startswith("samples = "):
        lines[-1] = lines[-1].replace("samples = ", "return ")
    else:
        lines.append("return samples")
    what = " ".join(["with noise"] * bool(config.instance_noise) + ["in packs"] * (config.packing > 1))
    head = f"def show(samples{', std' if facts.fades else ''}):"
    return block(
        head,
        f'    """Return samples as D is shown them, {what.replace("noise in", "noise and in")}."""',
        inside(block(*lines)),
    )


def shown(facts: Facts, samples: str) -> str:
    """Return the expression of samples as D is shown them."""
    if not facts.shows:
        return samples
    return f"show({samples}{', std' if facts.fades else ''})"


def _d_objective(facts: Facts) -> str:
    """Write what D minimises as a function, for whoever asks for it again."""
    given = ["d_loss"]
    if facts.terms:
        given.append(" + ".join(["d_loss", *facts.terms]))
    given += answers(facts)
    lines = block(objectives.d_lines(facts), objectives.penalty_lines(facts))
    lines = lines.replace("d_loss = ", "return ") if len(given) == 1 else block(lines, f"return {', '.join(given)}")
    said = "what D minimises on a batch"
    if len(given) > 1:
        others = ["the same with penalties"] * bool(facts.terms) + ["D's outputs"] * facts.consensus
        said = f"D's loss and {' and '.join(others)}"
    return block(
        f"def d_objective(D, x, fake{facts.label_input}):",
        f'    """Return {said}."""',
        inside(lines),
    )


def answers(facts: Facts) -> list[str]:
    """List the outputs of D that consensus optimisation looks at, if any."""
    return (["real_logits"] if facts.compares else []) + ["fake_logits"] if facts.consensus else []


def _consensus(facts: Facts) -> str:
    loss = objectives.g_loss(facts, "real_logits", "fake_logits")
    before, gamma = objectives.loss_text(facts.config).before, objectives.number(facts.config.consensus_gamma)
    return block(
        f"def consensus(d_total, {', '.join(answers(facts))}):",
        '    """Return γ/2 (‖∇_D L_D‖² + ‖∇_G L_G‖²), which both players also lower (Mescheder et al. 2017)."""',
        inside(
            block(
                before,
                f"g_loss = {loss}",
                "gradients = torch.autograd.grad(d_total, [*D.parameters()], create_graph=True)",
                "gradients += torch.autograd.grad(g_loss, [*G.parameters()], create_graph=True)",
                f"return {gamma} / 2 * sum(g.square().sum() for g in gradients)",
            )
        ),
    )


def _look_ahead(facts: Facts) -> str:
    """Write D as it would be some updates later."""
    config = facts.config
    clip, longest = config.weight_clip, config.grad_clip
    total = "d_total" if facts.terms else "d_loss"
    lr = 'd_optimizer.param_groups[0]["lr"]' if config.schedule != "constant" else repr(config.d_lr)
    text = block(
        f"def look_ahead(x, fake{facts.label_input}):",
        f'    """Return D as it would be {config.unroll_steps} updates later, a function of the samples '
        '(Metz et al. 2017, §2.2)."""',
        "    weights = {name: w.detach().requires_grad_() for name, w in D.named_parameters()}",
        "    states = {name: dict(d_optimizer.state.get(w, {})) for name, w in D.named_parameters()}",
    )
    ahead = block(
        "def ahead(*inputs):  # D, with the weights of this moment", "    return functional_call(D, weights, inputs)"
    )
    moves = block(
        f"for _ in range({config.unroll_steps}):",
        inside(
            block(
                unpacked(facts, "ahead", total),
                f"gradients = torch.autograd.grad({total}, [*weights.values()], create_graph=True)",
                "length = torch.cat([g.flatten() for g in gradients]).norm()" if longest else "",
                f"gradients = [g * ({longest!r} / length).clamp(max=1) for g in gradients]" if longest else "",
                "weights = {name: updated(w, g, states[name]) for (name, w), g in zip(weights.items(), gradients)}",
                f"weights = {{name: w.clamp({-clip!r}, {clip!r}) for name, w in weights.items()}}" if clip else "",
            )
        ),
        "return ahead",
    )
    return apart(optimizer_text(config, "d").update(config, lr), "\n\n".join([text, inside(ahead), inside(moves)]))


def unpacked(facts: Facts, d: str, wanted: str = "") -> str:
    """Write the call of `d_objective`; wanted: the name of what is needed of it, where that is not all."""
    names = ["d_loss"] + ["d_total"] * bool(facts.terms) + answers(facts)
    if wanted:
        names = [name if name == wanted else "_" for name in names]
    return f"{', '.join(names)} = d_objective({d}, x, fake{facts.label_input})"


def _shorten(facts: Facts) -> str:
    longest = facts.config.grad_clip
    return f'''\
def shorten(network):
    """Shorten a gradient that is longer than {longest!r} to it."""
    length = torch.cat([w.grad.flatten() for w in network.parameters()]).norm().item()
    if length > {longest!r}:
        for w in network.parameters():
            w.grad.mul_({longest!r} / length)
'''


def helpers(facts: Facts) -> Section:
    """Write the functions that training needs, where it needs any."""
    moving = facts.config.n_critic > 0
    functions = (
        _show(facts) if facts.shows else "",
        objectives.slopes(facts) if moving or facts.again else "",
        _d_objective(facts) if facts.again else "",
        _consensus(facts) if facts.consensus else "",
        _look_ahead(facts) if facts.unrolled else "",
        _shorten(facts) if facts.config.grad_clip else "",
    )
    prose = "What the updates below need: how D is shown samples, how steep it is, or what it would come to."
    return Section("What the updates need", prose, apart(*functions))
