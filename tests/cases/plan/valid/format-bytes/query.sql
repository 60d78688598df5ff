SELECT key, value FROM topic('lines', format => 'bytes') WHERE length(value) > 3
