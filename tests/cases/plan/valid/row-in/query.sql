SELECT value FROM lines WHERE (partition, "offset") IN ((1, 2), (3, 4))
