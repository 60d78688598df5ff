SELECT value FROM lines EXCEPT SELECT value FROM clicks
