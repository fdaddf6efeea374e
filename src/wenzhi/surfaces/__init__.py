"""Floor 8: where people meet wenzhi. Surfaces call `wenzhi.api` and print what it answers."""
