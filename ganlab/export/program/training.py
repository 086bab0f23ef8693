"""The training itself: the updates of both players, and the loop over steps."""

from __future__ import annotations

from ganlab.export.program import objectives
from ganlab.export.program.facts import Facts, Section, block, inside
from ganlab.export.program.helpers import answers, shown, unpacked
from ganlab.export.program.optimizers import optimizer_text
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES

BEYOND = "1e6"  # as for the lab, losses above have exploded, though they may be finite for long

# -- the two updates --------------------------------------------------------------------------------------------


def _backward(facts: Facts, side: str, total: str) -> str:
    only = f"inputs=[*{side.upper()}.parameters()]" if facts.simultaneous or facts.consensus else ""
    return block(f"{side}_optimizer.zero_grad()", f"{total}.backward({only})")


def _moved(facts: Facts, side: str) -> str:
    lines = [f"shorten({side.upper()})" if facts.config.grad_clip else "", f"{side}_optimizer.step()"]
    if side == "d":
        return block(*lines, objectives.after_lines(facts))
    average = ""
    if facts.averages:
        decay = repr(facts.config.ema_decay)
        average = block(
            "with torch.no_grad():",
            "    for name, w in G.named_parameters():",
            f"        average[name].lerp_(w, 1 - {decay})  # w̄ ← {decay} w̄ + (1 − {decay}) w",
        )
    return block(*lines, average)


def _d_gradient(facts: Facts) -> str:
    """Write D's loss on a fresh batch and its gradient."""
    held = "  # G is held fixed"
    if facts.consensus:
        fake = f"fake = {facts.made}"
    elif facts.same_fake:
        fake = f"made = {facts.made}\nfake = made.detach(){held}"
    else:
        fake = f"fake = {facts.made}.detach(){held}"
    show = f"x, fake = {shown(facts, 'x')}, {shown(facts, 'fake')}" if facts.shows else ""
    z = facts.z if facts.learned else ""
    if facts.again:
        lines, total = unpacked(facts, "D"), "d_total" if facts.terms else "d_loss"
        if facts.consensus:
            total = f"({total} + consensus({total}, {', '.join(answers(facts))}))"
    else:
        lines = block(objectives.d_lines(facts), objectives.penalty_lines(facts))
        total = f"({' + '.join(['d_loss', *facts.terms])})" if facts.terms else "d_loss"
    return block(facts.draw, z, fake, show, lines, _backward(facts, "d", total))


def _g_gradient(facts: Facts) -> str:
    """Write G's loss and its gradient."""
    lines = [facts.draw if facts.g_draws else ""]
    if not facts.same_z and facts.learned:
        lines.append(facts.z)
        if facts.asked and not facts.g_draws:
            lines.append("labels = targets[torch.randint(len(targets), (BATCH,), generator=z_rng)]")
    made = "made" if facts.same_fake else facts.made
    formula = f"# L_G = {objectives.loss_text(facts.config).g_formula}"
    if not facts.g_draws:
        answer = facts.judged(shown(facts, made))
        return block(
            *lines, formula, f"g_loss = {objectives.g_loss(facts, '', answer)}", _backward(facts, "g", "g_loss")
        )
    lines += [f"fake = {shown(facts, made)}", f"x = {shown(facts, 'x')}" if facts.shows else ""]
    d = "D"
    if facts.unrolled:
        lines.append(f"ahead = look_ahead(x, fake{facts.label_input})")
        d = "ahead"
    if facts.compares:
        before = objectives.loss_text(facts.config).before
        lines += [f"real_logits, fake_logits = {facts.both(d)}", before, formula]
        lines.append(f"g_loss = {objectives.g_loss(facts, 'real_logits', 'fake_logits')}")
    else:
        lines += [formula, f"g_loss = {objectives.g_loss(facts, '', facts.judged('fake', d))}"]
    total = "g_loss"
    if facts.consensus:
        names = unpacked(facts, "D").replace("d_loss, d_total", "_, d_total") if facts.terms else unpacked(facts, "D")
        if not facts.terms:
            names = names.replace("d_loss", "d_total", 1)
        lines.append(names)
        total = f"(g_loss + consensus(d_total, {', '.join(answers(facts))}))"
    return block(*lines, _backward(facts, "g", total))


_D_TITLE, _G_TITLE = "# D's update: it learns to tell real from fake.", "# G's update: it learns to be taken for real."


def _times(count: int, title: str, text: str) -> str:
    """Write what is done so many times in each step."""
    if not count:
        return ""
    return block(title, text) if count == 1 else block(title, f"for _ in range({count}):", inside(text))


