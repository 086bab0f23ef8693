"""Sweeps: many runs over a grid of settings and over seeds, in batches, wherever there are cores for them."""
