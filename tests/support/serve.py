"""Start the app as `streamlit run app.py` does, with a lab whose training leaves the cores to those who look.

Runs go at once, as fast as they can, unless GANLAB_STAGED is set: then they begin as in the app, waiting for Play.
"""

import os
import sys

from streamlit.web import cli

from ganlab.engine import lab, pool
from ganlab.web.page import address


class Behind(pool.Process):
    """Train with the cores that nobody else wants: it goes flat out, and pages answer as if it did not."""

    def _start(self) -> None:
        super()._start()
        os.setpriority(os.PRIO_PROCESS, self.pid, 10)


if __name__ == "__main__":
    lab.Process = Behind
    if not os.environ.get("GANLAB_STAGED"):
        address.staged = lambda config, owner, room: lab.lab.open(config, owner)
    lab.PAUSE_AFTER = 2.0  # the runs of earlier tests would train beside that of the next for a minute
    cli.main(["run", *sys.argv[1:]])
