SELECT value FROM lines WHERE (partition, "offset") > (1, 100) AND (key, value) = ('a', 'b')
