SELECT value FROM topic('clicks', format => 'text')
