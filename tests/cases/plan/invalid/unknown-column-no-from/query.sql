SELECT customer
