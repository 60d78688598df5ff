SELECT sum(partition ORDER BY "offset" DESC), min(value ORDER BY key) FROM lines
