SELECT date_trunc('day', "timestamp") FROM lines
