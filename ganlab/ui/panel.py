"""The control panel, made from RunConfig's fields: one knob, one widget."""

from __future__ import annotations

from typing import Any, get_origin

import streamlit as st

from ganlab.config import RATES, ConfigError, RunConfig, from_values, knobs, schemas
from ganlab.data import DATASETS, kind_of
from ganlab.engine.lab import Entry, lab
from ganlab.fields import GROUPS
from ganlab.losses import LOSSES
from ganlab.models import NETWORKS, OPTIMIZERS
from ganlab.penalties import PENALTIES, TERMS
from ganlab.presets import HOME, PRESETS
from ganlab.text import pick, say

_NETWORKS = {"g_hidden", "d_hidden", "g_activation", "d_activation", "g_output", "init", "latent_dim", "latent_std"}
_NETWORKS |= {"latent_distribution", "seed"}
_LABELS = {"dataset": DATASETS, "loss": LOSSES}
_LABELS |= dict.fromkeys(("g_network", "d_network"), NETWORKS) | dict.fromkeys(
    ("g_optimizer", "d_optimizer"), OPTIMIZERS
)


def control_panel(entry: Entry, language: str) -> None:
    """Draw the knobs of a run, without those that the live view has; what is changed goes to the run at once."""
    config = entry.config
    if refused := st.session_state.pop("refused", None):
        st.warning(say("app.refused", language, sentence=refused))
    for group in GROUPS:
        with st.expander(say(f"group.{group}", language), expanded=group == "data", key=f"group_{group}"):
            for name, knob in knobs().items():
                if knob["group"] == group and name not in RATES and relevant(config, name):
                    _knob(entry.run_id, config, name, language)
    _formulas(config, language)


def _formulas(config: RunConfig, language: str) -> None:
    """Write out what each player minimises, with every penalty that is on; and what D's answer means."""
    loss, both = LOSSES[config.loss], PENALTIES["consensus"].formula if config.consensus_gamma else ""
    terms = [term for term in TERMS.values() if getattr(config, term.weight)]
    where = [part.where for part in (loss, *terms) if part.where]
    d_total = " + ".join(filter(None, [loss.d_formula, *(term.formula for term in terms), both]))
    g_total = " + ".join(filter(None, [loss.g_formula, both]))
    for player, total in (("D", d_total), ("G", g_total)):
        st.caption(f"{say('panel.minimises', language, player=player)}  \n$L_{player} = {total}$")
    if where:
        st.caption("  \n".join(f"${part}$" for part in where))
    st.caption(pick(loss.meaning, language))


def relevant(config: RunConfig, name: str) -> bool:
    """Tell whether a field does anything beside the others: momentum is SGD's, pixel ranges are pictures'."""
    side, _, option = name.partition("_")
    if side in ("d", "g") and option in ("momentum", "beta1", "beta2"):
        return option in OPTIMIZERS[getattr(config, f"{side}_optimizer")].options
    if side in ("d", "g") and option == "network":
        return sum(config.kind in network.kinds for network in NETWORKS.values()) > 1
    if config.kind == "dirac" and name in _NETWORKS:
        return False
    rules = {
        "init_std": config.init == "normal",
        "pixel_range": config.kind == "images",
        "train_size": config.kind == "points",
        "real_label": LOSSES[config.loss].smooths,
        "gp_center": config.gp_weight > 0,
        "dragan_std": config.dragan_weight > 0,
        "noise_steps": config.instance_noise > 0,
        "schedule_steps": config.schedule != "constant",
    }
    return rules.get(name, True)


def apply(run_id: str, base: RunConfig, values: dict[str, Any]) -> None:
    """Give a run a config with some fields changed, or keep the sentence that says why not for the next rerun."""
    try:
        lab.configure(run_id, from_values(values, base))
    except ConfigError as error:
        st.session_state["refused"] = str(error)


