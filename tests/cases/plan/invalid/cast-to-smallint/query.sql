SELECT CAST(value AS smallint) FROM lines
