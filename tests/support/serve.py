"""Start the app as `streamlit run app.py` does, with a lab whose training leaves the cores to those who look.

Runs go at once, as fast as a story is told, unless GANLAB_STAGED is set: then they begin as in the app, waiting for
Play, and get their share of the cores.
"""

import os
import sys

from streamlit.web import cli

from ganlab.engine import lab, pool
from ganlab.engine.sweep.maps import maps
from ganlab.presets import PRESETS
from ganlab.web import taking
from ganlab.web.page import address

# steps a second: flat out, a run that is looked at takes nearly a core
PACES = {"points": PRESETS["first-light"].pace, "images": PRESETS["two-digits"].pace, "dirac": None}


class Behind(pool.Process):
    """Train with the cores that nobody else wants: pages answer as if nothing was trained."""

    def _start(self) -> None:
        super()._start()
        os.setpriority(os.PRIO_PROCESS, self.pid, 10)


def at_once(config, owner, room):
    """Open a run that goes, the Dirac-GAN at its own pace."""
    return lab.lab.open(config, owner, True, PACES[config.kind])


if __name__ == "__main__":
    if not os.environ.get("GANLAB_STAGED"):
        lab.Process = Behind
        address.staged = at_once
    taking.NICE = maps.crew.nice = 0  # in a whole test run nobody leaves them a core
    lab.PAUSE_AFTER = 2.0  # the runs of earlier tests would train beside that of the next for a minute
    cli.main(["run", *sys.argv[1:]])
