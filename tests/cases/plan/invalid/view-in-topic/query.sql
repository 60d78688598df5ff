SELECT * FROM topic('long_lines', since => '1 hour')
