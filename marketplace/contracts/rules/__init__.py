"""Pure rules of deals: the frozen terms, the clauses printed from them, what changed between two sets of terms."""
