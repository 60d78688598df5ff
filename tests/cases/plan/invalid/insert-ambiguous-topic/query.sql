INSERT INTO userevents VALUES ('a')
