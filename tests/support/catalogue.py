"""The texts that stand in the code, as Babel finds them."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).parents[2]


def extracted() -> Catalog:
    """Return a catalogue without translations of all texts that are marked in the code."""
    with (ROOT / ".babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for path, _, message, _, context in extract_from_dir(ROOT, methods, options):
        found.add(message, locations=[(path, None)], context=context)
    return found
