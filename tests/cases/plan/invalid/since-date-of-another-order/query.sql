SELECT * FROM topic('lines', since => '31.01.2026')
