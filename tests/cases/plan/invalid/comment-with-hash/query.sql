SELECT value FROM lines # all of them
