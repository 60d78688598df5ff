CREATE VIEW v AS SELECT at, price FROM orders
