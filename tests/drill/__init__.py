"""The drill: a market at work is backed up, lost, and brought back on an empty machine."""
