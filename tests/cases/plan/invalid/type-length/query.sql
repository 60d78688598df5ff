SELECT value::char(3) FROM lines
