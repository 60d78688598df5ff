SELECT sum(*) FROM lines
