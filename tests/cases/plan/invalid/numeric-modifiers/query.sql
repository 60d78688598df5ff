SELECT value::numeric(5,1,2) FROM lines
