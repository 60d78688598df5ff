SELECT value->name FROM lines
