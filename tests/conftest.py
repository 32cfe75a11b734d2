"""What every test shares."""

import os
import signal

import hypothesis

# Figures are drawn to files, never to a screen.
os.environ.setdefault("MPLBACKEND", "Agg")

# What a shell starts in the background ignores Ctrl-C, and so does all that it starts; some tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Kernels compile at their first call, so a first example is slow for no fault of its own; nor is it the fault of an
# example that a busy machine takes long to draw it. In continuous integration the same examples are tried every time.
PATIENT = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("ptce", **PATIENT)
hypothesis.settings.register_profile("ci", derandomize=True, **PATIENT)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "ptce")
