SELECT value FROM topic('lines', since => 100, until => 200)
