"""Floor 0, what every other floor stands on: records, errors, settings, resources, protocols."""
