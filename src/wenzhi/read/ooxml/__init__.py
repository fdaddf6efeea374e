"""Floor 1, read: what Word files are made of: package, styles, numbering, running text, tables."""
