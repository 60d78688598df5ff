SELECT * FROM topic('lines', sinse => 1)
