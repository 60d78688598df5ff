SELECT count(*) FROM lines WHERE (key = 'a' OR key = 'b'
