SELECT value FROM v UNION ALL SELECT value FROM long_lines UNION ALL SELECT key FROM orders
