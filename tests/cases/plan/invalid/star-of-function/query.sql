SELECT lower(*) FROM lines
