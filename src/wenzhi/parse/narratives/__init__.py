"""Section five as a text of its own: problems, measures, and which measure answers which problem."""
