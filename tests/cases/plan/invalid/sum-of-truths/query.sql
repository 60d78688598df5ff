SELECT sum(key = 'a') FROM lines
