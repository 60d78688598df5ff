SELECT CAST(partition AS CHAR) FROM lines
