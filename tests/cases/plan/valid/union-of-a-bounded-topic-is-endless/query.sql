SELECT value FROM topic('lines', until => 'now') UNION ALL SELECT value FROM clicks
