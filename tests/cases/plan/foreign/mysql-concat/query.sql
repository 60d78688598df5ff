SELECT CONCAT(key, ': ', value, NULL) FROM lines
