"""Open-licence offers in both channels: price, bars, versions, catalogue and search."""
