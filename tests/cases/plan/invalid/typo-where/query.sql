SELECT value FROM lines WEHRE key = 'a'
