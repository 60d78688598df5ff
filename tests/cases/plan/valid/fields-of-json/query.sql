SELECT id, who, price * 2 AS twice, at FROM orders WHERE price > 1
