SELECT key, rank() OVER (ORDER BY key) FROM lines
