"""Family R: what copying leaves behind: slots, years, notices, and names that are not the organ's."""
