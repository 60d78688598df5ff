SELECT DISTINCT ON (key) lines.* FROM lines
