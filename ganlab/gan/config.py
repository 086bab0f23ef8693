"""RunConfig: everything that a run is made from. One field is one knob.

The control panel, the query string, the JSON file, `--set` and the reference are all made from these fields.
Equal config and equal seed give an equal run, bit for bit, on one machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Self

from pydantic import ConfigDict, ValidationError, ValidationInfo, field_validator, model_validator

from ganlab.data import OWN, classes_of, kind_of
from ganlab.data.own import drawing
from ganlab.data.own.store import KEY
from ganlab.gan import pretrained
from ganlab.gan.knobs import MOST_LAYERS, MOST_WIDTH, Data, Discriminator, Generator, Knob
from ganlab.gan.knobs_training import Regularisation, Training
from ganlab.gan.networks import NETWORKS
from ganlab.gan.penalties import TERMS
from ganlab.quoted import plain, quoted


class ConfigError(ValueError):
    """Carry one sentence about one field: what, rule, value got."""

    def __init__(self, field: str, rule: str, value: Any):
        self.field, self.rule, self.value = field, rule, value
        name = field if re.fullmatch(r"(--)?[\w-]{1,40}", field) else _show(field)  # anybody's words
        super().__init__(f"{name}: {rule}; got {_show(value)}")


def _show(value: Any) -> str:
    return quoted(value, 60) if isinstance(value, str) else plain(value, 60)


class RunConfig(Regularisation, Training, Discriminator, Generator, Data):
    """Describe one run completely; frozen, validated: no unknown key, wrong type, NaN or value out of range."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=False)

    @field_validator("*", mode="before")
    @classmethod
    def _choice(cls, value: Any, info: ValidationInfo) -> Any:
        choices = knobs()[str(info.field_name)].choices
        if choices and value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    @field_validator("g_hidden", "d_hidden", mode="before")
    @classmethod
    def _widths(cls, value: Any) -> tuple[int, ...]:
        """Take (64, 32), [64, 32] or "64,32"; an empty one is a network without hidden layers."""
        rule = f"must be 0 to {MOST_LAYERS} whole numbers from 1 to {MOST_WIDTH}, such as 64,32"
        if isinstance(value, str):
            try:
                value = [int(part) for part in value.split(",") if part.strip()]
            except ValueError:
                raise ValueError(rule) from None
        if not isinstance(value, list | tuple) or len(value) > MOST_LAYERS:
            raise ValueError(rule)
        if not all(
            isinstance(width, int) and not isinstance(width, bool) and 1 <= width <= MOST_WIDTH for width in value
        ):
            raise ValueError(rule)
        return tuple(value)

    @field_validator("drawing")
    @classmethod
    def _drawn(cls, value: str) -> str:
        if value:
            drawing.decode(value)
        return value

    @field_validator("points", "pictures")
    @classmethod
    def _named(cls, value: str, info: ValidationInfo) -> str:
        if value and not KEY.fullmatch(value):
            raise ValueError(f"must be the 16 hexadecimal digits that uploaded {info.field_name} are kept under")
        return value

    @field_validator("classes", mode="before")
    @classmethod
    def _labels(cls, value: Any) -> tuple[int, ...]:
        """Take (1, 0), [0, 1] or "0,1", in any order."""
        rule = "must be labels of the data set, such as 0,1, or none for all of them"
        if isinstance(value, str):
            value = [int(part) if part.strip().isdecimal() else part for part in value.split(",") if part.strip()]
        if not isinstance(value, list | tuple) or not all(type(label) is int for label in value):
            raise ValueError(rule)
        return tuple(sorted(set(value)))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        kind = kind_of(self.dataset)
        if self.dataset in OWN and not getattr(self, OWN[self.dataset].field):
            raise ConfigError("dataset", f"must come with {OWN[self.dataset].needs}", self.dataset)
        labels = range(len(classes_of(self.dataset, self.pictures)))
        if not set(self.classes) <= set(labels):
            rule = f"must be labels from 0 to {labels[-1]}" if labels else "must be empty where there are no classes"
            raise ConfigError("classes", f"{rule}, as in the data set {self.dataset}", to_text(self.classes))
        if self.batch_size % self.packing:
            raise ConfigError("batch_size", f"must be a multiple of packing, {self.packing}", self.batch_size)
        if kind == "dirac" and self.packing > 1:
            raise ConfigError("packing", "must be 1 for the data set dirac", self.packing)
        if self.conditional != "none":
            self._asks(kind)
        self._batch_norm_fits()
        for side in "gd" if kind != "dirac" else "":  # whose networks are its own
            name, hidden = getattr(self, f"{side}_network"), getattr(self, f"{side}_hidden")
            network = NETWORKS[name]
            if kind not in network.kinds:
                possible = ", ".join(key for key, other in NETWORKS.items() if kind in other.kinds)
                raise ConfigError(f"{side}_network", f"must be one of {possible} for the data set {self.dataset}", name)
            if network.layers is not None and len(hidden) != network.layers:
                rule = f"must be {network.layers} whole numbers from 1 to 512 for a {name} network"
                raise ConfigError(f"{side}_hidden", rule, ",".join(map(str, hidden)))
        if self.start != "scratch" and (rule := pretrained.unfit(self)):
            raise ConfigError("start", rule, self.start)
        return self

    def _asks(self, kind: str) -> None:
        """Refuse to be conditional where that cannot be."""
        rules = {
            "must be none for a data set without labels": kind != "images"
            or not classes_of(self.dataset, self.pictures),
            "must be none where D judges packs of samples": self.packing > 1,
            "must be none where z is reused: its labels are those of another batch": self.reuse_z,
        }
        for rule, broken in rules.items():
            if broken:
                raise ConfigError("conditional", rule, self.conditional)

    def _batch_norm_fits(self) -> None:
        if not self.d_batch_norm:
            return
        if self.d_network != "dcgan":
            raise ConfigError("d_batch_norm", f"must be false for the network {self.d_network}", True)
        for term in TERMS.values():
            if weight := getattr(self, term.weight):
                rule = "must be 0 while D has batch norm, which gives no picture a slope of its own"
                raise ConfigError(term.weight, rule, weight)

    @property
    def kind(self) -> str:
        """Return "points", "images" or "dirac"."""
        return kind_of(self.dataset)

    @property
    def output(self) -> str:
        """Return the generator's output function with "auto" resolved."""
        if self.g_output != "auto":
            return self.g_output
        return "tanh" if self.kind == "images" else "linear"

    @property
    def pixels(self) -> tuple[float, float]:
        """Return the (lowest, highest) value of a pixel with "auto" resolved."""
        unit = self.pixel_range == "unit" or (self.pixel_range == "auto" and self.output == "sigmoid")
        return (0.0, 1.0) if unit else (-1.0, 1.0)

    def changed(self) -> dict[str, Any]:
        """Return the fields that differ from the defaults."""
        return self.differences(DEFAULT)

    def differences(self, other: RunConfig) -> dict[str, Any]:
        """Return the fields of this config that differ from another's."""
        return {name: value for name, value in self if value != getattr(other, name)}

    def acts_live(self, other: RunConfig) -> bool:
        """Tell whether a running trainer of the other config can take this one on without a restart."""
        return all(knobs()[name].live for name in self.differences(other))

    def to_query(self) -> dict[str, str]:
        """Return the non-default fields as strings for a query string; `from_strings` reads them back."""
        return {name: to_text(value) for name, value in self.changed().items()}


