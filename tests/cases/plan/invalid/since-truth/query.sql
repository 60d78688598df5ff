SELECT value FROM topic('lines', since => true)
