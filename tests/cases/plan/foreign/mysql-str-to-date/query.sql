SELECT STR_TO_DATE(value, '%Y-%m-%d') FROM lines
