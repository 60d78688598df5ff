SELECT to_char("timestamp", 'YYYY-MM-DD') FROM lines
