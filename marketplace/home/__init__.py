"""The front page, each user's list of what waits, the market's figures, and the pages that explain."""
