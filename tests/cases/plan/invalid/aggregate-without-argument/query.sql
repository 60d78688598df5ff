SELECT count() FROM lines
