SELECT key, NULL FROM lines UNION ALL SELECT key, value FROM clicks
