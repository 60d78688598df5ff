-- set emit=final
SELECT key, count(*) FROM lines GROUP BY key
