-- set until=now
SELECT * FROM v
