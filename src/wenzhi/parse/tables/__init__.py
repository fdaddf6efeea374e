"""The official tables: their forms as records, the areas of a text they stand in, rows, cells, facts."""
