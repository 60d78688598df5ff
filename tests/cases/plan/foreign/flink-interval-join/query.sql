SELECT a.key FROM lines a JOIN clicks b ON a.key = b.key
