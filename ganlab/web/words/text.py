"""Every word of the page, in English and Simplified Chinese. Records and knobs carry their own pair of names."""

from __future__ import annotations

from ganlab.web.words import TEXTS, VIEW

LANGUAGES = {"en": "English", "zh": "简体中文"}


def pick(pair: tuple[str, str], language: str) -> str:
    """Return the half of an (English, Chinese) pair that a language asks for."""
    return pair[1] if language == "zh" else pair[0]


def say(key: str, language: str, **values) -> str:
    """Return a text of the table with its values filled in."""
    return pick(TEXTS.get(key) or VIEW[key], language).format(**values)


def view_texts(language: str) -> dict[str, str]:
    """Return the words of the live view."""
    return {key: pick(pair, language) for key, pair in VIEW.items()}


def language_of(locale: str | None) -> str:
    """Choose the language for a browser's locale, such as zh-CN."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"
