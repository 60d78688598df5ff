-- set until=now
SELECT count(*) FROM lines
