"""The engine: worker processes that step runs, and `lab`, the only door through which a page reaches them."""
