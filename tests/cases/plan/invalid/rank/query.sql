SELECT rank() OVER (ORDER BY key) FROM lines
