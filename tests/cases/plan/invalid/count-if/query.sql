SELECT count_if(key = 'a') FROM lines
