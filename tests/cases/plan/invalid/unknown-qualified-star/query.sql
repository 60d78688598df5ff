SELECT x.* FROM lines
