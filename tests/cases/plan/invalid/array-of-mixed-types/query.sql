SELECT ARRAY[partition, key] FROM lines