def choose(config: RunConfig, name: str, value: Any) -> tuple[RunConfig, dict[str, Any]]:
    """Return (base, changes) for a new value of one field, with what must change along with it."""
    if name == "dataset" and kind_of(value) != config.kind:
        return PRESETS[HOME[kind_of(value)]].config, {"dataset": value}
    if name in ("g_network", "d_network"):
        side = name[0]
        return config, {name: value, f"{side}_hidden": getattr(NETWORKS[value], f"{side}_hidden")}
    return config, {name: value}


def _changed(run_id: str, name: str, key: str) -> None:
    entry = lab.find(run_id)
    if entry is not None and (value := st.session_state.get(key)) is not None:
        base, values = choose(entry.config, name, value)
        apply(run_id, base, values)


def _knob(run_id: str, config: RunConfig, name: str, language: str) -> None:
    """Draw the widget of one field, showing the run's own value whoever set it."""
    knob, field = knobs()[name], RunConfig.model_fields[name]
    if get_origin(field.annotation) is tuple:
        _layers(run_id, config, name, language)
        return
    key, value = f"knob_{name}", getattr(config, name)
    effect = say("panel.live" if knob["live"] else "panel.restarts", language)
    common = {
        "label": pick(knob["name"], language),
        "help": f"{pick(knob['help'], language)} {effect}",
        "key": key,
        "on_change": _changed,
        "args": (run_id, name, key),
    }
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    schema = schemas()[name]
    low, high = _bounds(schema, value)
    if choices := knob.get("choices") or schema.get("enum"):
        records = _LABELS.get(name, {})
        if name in ("g_network", "d_network"):
            choices = [choice for choice in choices if config.kind in NETWORKS[choice].kinds]
        if name == "dataset":  # the Dirac-GAN has no page of its own yet: it is shown where an address asks for it
            choices = [choice for choice in choices if kind_of(choice) != "dirac" or choice == value]
        st.selectbox(
            options=list(choices),
            format_func=lambda choice: pick(records[choice].label, language) if choice in records else choice,
            **common,
        )
    elif isinstance(value, bool):
        st.toggle(**common)
    elif isinstance(value, int) and high - low <= 100:
        st.slider(min_value=low, max_value=high, **common)
    elif isinstance(value, int):
        st.number_input(min_value=low, max_value=high, step=1, **common)
    else:
        st.number_input(min_value=low, max_value=high, step=0.1 if high > 1 else 0.01, format="%.4g", **common)


def _bounds(schema: dict, value) -> tuple:
    """Return (lowest, highest) value that a widget may offer; open ends are moved in by a hair."""
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1e-4)
    high = schema.get("maximum", schema.get("exclusiveMaximum", 1) - 1e-4)
    return (int(low), int(high)) if isinstance(value, int) else (float(low), float(high))


def _layers(run_id: str, config: RunConfig, name: str, language: str) -> None:
    """Draw a tuple of widths as two sliders, number of layers and width of all of them."""
    hidden, side = getattr(config, name), name[0]
    fixed = NETWORKS[getattr(config, f"{side}_network")].layers
    count_key, width_key = f"knob_{name}_count", f"knob_{name}_width"
    for key, value in ((count_key, len(hidden)), (width_key, max(hidden, default=64))):
        if st.session_state.get(key) != value and (hidden or key == count_key):
            st.session_state[key] = value

    def changed(key: str) -> None:
        entry = lab.find(run_id)
        if entry is None:
            return
        now = getattr(entry.config, name)
        count = fixed or st.session_state[count_key]
        width = st.session_state.get(width_key) or 64
        widths = (width,) * count if key == width_key else (now + (now[-1:] or (width,)) * 6)[:count]
        apply(run_id, entry.config, {name: widths})

    effect = say("panel.restarts", language)
    help_text = f"{pick(knobs()[name]['help'], language)} {effect}"
    if fixed is None:
        label = say("panel.layers", language)
        st.slider(label, 0, 6, key=count_key, help=help_text, on_change=changed, args=(count_key,))
    if hidden:
        label = say("panel.width" if fixed is None else "panel.channels", language)
        st.slider(label, 1, 512, key=width_key, help=help_text, on_change=changed, args=(width_key,))
        if len(set(hidden)) > 1:
            st.caption(say("panel.widths", language, widths=" · ".join(map(str, hidden))))