def to_text(value: Any) -> str:
    """Write one field's value as it stands in a URL or after `--set field=`."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


@cache
def knobs() -> dict[str, Knob]:
    """Return for each field what `knob` declared."""
    extra = {name: field.json_schema_extra for name, field in RunConfig.model_fields.items()}
    return {name: record for name, record in extra.items() if isinstance(record, Knob)}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return for each field its JSON schema: type, bounds, enum."""
    properties: dict[str, dict[str, Any]] = RunConfig.model_json_schema()["properties"]
    return properties


def _bound_rule(field: str) -> str:
    """Say the rule of a field in words, from its declaration."""
    schema = schemas()[field]
    kinds = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    kind = kinds.get(schema.get("type", ""), "text")
    if "enum" in schema:
        return f"must be one of {', '.join(schema['enum'])}"
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    start = f" from {low}" if low is not None else f" above {above}" if above is not None else ""
    end = f" to {high}" if high is not None else f" to below {below}" if below is not None else ""
    return f"must be {kind}{start}{end}"


def _sentence(error: ValidationError, given: Mapping[str, Any]) -> ConfigError:
    """Turn pydantic's first complaint into one sentence about one field."""
    first = error.errors()[0]
    raised = first.get("ctx", {}).get("error")
    if isinstance(raised, ConfigError):  # by `_fits`, which raised the sentence itself
        return raised
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = get_close_matches(field, RunConfig.model_fields, 1)
        return ConfigError(field, "is not a setting" + (f" (did you mean {near[0]}?)" if near else ""), given[field])
    rule = str(raised) if first["type"] == "value_error" else _bound_rule(field)
    return ConfigError(field, rule, given.get(field, first["input"]))


def from_values(values: Mapping[str, Any], base: RunConfig | None = None) -> RunConfig:
    """Make a config from typed values (JSON) on top of a base; raise ConfigError with one sentence."""
    try:
        return RunConfig.model_validate({**(base or DEFAULT).model_dump(), **values})
    except ValidationError as error:
        raise _sentence(error, values) from None


def from_strings(strings: Mapping[str, str], base: RunConfig | None = None) -> RunConfig:
    """Make a config from strings (URL, `--set`) on top of a base; raise ConfigError with one sentence."""
    merged = {name: to_text(value) for name, value in (base or DEFAULT)} | dict(strings)
    try:
        return RunConfig.model_validate_strings(merged, strict=False)
    except ValidationError as error:
        raise _sentence(error, merged) from None


_BETWEEN = ("dataset", "g_network", "d_network", "g_hidden", "d_hidden", "packing", "d_batch_norm")


def from_query(query: Mapping[str, str], base: RunConfig | None = None) -> tuple[RunConfig, list[ConfigError]]:
    """Read a query string leniently: each bad field falls back to its default, and its sentence is returned."""
    good, errors = dict(query), list[ConfigError]()
    while True:
        try:
            return from_strings(good, base), errors
        except ConfigError as error:
            errors.append(error)
            # Else the rule broken is between fields: drop what was asked of the pair.
            if good.pop(error.field, None) is None:
                asked = [name for name in _BETWEEN if good.pop(name, None) is not None]
                if not asked:
                    good.clear()


def from_json(text: str, base: RunConfig | None = None) -> RunConfig:
    """Read the JSON object of a config file on top of a base; raise ConfigError with one sentence."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError("config", f"must be JSON ({error.msg}, line {error.lineno})", text) from None
    if not isinstance(values, dict):
        raise ConfigError("config", "must be a JSON object of settings", text)
    return from_values(values, base)


DEFAULT = RunConfig()
