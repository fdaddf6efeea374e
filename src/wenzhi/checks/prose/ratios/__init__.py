"""Family P: shares, rates, steps, multiples and directions, computed again from what they rest on."""
