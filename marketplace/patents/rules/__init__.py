"""Rules of patents: numbers, terms, annual fees, rows of an import. Pure functions."""
