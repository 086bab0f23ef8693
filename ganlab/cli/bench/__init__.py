"""Measure what the documentation promises: `python -m ganlab bench`. Medians, side by side in one run, on this machine.

The GAN that is timed is the GAN that the app runs. The browser part needs Chromium and the tests' requirements.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil

from ganlab.cli.bench import crowd, deaths, floors, following, memory, package, page, sweeps, training
from ganlab.cli.inputs import whole
from ganlab.lazy import torch

HELP = "measure speed, latency, traffic and memory on this machine"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take what is measured, and how many pages the memory part opens and closes."""
    parser.add_argument("--class", dest="crowd", action="store_true", help="a class at one server, and nothing else")
    parser.add_argument("--opens", metavar="N", default="500", help="pages to open and close for the memory figure")


def run(arguments: argparse.Namespace) -> int:
    """Print every figure with its target; return the exit code."""
    opens = whole("--opens", arguments.opens)
    torch.set_num_threads(1)
    if arguments.crowd:
        cores, load = os.cpu_count() or 1, getattr(os, "getloadavg", lambda: (float("nan"),))()[0]
        print(f"{cores} cores; on average {load:.2f} other processes were at work in the last minute")
        for figure in itertools.chain(memory.figures(), crowd.figures(), following.figures(), deaths.figures()):
            print(figure.line(), flush=True)
        return 0
    for figure in itertools.chain(package.figures(), floors.figures(), training.figures(), sweeps.figures()):
        print(figure.line(), flush=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("live view: not measured; it needs Chromium")
        return 0
    for figure in page.figures(chromium, opens):
        print(figure.line(), flush=True)
    return 0
