SELECT value = ANY (partition) FROM lines
