"""Family D: sections, order and dates of the document as a whole; whether it came in time."""
