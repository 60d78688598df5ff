SELECT to_timestamp(value, 'yyyy-MM-dd') FROM lines
