"""Floor 2: `Document` → `Report`: what the text itself says, cut up and read, with nothing judged.

`report.parse` takes one document through every room of this floor.
"""
