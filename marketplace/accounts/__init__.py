"""Who is here: organisations, their members, what each may do, and how they sign in."""
