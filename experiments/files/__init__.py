"""Files of results: written whole or not at all, each with what it can be traced to."""
