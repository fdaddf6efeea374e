"""Floor 8: the command line. Data goes to stdout, everything else to stderr."""
