SELECT value FROM topic('lines', since => NULL)
