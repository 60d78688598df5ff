SELECT value FROM lines ORDER BY length(value) DESC, value NULLS FIRST, key DESC NULLS LAST
