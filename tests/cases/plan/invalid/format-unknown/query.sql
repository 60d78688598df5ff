SELECT value FROM topic('orders', format => 'jsn')
