"""Slow motion: one update taken apart into phases, with formulas and the numbers of its batch."""
