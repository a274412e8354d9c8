"""What knows nothing about patents: database, transactions, events, money, clock, pages, jobs, documents."""
