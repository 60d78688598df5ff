SELECT key FROM lines ORDER BY 'key'
