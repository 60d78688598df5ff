SELECT sum(partition) OVER (ORDER BY "offset") FROM lines
