"""Family P: numbers and denials in prose against the cells they may stand for, and when they stand for none."""
