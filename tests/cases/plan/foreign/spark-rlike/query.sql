SELECT value FROM lines WHERE value RLIKE '^a'
