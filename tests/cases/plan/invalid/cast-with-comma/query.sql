SELECT CAST(value, bigint) FROM lines
