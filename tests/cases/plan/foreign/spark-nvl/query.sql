SELECT nvl(key, 'none') FROM lines
