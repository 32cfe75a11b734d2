"""French and English: the catalogue of sentences, labels, and numbers as a reader writes them."""
