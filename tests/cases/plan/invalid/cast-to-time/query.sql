SELECT value::time FROM lines
