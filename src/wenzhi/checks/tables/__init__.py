"""Families F and T: the cells of the official tables, one by one and among themselves; likely slips of the hand."""
