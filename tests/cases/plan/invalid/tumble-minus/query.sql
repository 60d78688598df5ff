SELECT * FROM tumble(my-topic, interval '10 s')
