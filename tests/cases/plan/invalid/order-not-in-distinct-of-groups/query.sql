SELECT DISTINCT count(*) FROM lines GROUP BY key ORDER BY max(value)
