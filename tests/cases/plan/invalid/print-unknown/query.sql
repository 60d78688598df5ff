PRINT no_such_topic LAST 3
