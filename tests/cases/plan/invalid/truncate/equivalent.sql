SELECT * FROM topic('lines', since => 'latest')
