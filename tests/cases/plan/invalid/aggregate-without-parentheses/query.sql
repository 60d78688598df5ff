SELECT count FROM lines
