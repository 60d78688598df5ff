SELECT CAST(value AS text), CAST(key AS text) FROM lines
