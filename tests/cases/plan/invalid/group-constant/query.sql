SELECT key FROM lines GROUP BY 'key'
