SELECT value::text(3) FROM lines
