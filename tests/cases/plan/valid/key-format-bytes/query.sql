SELECT readable(key), value FROM topic('lines', key_format => 'bytes') WHERE key IS NOT NULL
