SELECT value FROM orders
