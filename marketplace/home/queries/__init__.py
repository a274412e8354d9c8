"""Everything the front page and the list of what waits read."""
