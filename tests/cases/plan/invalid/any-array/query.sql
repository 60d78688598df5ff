SELECT value = ANY ('{a}') FROM lines
