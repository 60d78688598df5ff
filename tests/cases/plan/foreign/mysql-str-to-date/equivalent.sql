SELECT to_timestamp(value, 'YYYY-MM-DD') FROM lines
