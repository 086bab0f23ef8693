"""RunConfig: everything that a run is made from. One field is one knob.

The control panel, the query string, the JSON file, `--set` and the reference are all made from these fields.
Equal config and equal seed give an equal run, bit for bit, on one machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
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
from ganlab.lazy import N_, Message
from ganlab.quoted import plain, quoted

_REFUSED = N_("{field}: {rule}; got {value}")
_WIDTHS = N_("must be 0 to {high} whole numbers from 1 to {width}, such as 64,32")
_LAYERS = N_("must be {n} whole numbers from 1 to {width} for a {name} network")
_NETWORKS = N_("must be one of {choices} for the data set {name}")
_LABELS = N_("must be labels from 0 to {last}, as in the data set {name}")
_NO_LABELS = N_("must be empty where there are no classes, as in the data set {name}")


class ConfigError(ValueError):
    """Carry one sentence about one field: what, rule, value got; in English, and as a message."""

    def __init__(self, field: str, rule: str | Message, value: Any):
        self.field, self.value = field, value
        self.rule = rule if isinstance(rule, Message) else Message.of(rule)
        name = field if re.fullmatch(r"(--)?[\w-]{1,40}", field) else _show(field)  # anybody's words
        self.message = Message.of(_REFUSED, field=name, rule=self.rule, value=_show(value))
        super().__init__(str(self.message))


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
            raise ValueError(one_of(choices))
        return value

    @field_validator("g_hidden", "d_hidden", mode="before")
    @classmethod
    def _widths(cls, value: Any) -> tuple[int, ...]:
        """Take (64, 32), [64, 32] or "64,32"; an empty one is a network without hidden layers."""
        rule = Message.of(_WIDTHS, high=MOST_LAYERS, width=MOST_WIDTH)
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
            raise ValueError(N_("must be the 16 hexadecimal digits that what was uploaded is kept under"))
        return value

    @field_validator("classes", mode="before")
    @classmethod
    def _labels(cls, value: Any) -> tuple[int, ...]:
        """Take (1, 0), [0, 1] or "0,1", in any order."""
        rule = N_("must be labels of the data set, such as 0,1, or none for all of them")
        if isinstance(value, str):
            value = [int(part) if part.strip().isdecimal() else part for part in value.split(",") if part.strip()]
        if not isinstance(value, list | tuple) or not all(type(label) is int for label in value):
            raise ValueError(rule)
        return tuple(sorted(set(value)))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        kind = kind_of(self.dataset)
        if self.dataset in OWN and not getattr(self, OWN[self.dataset].field):
            raise ConfigError("dataset", OWN[self.dataset].needs, self.dataset)
        labels = range(len(classes_of(self.dataset, self.pictures)))
        if not set(self.classes) <= set(labels):
            last = labels[-1] if labels else 0
            rule = Message.of(_LABELS if labels else _NO_LABELS, last=last, name=self.dataset)
            raise ConfigError("classes", rule, to_text(self.classes))
        if self.batch_size % self.packing:
            rule = Message.of(N_("must be a multiple of packing, {packing}"), packing=self.packing)
            raise ConfigError("batch_size", rule, self.batch_size)
        if kind == "dirac" and self.packing > 1:
            raise ConfigError("packing", N_("must be 1 for the data set dirac"), self.packing)
        if self.conditional != "none":
            self._asks(kind)
        self._batch_norm_fits()
        for side in "gd" if kind != "dirac" else "":  # whose networks are its own
            name, hidden = getattr(self, f"{side}_network"), getattr(self, f"{side}_hidden")
            network = NETWORKS[name]
            if kind not in network.kinds:
                possible = ", ".join(key for key, other in NETWORKS.items() if kind in other.kinds)
                rule = Message.of(_NETWORKS, choices=possible, name=self.dataset)
                raise ConfigError(f"{side}_network", rule, name)
            if network.layers is not None and len(hidden) != network.layers:
                rule = Message.of(_LAYERS, n=network.layers, width=MOST_WIDTH, name=name)
                raise ConfigError(f"{side}_hidden", rule, ",".join(map(str, hidden)))
        if self.start != "scratch" and (lack := pretrained.unfit(self)):
            raise ConfigError("start", lack, self.start)
        return self

    def _asks(self, kind: str) -> None:
        """Refuse to be conditional where that cannot be."""
        rules = {
            N_("must be none for a data set without labels"): kind != "images"
            or not classes_of(self.dataset, self.pictures),
            N_("must be none where D judges packs of samples"): self.packing > 1,
            N_("must be none where z is reused: its labels are those of another batch"): self.reuse_z,
        }
        for rule, broken in rules.items():
            if broken:
                raise ConfigError("conditional", rule, self.conditional)

    def _batch_norm_fits(self) -> None:
        if not self.d_batch_norm:
            return
        if self.d_network != "dcgan":
            rule = Message.of(N_("must be false for the network {name}"), name=self.d_network)
            raise ConfigError("d_batch_norm", rule, True)
        for term in TERMS.values():
            if weight := getattr(self, term.weight):
                slope = N_("must be 0 while D has batch norm, which gives no picture a slope of its own")
                raise ConfigError(term.weight, slope, weight)

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


_KINDS = {"integer": N_("a whole number"), "number": N_("a number"), "boolean": N_("true or false")}
_STARTS = {"minimum": N_(" from {bound}"), "exclusiveMinimum": N_(" above {bound}")}
_ENDS = {"maximum": N_(" to {bound}"), "exclusiveMaximum": N_(" to below {bound}")}


def one_of(choices: Iterable[str]) -> Message:
    """Say the rule of what can be chosen."""
    return Message.of(N_("must be one of {choices}"), choices=", ".join(choices))


def _bound_rule(field: str) -> Message:
    """Say the rule of a field in words, from its declaration."""
    schema = schemas()[field]
    if "enum" in schema:
        return one_of(schema["enum"])
    kind = Message.of(_KINDS.get(schema.get("type", ""), N_("text")))
    start, end = (
        next((Message.of(text, bound=str(schema[name])) for name, text in bounds.items() if name in schema), "")
        for bounds in (_STARTS, _ENDS)
    )
    return Message.of(N_("must be {kind}{start}{end}"), kind=kind, start=start, end=end)


def _sentence(error: ValidationError, given: Mapping[str, Any]) -> ConfigError:
    """Turn pydantic's first complaint into one sentence about one field."""
    first = error.errors()[0]
    raised = first.get("ctx", {}).get("error")
    if isinstance(raised, ConfigError):  # by `_fits`, which raised the sentence itself
        return raised
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = get_close_matches(field, RunConfig.model_fields, 1)
        text = N_("is not a setting (did you mean {near}?)") if near else N_("is not a setting")
        return ConfigError(field, Message.of(text, **dict(zip(["near"], near, strict=False))), given[field])
    rule = raised.args[0] if isinstance(raised, ValueError) else _bound_rule(field)
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
