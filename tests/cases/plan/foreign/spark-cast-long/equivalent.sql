SELECT CAST(value AS bigint) FROM lines
