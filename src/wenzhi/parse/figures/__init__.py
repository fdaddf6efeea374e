"""Figures of prose one by one: where they stand, their words, unit, scope and what they are a count of."""
