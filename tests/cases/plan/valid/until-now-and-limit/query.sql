-- set until=now
SELECT value FROM lines LIMIT 5
