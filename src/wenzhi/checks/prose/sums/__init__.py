"""Family P: totals and their parts, stocks, remainders and products, computed again from the figures beside them."""
