-- set since=latest
SELECT value FROM topic('lines', since => 'earliest')
