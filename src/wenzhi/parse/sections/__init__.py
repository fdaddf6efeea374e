"""Where a text's parts begin: lines that are headings, sections that tile it, reports bound together, prose."""
