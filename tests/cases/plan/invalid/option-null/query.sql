SELECT value FROM topic('lines', format => NULL)
