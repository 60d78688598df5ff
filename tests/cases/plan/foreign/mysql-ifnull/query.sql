SELECT IFNULL(key, 'none') FROM lines
