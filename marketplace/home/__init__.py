"""The front page and each user's list of steps that wait."""
