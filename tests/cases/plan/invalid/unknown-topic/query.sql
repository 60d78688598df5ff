SELECT value FROM purchases
