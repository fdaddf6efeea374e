"""Family P: what the prose says in figures and claims, against the tables and against itself."""
