"""`flask demo`: the main job in both channels, played by a holder, a workshop and an office through the web pages."""
