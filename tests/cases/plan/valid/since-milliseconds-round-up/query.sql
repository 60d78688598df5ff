SELECT value FROM topic('lines', since => '2026-01-30 10:00:00.0005', until => timestamptz '2026-01-30 10:00:01')
