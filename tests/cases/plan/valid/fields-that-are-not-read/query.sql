SELECT value, key FROM orders
