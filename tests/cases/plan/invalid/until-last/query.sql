SELECT key FROM topic('lines', until => 'last 5')
