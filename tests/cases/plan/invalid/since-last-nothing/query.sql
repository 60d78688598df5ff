SELECT key FROM topic('lines', since => 'last 0')
