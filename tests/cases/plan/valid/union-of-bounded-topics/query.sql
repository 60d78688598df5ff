SELECT value FROM topic('lines', since => 5, until => 'now') UNION ALL SELECT value FROM topic('clicks', until => 'now')
