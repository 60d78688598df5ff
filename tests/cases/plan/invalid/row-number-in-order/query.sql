SELECT value FROM lines ORDER BY row_number() OVER (ORDER BY key)
