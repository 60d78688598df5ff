SELECT count(*), sum("offset"), min(value), max(key), avg(partition) FROM lines
