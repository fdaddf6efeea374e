"""Family P: what prose says in words, denies, announces or tells twice, against cells and against itself."""
