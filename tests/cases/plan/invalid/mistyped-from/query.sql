SELECT value FORM orders
