"""GAN lab: see a generative adversarial network being trained.

Read in this order: `config` (what a run is made from), `data`, `models`, `losses`, `trainer` (one GAN in training),
`snapshot` (what a view sees of it), `engine` (worker processes and `lab`), `live` (frames to the browser), `ui` (the page).
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in one sentence where pip did not see to it
    raise SystemExit(f"python: must be version 3.11 or newer; got {sys.version.split()[0]}")

from ganlab.config import RunConfig
from ganlab.snapshot import Snapshot
from ganlab.trainer import Trainer

__all__ = ["RunConfig", "Snapshot", "Trainer"]
