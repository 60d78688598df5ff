SELECT DATE_FORMAT("timestamp", '%Y-%m-%d') FROM lines
