"""What is true of organisations and people, computed without a database."""
