SELECT value FROM lines WHERE value ~ '^a'
