"""A class: one leads, the others follow what is shown, and steer runs of their own that begin where it stands."""
