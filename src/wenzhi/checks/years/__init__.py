"""Family Y: one report against the year before, and the years a text names."""
