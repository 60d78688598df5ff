SELECT upper, "Upper" FROM orders
