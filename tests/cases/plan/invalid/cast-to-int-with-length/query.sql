SELECT CAST(value AS int(11)) FROM lines
