"""What a browser may send about accounts. Unknown fields are never looked at."""
