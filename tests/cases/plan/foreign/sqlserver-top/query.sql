SELECT TOP 10 value FROM lines
