SELECT to_timestamp(value, 'yyyy-MM-dd HH:mm:ss') FROM lines
