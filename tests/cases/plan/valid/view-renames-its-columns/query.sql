SELECT text, place, key FROM v
