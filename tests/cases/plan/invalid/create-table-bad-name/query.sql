CREATE TABLE "grüß" (a int)
