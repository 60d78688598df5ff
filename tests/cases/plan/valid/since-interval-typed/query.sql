SELECT value FROM topic('lines', since => interval '2 days')
