SELECT value FROM topic('orders', format => 'text')
