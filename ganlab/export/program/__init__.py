"""The run as a program: plain PyTorch that trains as the lab does, with nothing in it that the run does not use.

`source(config)` is the text of run.py, `notebook(config)` the same as a Jupyter notebook, and `beside(config)` the
files that must lie beside them where the data are the user's own. None of them needs torch. The program draws the lab's
random numbers in the lab's order, so that its losses are the lab's.
"""

from ganlab.export.program.notebook import notebook
from ganlab.export.program.script import beside, source

__all__ = ["beside", "notebook", "source"]
