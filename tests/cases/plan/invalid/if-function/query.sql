SELECT if(key = 'a', 1, 0) FROM lines
