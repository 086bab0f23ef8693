"""Start the app as `streamlit run app.py` does, with a lab whose training leaves the cores to those who look."""

import os
import sys

from streamlit.web import cli

from ganlab.engine import lab, pool


class Behind(pool.Process):
    """Train with the cores that nobody else wants: it goes flat out, and pages answer as if it did not."""

    def _start(self) -> None:
        super()._start()
        os.setpriority(os.PRIO_PROCESS, self.pid, 10)


if __name__ == "__main__":
    lab.Process = Behind
    lab.PAUSE_AFTER = 2.0  # the runs of earlier tests would train beside that of the next for a minute
    cli.main(["run", *sys.argv[1:]])
