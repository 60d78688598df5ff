SELECT ARRAY[1, 2], ARRAY[]::text[], ARRAY[value, key] FROM lines
