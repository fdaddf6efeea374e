"""Floor 1: operations on characters that know nothing of reports: folding, numerals, sentences, shingles."""
