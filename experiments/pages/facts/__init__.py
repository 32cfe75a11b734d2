"""Facts beside the model, as a page, figures, tables and what the terminal shows."""
