"""A class that follows one run read-only."""
