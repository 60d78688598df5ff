SELECT * FROM topic(since => 1)
