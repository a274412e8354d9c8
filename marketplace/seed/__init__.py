"""`flask seed`: a small market that looks lived in, built through the actions; or very many listings, fast."""
