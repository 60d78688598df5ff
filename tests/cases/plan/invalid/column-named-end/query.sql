SELECT value, end FROM lines
