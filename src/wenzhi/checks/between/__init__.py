"""Rules that need more than one organ: the same digits elsewhere, a total and its parts, a roster."""
