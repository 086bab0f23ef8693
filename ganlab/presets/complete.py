"""Changes of settings that must go together: whoever asks for one of them is given what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ganlab.data import DATASETS, OWN, classes_of, kind_of
from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.gan.networks import NETWORKS
from ganlab.lazy import N_
from ganlab.presets import HOME, PRESETS


def complete(config: RunConfig, values: Mapping[str, Any]) -> RunConfig:
    """Return a config with new values of some fields and with what must change along with them.

    A data set of another kind begins from that kind's home preset, a network from its own hidden layers, and without
    the batch norm that it cannot have. Raise
    ConfigError with one sentence for what cannot be.
    """
    values, base = dict(values), config
    dataset = values.get("dataset")
    if isinstance(dataset, str) and dataset in DATASETS and kind_of(dataset) != config.kind:
        own = {record.field: getattr(config, record.field) for record in OWN.values()}
        base = from_values(own, PRESETS[HOME[kind_of(dataset)]].config if kind_of(dataset) in HOME else config)
    if isinstance(dataset, str) and dataset in DATASETS:
        names = classes_of(dataset, str(values.get("pictures", base.pictures)))
        values.setdefault("classes", tuple(label for label in base.classes if label < len(names)))
        if not names:
            values.setdefault("conditional", "none")
    for name in ("g_network", "d_network"):
        network = values.get(name)
        if isinstance(network, str) and network in NETWORKS:
            values.setdefault(f"{name[0]}_hidden", getattr(NETWORKS[network], f"{name[0]}_hidden"))
            if name == "d_network" and network != "dcgan":
                values.setdefault("d_batch_norm", False)
    if values.get("conditional", "none") != "none":
        values.setdefault("reuse_z", False)
    try:
        return present(from_values(values, base))
    except ConfigError as error:
        if error.field != "start" or "start" in values:
            raise
    return present(from_values({**values, "start": "scratch"}, base))  # ready-trained weights are of other networks


def present(config: RunConfig) -> RunConfig:
    """Return a config whose data are on this machine; raise ConfigError where they are not."""
    own = OWN.get(config.dataset)
    if own and own.kept and not own.kept(getattr(config, own.field)):
        rule = N_("must have been uploaded to this server, which keeps them for a while")
        raise ConfigError(own.field, rule, getattr(config, own.field))
    return config
