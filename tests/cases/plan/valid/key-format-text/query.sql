SELECT key FROM topic('lines', key_format => 'text')
