"""What every test shares."""

import os

import hypothesis

# Figures are drawn to files, never to a screen.
os.environ.setdefault("MPLBACKEND", "Agg")

# Kernels compile at their first call, so a first example is slow for no fault of its own; in continuous
# integration the same examples are tried every time.
hypothesis.settings.register_profile("ptce", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "ptce")
