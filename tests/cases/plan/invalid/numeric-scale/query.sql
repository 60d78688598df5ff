SELECT value::numeric(5,1001) FROM lines
