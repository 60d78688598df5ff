SELECT * FROM topic('lines', since => interval '-1 hour')
