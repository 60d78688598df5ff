SELECT lowr(value) FROM lines
