SELECT "timestamp" FROM orders
