CREATE TABLE fresh AS SELECT value FROM lines
