"""Floor 4: measures of a report: specificity, templatedness, substance. Each names its definition."""
