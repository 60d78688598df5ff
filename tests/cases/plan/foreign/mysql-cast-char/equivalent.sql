SELECT CAST(partition AS text) FROM lines
