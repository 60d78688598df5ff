SELECT CAST(value AS double precision) FROM lines
