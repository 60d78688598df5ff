SELECT "my-topic".value FROM "my-topic"
