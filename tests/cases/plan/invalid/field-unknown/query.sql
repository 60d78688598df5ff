SELECT prize FROM orders
