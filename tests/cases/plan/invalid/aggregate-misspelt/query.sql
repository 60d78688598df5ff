SELECT cout(*) FROM lines
