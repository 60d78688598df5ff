SELECT string_agg(partition, ',') FROM lines
