"""Floor 5: many reports: the store on disk, the batch plan, and judging each against all."""

POINTER = "corpus.json"
"""The file that makes a directory a corpus and names its current snapshot."""
