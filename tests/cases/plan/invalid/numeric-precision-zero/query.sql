SELECT value::numeric(0) FROM lines
