"""The texts that stand in the code, as Babel finds them, and a language that does not exist."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

ROOT = Path(__file__).parents[2]
CODE, NAME = "pl", "⟦Pseudo⟧"  # the locale whose plurals and numbers it has: three forms, a comma in decimal numbers


def extracted() -> Catalog:
    """Return a catalogue without translations of all texts that are marked in the code."""
    with (ROOT / ".babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for path, _, message, _, context in extract_from_dir(ROOT, methods, options):
        found.add(message, locations=[(path, None)], context=context)
    return found


def pseudo(folder: Path) -> Path:
    """Write a catalogue in which every text is its English in ⟦brackets⟧, plural forms with their number."""
    made = Catalog(locale=CODE, language_team=NAME, fuzzy=False)
    for message in extracted():
        if isinstance(message.id, str):
            text = f"⟦{message.id}⟧"
        else:
            text = tuple(f"⟦{k}: {message.id[1]}⟧" for k in range(made.num_plurals))
        if message.id:
            made.add(message.id, text, locations=message.locations, context=message.context)
    path = folder / f"{CODE}.po"
    with path.open("wb") as file:
        write_po(file, made)
    return path
