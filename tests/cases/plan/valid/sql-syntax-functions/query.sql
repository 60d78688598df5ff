SELECT trim(both ' ' from value), substring(value from 1 for 2), substring(value, 2), position('a' in value) FROM lines
