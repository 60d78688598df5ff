-- order: total
SELECT value FROM topic('worked_bounds', since => timestamptz '2026-01-31 10:00:05', until => timestamptz '2026-01-31 10:00:10')
ORDER BY value
