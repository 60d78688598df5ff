SELECT value FROM linse
