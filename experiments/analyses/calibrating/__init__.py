"""Parts of the calibration: facts, search, check and figures."""
