SELECT * FROM "Lines"
