SELECT * FROM topic(my-topic)
