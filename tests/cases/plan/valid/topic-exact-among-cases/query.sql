SELECT value FROM "UserEvents"
