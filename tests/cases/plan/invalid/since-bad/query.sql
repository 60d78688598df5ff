SELECT * FROM topic('lines', since => 'yesterdy')
