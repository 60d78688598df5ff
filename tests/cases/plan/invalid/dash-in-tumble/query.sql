SELECT value FROM tumble(my-topic, interval '1 s')
