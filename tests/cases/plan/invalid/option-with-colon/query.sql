SELECT * FROM topic('lines', since: '1 hour')
