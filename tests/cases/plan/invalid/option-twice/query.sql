SELECT * FROM topic('lines', since => 1, since => 2)
