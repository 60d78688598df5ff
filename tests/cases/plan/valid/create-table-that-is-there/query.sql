CREATE TABLE IF NOT EXISTS awskafkatutorialtopic (id int)
