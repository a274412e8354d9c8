"""Patent records: numbers, owners, register events, annuities, and their import."""
