SELECT value FROM topic('lines', until => '2026-02-01')
