SELECT value, row_number() OVER () AS n FROM lines
