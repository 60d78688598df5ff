SELECT value FROM topic('lines', since => '1 hour')
