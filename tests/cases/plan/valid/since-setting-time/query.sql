-- set since=2026-01-30 10:00
SELECT value FROM lines WHERE key = 'a'
