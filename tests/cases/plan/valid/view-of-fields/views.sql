CREATE VIEW v AS SELECT who, price FROM orders
