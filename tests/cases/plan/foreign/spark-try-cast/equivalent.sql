SELECT CAST(value AS int) FROM lines
