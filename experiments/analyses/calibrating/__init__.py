"""Parts of the calibration: facts as targets, search, check and figures."""
