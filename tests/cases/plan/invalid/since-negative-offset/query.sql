SELECT * FROM topic('lines', since => -5)
