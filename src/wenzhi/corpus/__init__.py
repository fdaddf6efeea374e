"""Floor 5: many reports: the store on disk, the batch plan, and judging each against all."""
