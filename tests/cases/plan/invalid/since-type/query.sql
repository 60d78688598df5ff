SELECT * FROM topic('lines', since => true)
