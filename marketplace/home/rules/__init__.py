"""What the front page computes without looking anything up."""
