SELECT grouping(value) FROM lines GROUP BY key
