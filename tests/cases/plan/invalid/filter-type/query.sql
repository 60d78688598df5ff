SELECT count(*) FILTER (WHERE partition) FROM lines
