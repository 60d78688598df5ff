SELECT partition IS UNKNOWN FROM lines
