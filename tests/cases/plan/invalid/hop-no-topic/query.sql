SELECT * FROM hop()
