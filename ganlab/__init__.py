"""GAN lab: see a generative adversarial network being trained.

Read in this order: `data` (what is real), `gan` (what a GAN is made of and how it trains), `presets` (experiments),
`observe` (what is seen and measured of one), `engine` (worker processes and `lab`), `export` (what one takes home),
`web` (who looks: live route and page), `cli`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in one sentence where pip did not see to it
    raise SystemExit(f"python: must be version 3.11 or newer; got {sys.version.split()[0]}")

from ganlab.gan.config import RunConfig
from ganlab.gan.trainer import Trainer
from ganlab.observe.snapshot import Snapshot

__all__ = ["RunConfig", "Snapshot", "Trainer"]
