SELECT * FROM awskafkatutorialtopic
