"""What figures are to each other: totals and their parts, lists without a mark, sums, shares of a whole."""
