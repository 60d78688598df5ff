SELECT l.value FROM lines AS l WHERE l.partition = 0
