SELECT * FROM topic('lines', since => value)