def _updates(facts: Facts) -> str:
    """Write the updates of one step."""
    n, k = facts.config.n_critic, facts.config.g_steps
    d, g = _d_gradient(facts), _g_gradient(facts)
    if not (facts.simultaneous and n and k):
        parts = (
            _times(n, _D_TITLE, block(d, _moved(facts, "d"))),
            _times(k, _G_TITLE, block(g, _moved(facts, "g"))),
        )
        return "\n\n".join(part for part in parts if part)
    title = "# Both players find their gradient where both stand, and only then move."
    if n == k:
        text = "\n\n".join([d, g, block(_moved(facts, "d"), _moved(facts, "g"))])
        return _times(n, title, text)
    conditions = f"turn < {n}", f"turn < {k}"
    text = block(
        f"if {conditions[0]}:\n{inside(d)}" if n < k else d,
        f"if {conditions[1]}:\n{inside(g)}" if k < n else g,
        f"if {conditions[0]}:\n{inside(_moved(facts, 'd'))}" if n < k else _moved(facts, "d"),
        f"if {conditions[1]}:\n{inside(_moved(facts, 'g'))}" if k < n else _moved(facts, "g"),
    )
    return block(title, f"for turn in range({max(n, k)}):", inside(text))


# -- the loop ---------------------------------------------------------------------------------------------------


def _before(facts: Facts) -> str:
    """Write what is set at the beginning of each step."""
    config, lines = facts.config, []
    if config.schedule != "constant":
        share = f"min(1.0, step / {config.schedule_steps})"
        rate = f"1 - {share}" if config.schedule == "linear" else f"(1 + math.cos(math.pi * {share})) / 2"
        lines.append(f"rate = {rate}  # what is left of the learning rates")
        lines.append(f'd_optimizer.param_groups[0]["lr"] = {config.d_lr!r} * rate')
        lines.append(f'g_optimizer.param_groups[0]["lr"] = {config.g_lr!r} * rate')
    if facts.fades:
        lines.append(f"std = {config.instance_noise!r} * max(0.0, 1.0 - step / {config.noise_steps})  # of the noise")
    return block(*lines)


def _after(facts: Facts, every: int) -> str:
    """Write how a step is noted; every: how often a line is printed."""
    config = facts.config
    given = [
        f"{side}_loss.item()" if moves else "math.nan"
        for side, moves in (("d", config.n_critic), ("g", config.g_steps))
    ]
    absent = "" if config.n_critic and config.g_steps else f"  # {'G' if config.n_critic else 'D'} never moves"
    finite = [f"abs(losses[{k}]) <= {BEYOND}" if facts.learned else f"math.isfinite(losses[{k}])" for k in (0, 1)]
    kept = [condition for condition, moves in zip(finite, (config.n_critic, config.g_steps), strict=True) if moves]
    report = 'print(step + 1, *(f"{loss:.8g}" for loss in losses))'
    return block(
        f"losses = {', '.join(given)}{absent}",
        f"if not ({' and '.join(kept)}):" if len(kept) > 1 else f"if not {kept[0]}:",
        '    print(f"step {step + 1}: training stops, the losses are beyond all sense: {losses}", file=sys.stderr)',
        "    break",
        "history.append(losses)",
        "" if facts.learned else "path.append((G.theta.item(), next(D.parameters()).item()))",
        report if every == 1 else f"if (step + 1) % {every} == 0:\n    {report}",
    )


def formulas(facts: Facts) -> str:
    """Return what both players minimise as LaTeX in Markdown."""
    config, loss = facts.config, LOSSES[facts.config.loss]
    terms = "".join(f" + {PENALTIES[key].written(loss.raw)}" for key in facts.terms)
    where = [loss.where, loss.answer_formula, *(PENALTIES[key].where for key in facts.terms)]
    with_c = ", ".join(part for part in where if part and part != "D(x)=C(x)")
    lines = [
        f"$$L_D = {loss.formula('d', config.real_label)}{terms}$$",
        f"$$L_G = {loss.formula('g')}$$",
        f"where ${with_c}$ and C is the raw output of the network D." if with_c else "",
        f"({loss.paper})",
    ]
    return "\n\n".join(line for line in lines if line)


def training(facts: Facts, every: int = 1) -> Section:
    """Write the optimizers and the loop; every: how often a line is printed."""
    config = facts.config
    sides = [side for side, count in (("d", config.n_critic), ("g", config.g_steps)) if count or facts.unrolled]
    if config.schedule != "constant":
        sides = ["d", "g"]
    made = [f"{side}_optimizer = {optimizer_text(config, side).made(config, side)}" for side in sides]
    average = "average = {name: w.detach().clone() for name, w in G.named_parameters()}  # of G's weights, to be shown"
    loop = block(
        "for step in range(STEPS):",
        inside("\n\n".join(part for part in (_before(facts), _updates(facts), _after(facts, every)) if part)),
    )
    code = block(
        *made,
        average if facts.averages else "",
        "history = []",
        "" if facts.learned else "path = [(G.theta.item(), next(D.parameters()).item())]  # of (θ, ψ)",
        loop,
    )
    prose = f"In each step D minimises L_D on a batch, then G minimises L_G.\n\n{formulas(facts)}"
    if facts.simultaneous:
        prose = prose.replace("on a batch, then G minimises L_G", "and G minimises L_G, both from where they stand")
    return Section("Training", prose, code)
