SELECT * FROM topic('lines', until => 'tomorow')
