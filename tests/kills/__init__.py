"""A real server, real browsers, and what is checked after the server was killed again and again."""
