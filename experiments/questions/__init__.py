"""What is asked of the model: comparisons, studies, claims single runs: lists of runs and what follows."""
