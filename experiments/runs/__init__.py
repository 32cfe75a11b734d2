"""Living runs: what is asked for, what is kept of it, where it is kept and on what it is lived."""
