"""Two runs that are compared, as a viewer sees them."""

import numpy as np

from ganlab.gan import checkpoint

UNUSED = {"gp_center": 0.5}  # does nothing without a gradient penalty


def both(viewer, lab, entry, condition):
    """Wait until the two that are shown together fulfil a condition; whatever is shown is of one step."""

    def holds(_):
        frames = lab.frames(entry.run_id)
        if len(frames) < 2:
            return False
        (b, *_), (a, *_) = frames
        assert a.step == b.step or "diverged" in (a.status, b.status)
        found.append((a, b))
        return condition(a, b)

    found = []
    viewer.until(holds)
    return found[-1]


def saved(entry):
    """Tell whether both of a pair have a checkpoint that knows of it."""

    def holds(_):
        found = [checkpoint.read(checkpoint.path_of(one.run_id)) for one in entry.together]
        return all(saved and saved.extra["partner"] for saved in found)

    return holds


def same_run(a, b):
    return np.array_equal(a.scalars, b.scalars, equal_nan=True) and np.array_equal(a.fake, b.fake)
