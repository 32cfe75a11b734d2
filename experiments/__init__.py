"""What is done with the model: compare, sweep, draw, report."""
