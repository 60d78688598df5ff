-- set emit=final
-- set until=now
SELECT key, count(*) FROM lines GROUP BY key
