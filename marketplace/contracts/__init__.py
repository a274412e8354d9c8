"""Deals: notice, agreed terms, contract documents, signatures, verification."""
