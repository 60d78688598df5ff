SELECT value FROM topic('lines', since => 'Last  10', until => 'now')
