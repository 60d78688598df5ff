-- set since= 42 
SELECT value FROM lines
