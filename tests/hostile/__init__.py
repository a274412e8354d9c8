"""What strangers send: hostile and odd files at every upload point, and ten kinds of sender on the line."""
