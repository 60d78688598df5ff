SELECT value FROM topic('orders', delimiter => ';')
