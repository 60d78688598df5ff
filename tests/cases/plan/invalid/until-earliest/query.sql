SELECT * FROM topic('lines', until => 'earliest')
